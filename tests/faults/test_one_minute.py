"""What takes a real minute: Redis away that long, the true limit of a group, and a worker with nothing to do.

The minutes pass side by side.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.faults.crowd import Crowd, nothing_waits
from tests.faults.test_limits import refused
from tests.faults.test_timers import fired_wrongly, move_to_deadline, waits_for_an_answer
from tests.installation import Installation

pytestmark = pytest.mark.slow


@dataclass
class Minute:
    """redis_back: when Redis was back. posted: how many of the busy group's posts were there before the minute
    was over.
    """

    without_redis: Installation
    late: Crowd
    redis_back: float
    busy_group: Installation
    busy: Crowd
    posted: int


@pytest.fixture(scope="module")
def minute(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Minute]:
    with (
        Installation(tmp_path_factory.mktemp("redis")) as without_redis,
        # longer than the true spans by what a post may be under way on a machine that is busy
        Installation(tmp_path_factory.mktemp("limits"), rate_limits="30/2s,1/2s,20/66s") as busy_group,
    ):
        late = waits_for_an_answer(without_redis, 3, "минута")
        busy_group.telegram.limits(true=True)
        busy = Crowd(busy_group, 14, "час-пик")
        busy.write()
        move_to_deadline(without_redis, late, 2)
        without_redis.kill("redis")
        time.sleep(50)
        posted = len(busy_group.telegram.calls("createForumTopic")) + sum(
            call["params"]["chat_id"] == busy_group.group["id"] for call in busy_group.telegram.calls("sendMessage")
        )
        time.sleep(10)
        without_redis.start_redis()
        yield Minute(without_redis, late, time.monotonic(), busy_group, busy, posted)


def test_a_deadline_that_passed_while_redis_was_away_for_a_minute_fires_once_on_its_return(minute: Minute) -> None:
    assert fired_wrongly(minute.without_redis, minute.late, minute.redis_back) == []
    assert minute.without_redis.dead() == []


def test_the_true_limits_are_used_whole_and_never_exceeded(minute: Minute) -> None:
    minute.busy.wait_until_all_arrived(150)
    minute.busy_group.wait_for(lambda: nothing_waits(minute.busy_group), "rest")
    assert minute.busy.complaints() == []
    assert minute.busy.greeted_wrongly() == []
    assert refused(minute.busy_group) == []
    assert minute.posted >= 20


def test_a_worker_that_waits_a_minute_for_a_job_has_no_trouble_with_redis_to_log(minute: Minute) -> None:
    lines = [json.loads(line) for line in minute.busy_group.log("slow").splitlines()]
    of_waiting = [line for line in lines if line["logger"].startswith(("rq", "workers.queue_worker"))]
    assert [line for line in of_waiting if line["level"] != "info"] == []
    assert minute.busy_group.dead() == []
