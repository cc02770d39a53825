"""A worker that is stopped, waits for Redis, has nothing to do, or takes itself down."""

import asyncio
import contextlib
import json
import signal
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisIsAway

from bell.redis_bell import RedisBell
from models.rules.delivery.outgoing import DELIVER
from tests.actions.office import at
from tests.bridge.redis_server import RedisServer
from workers import queue_worker
from workers.composition import Worker
from workers.jobs import deliver
from workers.queue_worker import work, worker_of
from workers.transports.port import Senders


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server.url


@pytest.fixture
def redis(server_url: str) -> Iterator["Redis"]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with Redis.from_url(server_url) as connection:
        connection.flushall()
        yield connection
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_signal_in_the_middle_of_a_job_lets_it_end_and_no_other_begins(redis: "Redis") -> None:
    bell, stopping = RedisBell(redis), threading.Event()
    begun, ended = list[bool](), list[bool]()

    def job() -> None:
        begun.append(stopping.is_set())
        if len(begun) == 1:
            bell.ring_again(DELIVER)
            worker.request_stop(signal.SIGTERM, None)
        ended.append(stopping.is_set())

    worker = worker_of(DELIVER, job, redis, stopping)
    bell.ring(DELIVER)
    worker.work(burst=True, logging_level="WARNING")
    assert (begun, ended) == ([False], [True])
    assert redis.llen(f"rq:queue:{DELIVER}") == 1  # for the next worker


def test_what_is_rung_for_while_a_job_looks_is_looked_at_by_the_next_one(redis: "Redis") -> None:
    bell, waiting = RedisBell(redis), list[int]()

    def job() -> None:
        bell.ring(DELIVER)
        waiting.append(redis.llen(f"rq:queue:{DELIVER}"))
        worker.request_stop(signal.SIGTERM, None)

    worker = worker_of(DELIVER, job, redis, threading.Event())
    bell.ring(DELIVER)
    worker.work(burst=True, logging_level="WARNING")
    assert waiting == [1]


def test_whoever_watches_the_workers_sees_that_one_lives_until_it_is_killed(redis: "Redis") -> None:
    bell, lives = RedisBell(redis), list[int]()

    def job() -> None:
        lives.append(redis.ttl(worker.key))
        if len(lives) < 3:
            bell.ring(DELIVER)

    worker = worker_of(DELIVER, job, redis, threading.Event())
    bell.ring(DELIVER)
    worker.work(burst=True, logging_level="WARNING")
    assert len(lives) == 3
    assert all(60 < seconds <= 90 for seconds in lives)


def test_a_worker_waits_until_redis_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, waits = iter((False, False, True)), list[float]()

    def ping() -> None:
        if not next(answers):
            raise RedisIsAway

    monkeypatch.setattr("workers.queue_worker.time.sleep", waits.append)
    redis: Any = SimpleNamespace(ping=ping)
    queue_worker._wait_for(redis)
    assert len(waits) == 2


@pytest.mark.parametrize(("due", "stopping", "rung"), [(True, False, 1), (True, True, 0), (False, False, 0)])
def test_the_bell_is_rung_again_only_for_what_is_due_and_by_who_goes_on(
    monkeypatch: pytest.MonkeyPatch, due: bool, stopping: bool, rung: int
) -> None:
    monkeypatch.setattr(deliver, "due_queues", lambda *_: {DELIVER} if due else set())
    monkeypatch.setattr(deliver, "next_due_at", lambda *_: None)
    rings = list[str]()
    me: Any = SimpleNamespace(
        clock=SimpleNamespace(read=at),
        database=SimpleNamespace(read=contextlib.nullcontext),
        bell=SimpleNamespace(ring_again=rings.append),
        stopping=SimpleNamespace(is_set=lambda: stopping),
    )
    deliver._ring_when_due(me, DELIVER)
    assert rings == [DELIVER] * rung


@pytest.mark.parametrize("with_sender", [True, False])
def test_a_worker_closes_whatever_it_has(with_sender: bool) -> None:
    closed = list[str]()

    def part(name: str, *, waits: bool = False) -> Any:
        async def later() -> None:
            closed.append(name)

        close = later if waits else lambda: closed.append(name)
        return SimpleNamespace(close=close, transport="telegram", account="1")

    none: Any = None
    senders = Senders([part("sender", waits=True)] if with_sender else [])
    budget, writer, database = part("budget", waits=True), part("writer"), part("database")
    Worker(none, database, none, none, none, writer, asyncio.Runner(), budget, senders, part("holder")).close()
    assert closed == ["sender"] * with_sender + ["budget", "writer", "database", "holder"]


def test_a_suspension_by_whoever_reaches_redis_stops_no_worker(redis: "Redis") -> None:
    answered = list[bool]()
    redis.set("rq:suspended", 1)
    RedisBell(redis).ring(DELIVER)
    worker_of(DELIVER, lambda: answered.append(True), redis, threading.Event()).work(
        burst=True, logging_level="WARNING"
    )
    assert answered == [True]


def test_a_command_by_whoever_reaches_redis_stops_no_worker(redis: "Redis") -> None:
    heard = list[int]()

    def job() -> None:
        heard.append(redis.publish(worker.pubsub_channel_name, json.dumps({"command": "shutdown"})))

    worker = worker_of(DELIVER, job, redis, threading.Event())
    RedisBell(redis).ring(DELIVER)
    worker.work(burst=True, logging_level="WARNING")
    assert heard == [0]


@pytest.mark.parametrize("key", ["rq:queues", "rq:queue:deliver", "rq:queue:deliver:intermediate"])
def test_a_key_that_gets_another_type_while_a_worker_is_at_work_is_removed_and_named_once(
    redis: "Redis", server_url: str, caplog: pytest.LogCaptureFixture, key: str
) -> None:
    bell, stopping, answered = RedisBell(redis), threading.Event(), list[bool]()

    def job() -> None:
        answered.append(True)
        if len(answered) == 1:
            redis.delete(key)
            redis.set(key, "somebody was here")
            bell.ring_again(DELIVER)
        else:
            signal.raise_signal(signal.SIGTERM)

    bell.ring(DELIVER)
    giving_up = threading.Timer(20, lambda: signal.raise_signal(signal.SIGTERM))
    giving_up.start()
    try:
        work(DELIVER, job, server_url, stopping)
    finally:
        giving_up.cancel()
    assert len(answered) == 2
    assert [record.getMessage() for record in caplog.records if "removed" in record.getMessage()] == [
        f"{key} in Redis was no {'list' if ':queue:' in key else 'set'}: removed"
    ]
