"""No token, no password and no words of a person stand in a log, whoever raised or said it."""

import asyncio
import contextlib
import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import aiohttp
import pytest
from sqlalchemy import Connection, insert, text
from telegram.error import InvalidToken, NetworkError

from bot.telegram.arrivals import Arrivals
from bot.telegram.calls import BotApi
from bot.telegram.ingest import Ingest
from models import logs
from models.clock import Clock
from models.db import Database
from models.errors import OtklikError
from models.logs import without_secrets
from models.tables.persons import address
from models.writer import Writer
from tests.actions.office import ACCOUNT, NOON, Office

TOKEN = "7012345678:AAHsimulatedTokenOfOtklik0123456789"
KEY = TOKEN.partition(":")[2]
FILE = f"https://api.telegram.org/file/bot{TOKEN}/documents/file_7.pdf"
Logged = Callable[[], str]


WORDS = "мой пароль 12345"


@pytest.fixture
def logged() -> Iterator[Logged]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.set_up("test")
    [handler] = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    lines = io.StringIO()
    handler.setStream(lines)
    yield lines.getvalue
    root.handlers[:] = before
    root.setLevel(level)


def log_it(act: Callable[[], object]) -> None:
    try:
        act()
    except Exception:
        logging.getLogger("test").exception("it raised")


def in_a_transaction(database: Database, act: Callable[[Connection], None]) -> None:
    with database.write() as tx:
        act(tx)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (f"GET {FILE} failed", "GET https://api.telegram.org/file/bot7012345678:***/documents/file_7.pdf failed"),
        (f"bot{TOKEN.replace(':', '%3A')}/getMe", "bot7012345678%3A***/getMe"),
        (f"The token `{TOKEN}` was rejected", "The token `7012345678:***` was rejected"),
        ("redis://:geheim@redis.example:6379/0", "redis://:***@redis.example:6379/0"),
        ("postgresql+psycopg://otklik:ge%40heim@db/otklik", "postgresql+psycopg://otklik:***@db/otklik"),
        ("http://otklik:ge@heim@proxy.example:3128/", "http://otklik:***@proxy.example:3128/"),
        ("host=db user=otklik password=geheim dbname=otklik", "host=db user=otklik password=*** dbname=otklik"),
        ("redis://redis.example/0?password=geheim&db=1", "redis://redis.example/0?password=***&db=1"),
        ("https://support.example/telegram/7012345678", "https://support.example/telegram/7012345678"),
        ("at 12:34:56 ticket 7012345678: taken", "at 12:34:56 ticket 7012345678: taken"),
        (
            "mailto:anna@example.org, http://127.0.0.1:8080/@anna",
            "mailto:anna@example.org, http://127.0.0.1:8080/@anna",
        ),
        ("Authorization: Bearer EAAsimulated0123456789abc", "Authorization: Bearer EAA***"),
        (
            "/debug_token?input_token=EAAsimulated0123456789abc&fields=x",
            "/debug_token?input_token=***&fields=x",
        ),
        ("/whatsapp?hub.mode=subscribe&hub.verify_token=known1", "/whatsapp?hub.mode=subscribe&hub.verify_token=***"),
    ],
)
def test_secrets_are_known_by_their_looks_and_the_rest_stays(said: str, left: str) -> None:
    assert without_secrets(said) == left


async def _refused_connection() -> None:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:1/file/bot{TOKEN}/x"):
        raise AssertionError("nobody listens there")


def raised(error: BaseException) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act


@pytest.mark.parametrize(
    "act",
    [
        raised(aiohttp.InvalidURL(FILE)),
        raised(OSError(2, "not found", FILE)),
        raised(TypeError(f"no such thing: {FILE}")),
        raised(NetworkError(f"httpx.ConnectError: {FILE}")),
        raised(InvalidToken(f"The token `{TOKEN}` was rejected by the server.")),
        lambda: asyncio.run(_refused_connection()),
    ],
    ids=["url", "os", "type", "network", "token", "connection"],
)
def test_an_exception_is_logged_without_the_token(logged: Logged, act: Callable[[], object]) -> None:
    log_it(act)
    assert "it raised" in logged()
    assert KEY not in logged()


def test_what_is_said_beside_an_exception_is_looked_through_too(logged: Logged) -> None:
    logging.getLogger("anybody").warning("%s: no answer", FILE)
    logging.getLogger("anybody").error("away: %r", OSError("redis://:geheim@redis.example:6379/0"))
    lines = [json.loads(line) for line in logged().splitlines()]
    assert lines[0]["event"] == "https://api.telegram.org/file/bot7012345678:***/documents/file_7.pdf: no answer"
    assert "geheim" not in lines[1]["event"]


def test_a_task_that_nobody_awaited_is_told_without_its_words(logged: Logged) -> None:
    words = " ".join(("слова", "человека", FILE))  # a traceback shows the line that raised

    async def fails() -> None:
        raise ValueError(words)

    async def main() -> None:
        task: Any = asyncio.create_task(fails())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    asyncio.run(main())
    assert "Task exception was never retrieved" in logged()
    assert "слова человека" not in logged()
    assert KEY not in logged()


@pytest.mark.parametrize("where", ["act()", "threading.Thread(target=act).start()"])
def test_an_exception_that_ends_a_process_or_a_thread_is_told_without_secrets_and_words(where: str) -> None:
    source = f"""
import threading
from models import logs
logs.set_up("test")
def act():
    try:
        raise OSError("{FILE}")
    except OSError as error:
        raise ValueError("words of a person") from error
{where}
"""
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=60)
    assert done.returncode == (1 if where == "act()" else 0)
    assert "builtins.ValueError\n" in done.stderr
    assert "7012345678:***" in done.stderr
    assert KEY not in done.stderr
    assert "words of a person" not in done.stderr


async def test_no_token_is_logged_when_something_else_than_http_answers(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async def babble(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    writer = Writer(database)
    async with aiohttp.ClientSession() as session:
        arrivals = Arrivals("1", writer, Clock(), lambda: None)
        task = asyncio.create_task(Ingest(BotApi(session, f"http://127.0.0.1:{port}/bot1:secret"), arrivals).run())
        async with asyncio.timeout(60):
            while "getUpdates failed" not in caplog.text:
                await asyncio.sleep(0.01)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    writer.close()
    server.close()
    await server.wait_closed()
    assert "secret" not in caplog.text


def test_an_error_that_repeats_a_persons_words_is_named_without_them(logged: Logged) -> None:
    log_it(lambda: int(WORDS))
    line = logged()
    assert "ValueError" in line
    assert "test_secrets_in_logs.py" in line
    assert "12345" not in line


def test_an_error_of_ours_is_told_whole(logged: Logged) -> None:
    def refuse() -> None:
        raise OtklikError(ticket=7)

    log_it(refuse)
    assert "OtklikError {'ticket': 7}" in logged()


def test_a_database_that_repeats_a_row_is_not_believed_in_the_log(office: Office, logged: Logged) -> None:
    anna = office.meets(chat_id=79990001122)

    def twice(tx: Connection) -> None:
        row = {"organisation_id": anna.organisation_id, "person_id": anna.person_id, "transport": "telegram"}
        place = {"account": ACCOUNT, "address": str(int(anna.address)), "state": "verified", "state_at": NOON}
        tx.execute(insert(address).values(row | place))

    def cast(tx: Connection) -> None:
        tx.execute(text("SELECT abs(CAST(:words AS INTEGER)) + json(:words)"), {"words": WORDS})

    for act in (twice, cast):
        log_it(partial(in_a_transaction, office.database, act))
    lines = logged()
    assert "IntegrityError" in lines
    assert "INSERT INTO address" in lines
    assert "79990001122" not in lines
    assert "12345" not in lines
