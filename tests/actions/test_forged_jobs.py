"""Whatever lies in a queue, its worker runs its own function and nothing that a job names."""

import json
import os
import pickle
import signal
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Queue

from bell.redis_bell import RedisBell, clear_the_way
from models.rules.delivery.outgoing import DELIVER
from tests.bridge.redis_server import RedisServer
from workers.queue_worker import worker_of

FORGED = "was not made by the bell"
Work = Callable[[], int]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis(server: RedisServer) -> Iterator["Redis"]:
    with server.connect() as connection:
        connection.flushall()
        yield connection


@pytest.fixture
def work(redis: "Redis") -> Iterator[Work]:
    """Runs what waits in the queue; returns how often the queue's own function ran."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def run() -> int:
        answered: list[str] = []
        worker = worker_of(DELIVER, lambda: answered.append("looked"), redis, threading.Event())
        worker.work(burst=True, logging_level="WARNING")
        return len(answered)

    yield run
    for number, handler in before.items():
        signal.signal(number, handler)


class _Touches:
    """Unpickled, it makes a file."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch '{self._place}'",)


def lay(redis: "Redis", number: str, **fields: bytes | str) -> None:
    """A job as somebody else would write it into Redis."""
    mapping: dict[Any, Any] = {"origin": DELIVER, **fields}
    redis.hset(f"rq:job:{number}", mapping=mapping)
    redis.rpush(f"rq:queue:{DELIVER}", number)


def test_a_ring_runs_the_queue_s_function_and_leaves_nothing(
    redis: "Redis", work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    RedisBell(redis).ring(DELIVER)
    assert work() == 1
    assert redis.keys("rq:job:*") == []
    assert redis.exists("rq:queue:deliver", "rq:queue:deliver:intermediate") == 0
    assert FORGED not in caplog.text


def test_a_job_that_calls_os_system_does_nothing_and_is_logged(
    redis: "Redis", work: Work, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Queue(DELIVER, connection=redis).enqueue_call("os.system", (f"touch '{tmp_path / 'done'}'",))
    assert work() == 1
    assert not (tmp_path / "done").exists()
    assert FORGED in caplog.text
    assert "touch" not in caplog.text


def test_what_a_job_carries_is_not_unpickled(
    redis: "Redis", work: Work, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bomb = pickle.dumps(_Touches(tmp_path / "done"))
    lay(redis, "1", data=bomb, meta=bomb, result=bomb)
    lay(redis, "2", data=zlib.compress(bomb), meta=zlib.compress(bomb))
    assert work() == 2
    assert not (tmp_path / "done").exists()
    assert caplog.text.count(FORGED) == 2


@pytest.mark.parametrize("callback", ["success_callback_name", "failure_callback_name", "stopped_callback_name"])
def test_callbacks_that_a_job_names_are_not_called(
    redis: "Redis", work: Work, caplog: pytest.LogCaptureFixture, callback: str
) -> None:
    RedisBell(redis).ring(DELIVER)
    [key] = redis.keys("rq:job:*")
    redis.hset(key, callback, "this.this")  # a module that prints when it is imported
    assert work() == 1
    assert FORGED in caplog.text
    assert "this" not in sys.modules


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"data": b""},
        {"data": b"\xff\xfe"},
        {"data": zlib.compress(b" " * 50_000_000)},
        {"data": zlib.compress(b"[" * 900)},
        {"data": json.dumps(["os.system", None, ["true"], {}])},
        {"data": b"x", "timeout": "never", "created_at": "yesterday", "status": "odd", "retry_intervals": "{"},
    ],
    ids=["nothing", "empty", "no text", "a bomb", "deep", "a name", "odd fields"],
)
def test_nonsense_is_a_ring_like_any_other(redis: "Redis", work: Work, fields: dict[str, bytes | str]) -> None:
    lay(redis, "1", **fields)
    RedisBell(redis).ring_again(DELIVER)  # one waits already
    assert work() == 1
    assert redis.keys("rq:job:*") == []


def test_a_job_of_another_type_or_name_stops_nobody(redis: "Redis", work: Work) -> None:
    redis.set("rq:job:text", "no hash")
    redis.rpush(f"rq:queue:{DELIVER}", "text", "gone", "a:b:c", "", "x" * 10_000)
    assert work() == 5


def test_keys_of_another_type_are_removed_before_they_stop_every_worker(redis: "Redis", work: Work) -> None:
    for lists in (f"rq:queue:{DELIVER}", f"rq:queue:{DELIVER}:intermediate"):
        redis.set(lists, "no list")
    for sets in ("rq:queues", "rq:workers", f"rq:workers:{DELIVER}"):
        redis.set(sets, "no set")
    worker = worker_of(DELIVER, lambda: None, redis, threading.Event())
    clear_the_way(redis, worker.queues[0])
    RedisBell(redis).ring(DELIVER)
    assert work() == 1


def test_workers_that_were_killed_are_forgotten_and_no_job_is_loaded_for_it(
    redis: "Redis", work: Work, tmp_path: Path
) -> None:
    """RQ's own maintenance calls the failure callback of a job whose worker is gone."""
    killed = worker_of(DELIVER, lambda: None, redis, threading.Event())
    killed.register_birth()  # type: ignore[no-untyped-call]
    redis.delete(killed.key)
    bomb = pickle.dumps(_Touches(tmp_path / "done"))
    redis.hset("rq:job:1", mapping={"data": bomb, "meta": bomb, "failure_callback_name": "this.this", "timeout": "1"})
    redis.zadd(f"rq:wip:{DELIVER}", {"1:execution": 1})
    redis.rpush(f"rq:queue:{DELIVER}:intermediate", "1")
    assert work() == 0
    assert redis.scard("rq:workers") == 0
    assert "this" not in sys.modules
    assert not (tmp_path / "done").exists()


def test_a_function_that_raises_is_told_without_its_words_in_redis(redis: "Redis") -> None:
    def fails() -> None:
        raise ValueError("слова человека")

    RedisBell(redis).ring(DELIVER)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        assert worker_of(DELIVER, fails, redis, threading.Event()).work(burst=True, logging_level="WARNING")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert redis.keys("rq:job:*") == []
    assert redis.keys("rq:failed:*") == []
