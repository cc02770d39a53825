"""What a ring of the bell leaves in Redis when no worker answers it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from bell.redis_bell import RedisBell, answer_bell
from models.rules.delivery.outgoing import DELIVER
from tests.bridge.redis_server import RedisServer


@pytest.fixture
def redis(tmp_path: Path) -> Iterator["Redis"]:
    with RedisServer(tmp_path) as server, server.connect() as connection:
        yield connection


def test_jobs_do_not_pile_up_behind_a_worker_that_is_gone(redis: "Redis") -> None:
    bell = RedisBell(redis)
    for _ in range(5):
        bell.ring(DELIVER)
        redis.delete("otklik:bell:deliver")  # two quiet seconds have passed
    assert redis.llen("rq:queue:deliver") == 1


def test_a_ring_after_the_job_began_is_a_job_of_its_own(redis: "Redis") -> None:
    bell = RedisBell(redis)
    bell.ring(DELIVER)
    redis.lpop("rq:queue:deliver")  # a worker took it
    answer_bell(redis, DELIVER)
    bell.ring(DELIVER)
    bell.ring(DELIVER)
    assert redis.llen("rq:queue:deliver") == 1
