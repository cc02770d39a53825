"""Wake-ups over a real Redis: they come at once, and its absence harms nobody."""

import asyncio
import contextlib
import select
from collections.abc import Iterator
from pathlib import Path

import pytest

from bell.wakes import INBOX, SMS, Listener, Wakes, listen
from tests.bridge.patience import wait_for
from tests.bridge.redis_server import RedisServer


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    with RedisServer(tmp_path) as server:
        yield server


@pytest.fixture
def wakes(redis: RedisServer) -> Iterator[Wakes]:
    wakes = Wakes(redis.url)
    yield wakes
    wakes.close()


@pytest.fixture
def listener(redis: RedisServer) -> Iterator[Listener]:
    """One that has heard that it is connected, and nothing else yet."""
    with contextlib.closing(Listener(redis.url, SMS)) as listener:
        wait_for(listener.heard, "connection")
        yield listener


def test_who_listens_hears_its_own_name_once_and_no_other(listener: Listener, wakes: Wakes) -> None:
    wakes.wake(INBOX)
    wakes.wake(SMS)
    wait_for(listener.heard, "wake-up")
    assert not listener.heard()


def test_who_waits_on_the_descriptor_is_woken(listener: Listener, wakes: Wakes) -> None:
    assert select.select([listener], [], [], 0)[0] == []
    wakes.wake(SMS)
    assert select.select([listener], [], [], 60)[0] == [listener]


def test_a_redis_that_comes_back_wakes_once_because_something_may_be_missed(
    redis: RedisServer, listener: Listener, wakes: Wakes
) -> None:
    redis.kill()
    wakes.wake(SMS)
    assert not listener.heard()
    redis.start()
    wait_for(listener.heard, "wake-up after the outage")

    def woken() -> bool:
        wakes.wake(SMS)
        return listener.heard()

    wait_for(woken, "wake-up by word")


def test_waking_without_a_redis_raises_nothing_and_asks_for_it_once_in_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr("bell.wakes.time.monotonic", lambda: now[0])
    with contextlib.closing(Wakes("redis://127.0.0.1:1/0")) as wakes:
        asked: list[str] = []
        refuse = wakes._redis.publish

        def publish(name: str, word: bytes) -> object:
            asked.append(name)
            return refuse(name, word)

        monkeypatch.setattr(wakes._redis, "publish", publish)
        for _ in range(1000):
            wakes.wake(SMS)
        assert len(asked) == 1, "nobody waits for each word"
        now[0] += 1.0
        wakes.wake(SMS)
        assert len(asked) == 2


async def test_the_inbox_loop_is_woken_and_goes_on_after_an_outage(redis: RedisServer, wakes: Wakes) -> None:
    woken = asyncio.Event()
    task = asyncio.create_task(listen(redis.url, INBOX, woken.set))
    await asyncio.wait_for(woken.wait(), 60)
    woken.clear()
    wakes.wake(INBOX)
    await asyncio.wait_for(woken.wait(), 60)
    redis.kill()
    woken.clear()
    await asyncio.to_thread(redis.start)
    await asyncio.wait_for(woken.wait(), 60)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
