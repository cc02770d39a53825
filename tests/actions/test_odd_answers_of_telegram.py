"""A gateway answers in Telegram's place, or Telegram says what a database can't hold: nothing is lost for it."""

import asyncio
import contextlib
import math
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram.warnings import PTBUserWarning

from bot.telegram import ingest as ingest_module
from bot.telegram.account import own_name
from bot.telegram.arrivals import Arrivals
from bot.telegram.calls import BotApi
from bot.telegram.ingest import Ingest
from models.actions.queue.dispatching import Dispatch
from models.clock import Clock
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.places import Place
from models.rules.delivery.send_results import Unknown
from models.tables.lanes import inbox
from models.writer import Writer
from workers.transports.telegram import TelegramSender

Answer = Callable[[web.Request], Awaitable[web.Response]]
HTML = "<html><h1>502 Bad Gateway</h1></html>"


@asynccontextmanager
async def gateway(*answers: web.Response | dict[str, Any]) -> AsyncIterator[str]:
    """Says these one after the other, and the last for ever."""
    left = list(answers)

    async def answer(_request: web.Request) -> web.Response:
        one = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(one, dict):
            return web.json_response(one)
        return web.Response(text=one.text, status=one.status, content_type="text/html")

    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("")).rstrip("/")


def stored(database: Database) -> int:
    with database.read() as tx:
        return len(tx.execute(inbox.select()).all())


async def ingested(database: Database, url: str, wanted: int) -> None:
    writer = Writer(database)
    async with aiohttp.ClientSession() as session:
        ingest = Ingest(BotApi(session, f"{url}/bot1:x"), Arrivals("1", writer, Clock(), lambda: None))
        task = asyncio.create_task(ingest.run())
        async with asyncio.timeout(60):
            while stored(database) < wanted:
                assert not task.done(), task.exception()
                await asyncio.sleep(0.02)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    writer.close()


def update(update_id: int, text: str) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"message_id": 1, "chat": {"id": 5}, "text": text}}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_module, "_REFUSED_SECONDS", 0.01)
    monkeypatch.setattr(ingest_module, "_BACK_OFF_SECONDS", 0.01)
    monkeypatch.setattr("bot.telegram.account._TRY_AGAIN_SECONDS", 0.01)


async def test_the_bot_waits_for_telegram_behind_a_gateway_in_trouble() -> None:
    me = {"ok": True, "result": {"id": 1, "username": "support_bot"}}
    told: list[str] = []
    odd = (web.Response(text=HTML, status=502), {"ok": True, "result": None})
    async with gateway(*odd, me) as url, aiohttp.ClientSession() as session:
        assert await own_name(BotApi(session, f"{url}/bot1:x"), told.append) == "support_bot"
    assert told == ["getMe failed: status 502", "getMe failed: no bot in the answer"]


@pytest.mark.parametrize("odd", ["ноль\x00", "половина \ud83d"])
async def test_words_that_no_database_takes_stop_nobody_else(database: Database, odd: str) -> None:
    async with gateway({"ok": True, "result": [update(1, "да"), update(2, odd), update(3, "нет")]}) as url:
        await ingested(database, url, 3)


@pytest.mark.parametrize(
    "odd",
    [
        {"chat": {"id": "5\x00", "type": "private"}},
        {"chat": {"id": "\ud83d", "type": "private"}},
        {"chat": {"id": "5" * 400, "type": "private"}},
        {"media_group_id": ["album"]},
        {"media_group_id": "я" * 400},
        {"date": math.nan},
        {"location": {"latitude": math.inf, "longitude": -math.inf}},
    ],
)
async def test_an_update_of_a_shape_that_no_database_takes_stops_nobody_else(
    database: Database, odd: dict[str, Any]
) -> None:
    strange = update(2, "странное")
    strange["message"] |= odd
    async with gateway({"ok": True, "result": [update(1, "да"), strange, update(3, "нет")]}) as url:
        await ingested(database, url, 3)


async def test_an_answer_that_is_none_says_nothing_about_what_was_sent() -> None:
    word = Dispatch(
        id=1, lane_id=1, kind=RowKind.POST, payload={"text": "Да"}, repeatable=False, repeated=False, attempts=0,
        transport="telegram", account="1", place=Place.ADDRESS, address="5", topic_account=None, thread_id=None,
        ticket_id=None, message_id=None, incarnation=None,
        provider_ids=(),
    )  # fmt: skip
    async with gateway(web.Response(text=HTML)) as url:
        warnings.filterwarnings("ignore", category=PTBUserWarning)
        sender = TelegramSender("1:x", url)
        assert isinstance(await sender.send(word), Unknown)
        await sender.close()
