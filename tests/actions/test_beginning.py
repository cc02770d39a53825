"""How the bot begins: it asks who it is, is known from then on, and answers at its own address."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from bot.telegram.account import Account, AnotherBotServes, identify
from bot.web.server import MOST_CONNECTIONS, serving
from models.actions.desk import staff
from models.clock import Clock
from models.db import Database
from models.tables.organisations import bot_account
from models.writer import Writer
from tests.actions.office import ACCOUNT, NOON, Office
from tests.simulator_process import free_port

NEW = 7999999999


@pytest.fixture
async def bot_url() -> AsyncIterator[str]:
    """Where Telegram says that we are NEW."""

    async def get_me(_: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": {"id": NEW, "is_bot": True, "username": "new_bot"}})

    app = web.Application()
    app.router.add_post("/getMe", get_me)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


async def test_a_bot_that_knows_who_it_is_is_remembered(database: Database, bot_url: str) -> None:
    Office(database)
    writer = Writer(database)
    async with aiohttp.ClientSession() as session:
        assert await identify(session, bot_url, writer, Clock()) == Account(str(NEW), "new_bot")
    writer.close()
    with database.read() as tx:
        assert tx.execute(select(bot_account.c.account)).scalars().all() == [str(NEW)]


async def test_a_bot_that_nobody_here_knows_does_not_begin(database: Database, bot_url: str) -> None:
    office = Office(database)
    office.opens(office.meets())
    with database.write() as tx:
        staff.remember_bot(tx, office.edition.organisation_id, ACCOUNT, "old_bot", NOON)
    writer = Writer(database)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(AnotherBotServes):
            await identify(session, bot_url, writer, Clock())
    writer.close()


async def test_what_is_asked_at_our_address_is_answered() -> None:
    async def health(_: web.Request) -> web.Response:
        return web.Response(text="well")

    at = ("127.0.0.1", free_port())
    async with (
        serving([web.get("/health", health)], at, needed=True),
        aiohttp.ClientSession() as session,
        session.get(f"http://{at[0]}:{at[1]}/health") as answer,
    ):
        assert (answer.status, await answer.text()) == (200, "well")


async def test_a_stranger_who_holds_connections_open_keeps_nobody_out() -> None:
    async def health(_: web.Request) -> web.Response:
        return web.Response(text="well")

    at = ("127.0.0.1", free_port())
    async with serving([web.get("/health", health)], at, needed=True):
        held = []
        for _ in range(MOST_CONNECTIONS + 20):
            reader, writer = await asyncio.open_connection(*at)
            writer.write(b"POST /health HTTP/1.1\r\nHost: x\r\n")  # and never the rest
            held.append((reader, writer))
        async with aiohttp.ClientSession() as session, session.get(f"http://{at[0]}:{at[1]}/health") as answer:
            assert answer.status == 200
        for reader, _ in held[:20]:  # the oldest ended, and their files are free again
            with contextlib.suppress(ConnectionError):
                assert await asyncio.wait_for(reader.read(), 10) == b""
        assert not any(reader.at_eof() for reader, _ in held[-100:])
        for _, writer in held:
            writer.close()
