"""What can not be stored is not acknowledged: Telegram has to bring it again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DataError, OperationalError

from bot.telegram.arrivals import Arrivals
from bot.web.server import serving
from bot.web.telegram_webhook import SECRET_HEADER, TelegramWebhook
from models.clock import Clock
from models.db import Database
from models.migrations.to_newest import upgrade
from models.tables.lanes import inbox
from models.writer import Writer
from tests.simulated_telegram import free_port

SECRET = "ours"


class StumblingWriter(Writer):
    """Its next transactions fail with what `troubles` holds."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.troubles: list[Exception] = []

    async def run(self, action: Callable[[Connection], Any], *, durable: bool = False) -> Any:
        if self.troubles:
            raise self.troubles.pop(0)
        return await super().run(action, durable=durable)


class Desk:
    """A webhook over a database of its own. woken: how often the inbox loop was."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'otklik.db'}")
        upgrade(self.database)
        self.writer = StumblingWriter(self.database)
        self.woken = 0
        self.port = free_port()

    def wake(self) -> None:
        self.woken += 1

    async def brings(self, session: aiohttp.ClientSession, text: str) -> int:
        url = f"http://127.0.0.1:{self.port}/telegram/1"
        async with session.post(url, data=text.encode(), headers={SECRET_HEADER: SECRET}) as response:
            return response.status

    def kept(self) -> list[Any]:
        with self.database.read() as tx:
            return list(tx.execute(select(inbox.c.payload).order_by(inbox.c.id)).scalars())


@asynccontextmanager
async def desk_with_session(folder: Path) -> AsyncIterator[tuple[Desk, aiohttp.ClientSession]]:
    desk = Desk(folder)
    arrivals = Arrivals("1", desk.writer, Clock(), desk.wake)
    at = ("127.0.0.1", desk.port)
    try:
        async with (
            serving(TelegramWebhook(SECRET, arrivals).routes(), at, needed=True),
            aiohttp.ClientSession() as session,
        ):
            yield desk, session
    finally:
        desk.writer.close()
        desk.database.close()


@pytest.mark.parametrize("times", [1, 3])
async def test_a_database_that_is_away_makes_telegram_repeat(tmp_path: Path, times: int) -> None:
    async with desk_with_session(tmp_path) as (desk, session):
        desk.writer.troubles = [OperationalError("insert", {}, Exception("away")) for _ in range(times)]
        for _ in range(times):
            assert await desk.brings(session, '{"update_id": 5}') == 503
        assert (desk.kept(), desk.woken) == ([], 0)
        assert await desk.brings(session, '{"update_id": 5}') == 200
        assert (desk.kept(), desk.woken) == ([{"update_id": 5}], 1)
        assert await desk.brings(session, '{"update_id": 5}') == 200
        assert len(desk.kept()) == 1


async def test_what_no_database_takes_is_kept_without_it(tmp_path: Path) -> None:
    async with desk_with_session(tmp_path) as (desk, session):
        desk.writer.troubles = [DataError("insert", {}, Exception("NUL"))]
        assert await desk.brings(session, '{"update_id": 6, "odd": "a\\u0000b"}') == 200
        assert desk.kept() == [{"update_id": 6, "odd": "ab"}]


async def test_what_can_not_be_stored_in_any_form_is_not_acknowledged(tmp_path: Path) -> None:
    async with desk_with_session(tmp_path) as (desk, session):
        desk.writer.troubles = [DataError("insert", {}, Exception("NUL")) for _ in range(2)]
        assert await desk.brings(session, '{"update_id": 7}') == 503
        assert (desk.kept(), desk.woken) == ([], 0)


async def test_many_at_once_are_all_on_disk_when_they_are_acknowledged(tmp_path: Path) -> None:
    async with desk_with_session(tmp_path) as (desk, session):
        statuses = await asyncio.gather(*(desk.brings(session, f'{{"update_id": {n}}}') for n in range(200)))
        assert set(statuses) == {200}
        assert sorted(update["update_id"] for update in desk.kept()) == list(range(200))
