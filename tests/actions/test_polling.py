"""Polling confirms what is on disk and nothing else, and goes on whatever happens."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.telegram import ingest as ingest_module
from bot.telegram.arrivals import Arrivals
from bot.telegram.calls import BotApi
from bot.telegram.ingest import POLL_SECONDS, Ingest
from bot.telegram.updates import ALLOWED_UPDATES
from models.clock import Clock
from models.db import Database
from tests.actions.drained_lanes import NotingWriter
from tests.actions.office import ACCOUNT

Question = dict[str, Any]


class Shelf:
    """Where updates are stored; it may fail, and it notes when polling says that Telegram has nothing more."""

    account = "1"

    def __init__(self) -> None:
        self.stored: list[int] = []
        self.heard_at: list[int] = []
        self._fails = 0

    def fails(self, times: int) -> None:
        self._fails = times

    async def store(self, updates: Sequence[Mapping[str, Any]]) -> None:
        if self._fails:
            self._fails -= 1
            raise OSError("no space left on device")
        self.stored += [update["update_id"] for update in updates]

    async def heard(self) -> None:
        self.heard_at.append(len(self.stored))


class Telegram:
    """Gives the updates that it still has from `offset` on, and notes each question with what was stored by then."""

    def __init__(self, shelf: Shelf, *update_ids: int) -> None:
        self.questions: list[tuple[Question, list[int]]] = []
        self._shelf = shelf
        self._has = list(update_ids)

    async def answer(self, request: web.Request) -> web.Response:
        question = await request.json()
        self.questions.append((question, list(self._shelf.stored)))
        self._has = [one for one in self._has if one >= question.get("offset", 0)]
        if not self._has:
            await asyncio.sleep(0.01)
        return web.json_response({"ok": True, "result": [{"update_id": one} for one in self._has]})


@asynccontextmanager
async def polling(telegram: Telegram, shelf: Any) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_post("/bot1:x/getUpdates", telegram.answer)
    async with TestServer(app, host="127.0.0.1") as server, aiohttp.ClientSession() as session:
        task = asyncio.create_task(Ingest(BotApi(session, str(server.make_url("/bot1:x"))), shelf).run())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(there: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not there():
            await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_module, "_BACK_OFF_SECONDS", 0.01)


async def test_what_could_not_be_stored_is_confirmed_only_once_it_is(caplog: pytest.LogCaptureFixture) -> None:
    shelf = Shelf()
    shelf.fails(3)
    telegram = Telegram(shelf, 7, 5, 6)
    async with polling(telegram, shelf):
        await until(lambda: len(telegram.questions) > 2)
    assert shelf.stored == [5, 6, 7], "each once, in the order of their numbers"
    for question, stored in telegram.questions:
        confirmed = [one for one in (5, 6, 7) if one < question.get("offset", 0)]
        assert set(confirmed) <= set(stored), question
    assert telegram.questions[-1][0]["offset"] == 8
    assert caplog.text.count("updates not stored") == 3


async def test_the_first_question_confirms_nothing_and_waits_for_nothing() -> None:
    shelf = Shelf()
    telegram = Telegram(shelf, 5)
    async with polling(telegram, shelf):
        await until(lambda: len(telegram.questions) > 2)
    first, second, third = (question for question, _ in telegram.questions[:3])
    assert "offset" not in first
    assert (first["timeout"], second["timeout"]) == (0, POLL_SECONDS)
    assert (second["offset"], third["offset"]) == (6, 6), "an empty answer moves nothing"
    assert first["allowed_updates"] == ALLOWED_UPDATES


async def test_telegram_counts_as_heard_once_what_it_gave_is_stored() -> None:
    shelf = Shelf()
    telegram = Telegram(shelf, 5, 6)
    async with polling(telegram, shelf):
        await until(lambda: len(shelf.heard_at) > 1)
    assert shelf.heard_at[0] == 2


async def test_updates_are_on_disk_before_they_count_as_stored(database: Database) -> None:
    writer: Any = NotingWriter(database)
    woken_after: list[list[bool]] = []
    arrivals = Arrivals(ACCOUNT, writer, Clock(), lambda: woken_after.append(list(writer.durable)))
    await arrivals.store([{"update_id": 5, "message": {"chat": {"id": 1}}}])
    assert woken_after == [[True]]
    writer.close()
