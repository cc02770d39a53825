"""No token and no password stands in a log, whoever raised or said it."""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from telegram.error import InvalidToken, NetworkError

from models.logs import without_secrets
from tests.actions.test_review_logs import log_it, logged

__all__ = ["logged"]

TOKEN = "7012345678:AAHsimulatedTokenOfOtklik0123456789"
KEY = TOKEN.partition(":")[2]
FILE = f"https://api.telegram.org/file/bot{TOKEN}/documents/file_7.pdf"
Logged = Callable[[], str]


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
