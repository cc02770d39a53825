"""Updates come twice, again, backwards, or not at all; each message is kept once and in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import select

from bot.telegram import ingest
from bot.telegram.arrivals import Arrivals
from bot.telegram.calls import BotApi
from bot.telegram.ingest import Ingest
from models.clock import Clock
from models.db import Database
from models.migrations.to_newest import upgrade
from models.tables.lanes import inbox
from models.writer import Writer
from tests.faults.crowd import Crowd, nothing_waits
from tests.installation import Installation


@pytest.mark.parametrize("order", ["duplicate_updates", "redeliver_updates"])
def test_updates_that_come_twice_are_kept_once(otklik: Installation, order: str) -> None:
    otklik.telegram.order(order)
    crowd = Crowd(otklik, 10, f"дважды-{order}")
    for _ in range(3):
        crowd.write()
    crowd.correct(1, every=2)
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert crowd.complaints() == []
    assert crowd.greeted_wrongly() == []


def test_a_batch_of_updates_that_comes_backwards_is_brought_into_order(otklik: Installation) -> None:
    otklik.kill("bot")
    crowd = Crowd(otklik, 10, "задом-наперёд")
    crowd.write(rounds=5)
    otklik.telegram.order("shuffle_updates")
    otklik.start("bot")
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert crowd.complaints() == []


@pytest.mark.parametrize("end", ["500", "502", "drop_before", "accept_then_drop"])
def test_polling_that_fails_goes_on(otklik: Installation, end: str) -> None:
    otklik.telegram.order(end, method="getUpdates", times=2)
    crowd = Crowd(otklik, 3, f"опрос-{end}")
    crowd.write(rounds=2)
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert crowd.complaints() == []
    assert crowd.greeted_wrongly() == []


@asynccontextmanager
async def telegram_that_answers(*answers: str) -> AsyncIterator[str]:
    """Its address. After the last answer it is silent."""
    left = list(answers)
    closing = asyncio.Event()

    async def get_updates(_request: web.Request) -> web.Response:
        if not left:
            await closing.wait()
            return web.Response()
        return web.Response(text=left.pop(0), content_type="text/html")

    app = web.Application()
    app.router.add_post("/bot1:x/getUpdates", get_updates)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/bot1:x"
    finally:
        closing.set()
        await runner.cleanup()


@pytest.mark.parametrize("nonsense", ["<html>502 Bad Gateway</html>", "[]", ""])
async def test_an_answer_that_is_none_does_not_end_the_polling(tmp_path: Path, nonsense: str) -> None:
    database = Database(f"sqlite:///{tmp_path / 'otklik.db'}")
    upgrade(database)
    writer, stored = Writer(database), asyncio.Event()
    update = '{"ok": true, "result": [{"update_id": 5, "message": {"chat": {"id": 1}}}]}'
    async with telegram_that_answers(nonsense, update) as url, aiohttp.ClientSession() as session:
        polling = asyncio.create_task(Ingest(BotApi(session, url), Arrivals("1", writer, Clock(), stored.set)).run())
        waiting = asyncio.create_task(stored.wait())
        await asyncio.wait([polling, waiting], timeout=20, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        polling.cancel()
        assert stored.is_set(), polling
    with database.read() as tx:
        assert tx.execute(select(inbox.c.provider_id)).scalars().all() == ["5"]
    writer.close()
    database.close()


async def test_another_program_that_polls_with_our_token_is_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ingest, "_REFUSED_SECONDS", 0.01)
    database = Database(f"sqlite:///{tmp_path / 'otklik.db'}")
    upgrade(database)
    writer, stored = Writer(database), asyncio.Event()
    conflict = '{"ok": false, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"}'
    nothing = '{"ok": true, "result": []}'
    update = '{"ok": true, "result": [{"update_id": 5, "message": {"chat": {"id": 1}}}]}'
    answers = (conflict, conflict, nothing, conflict, update)
    async with telegram_that_answers(*answers) as url, aiohttp.ClientSession() as session:
        polling = asyncio.create_task(Ingest(BotApi(session, url), Arrivals("1", writer, Clock(), stored.set)).run())
        async with asyncio.timeout(60):
            await stored.wait()
        polling.cancel()
    assert len([record for record in caplog.records if "another program takes" in record.getMessage()]) == 1
    writer.close()
    database.close()
