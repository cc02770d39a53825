"""Whoever is killed while a deadline passes: it fires once, and soon after their return."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from sqlalchemy import func, select

from models.actions.enforcement.rehearsal import move_forward
from models.phrases.catalogue import say
from models.queries.rehearsal import ahead_seconds
from models.tables.tickets import ticket
from models.tables.timers import escalation, timer
from tests.faults.crowd import Crowd, Speaker, nothing_waits, reading
from tests.installation import Installation

#: Five seconds are promised, and benchmarks/deadlines.py measures them. What only the time-out of a job or of a
#: heartbeat would heal comes after minutes.
SOON_SECONDS = 60.0
BREACH = say("ru", "staff.breach_first_response", due="@").partition("@")[0]
LATE = say("ru", "staff.late_mark")


@pytest.fixture(scope="module")
def clockwork(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Its own, as these tests move its clock."""
    with Installation(tmp_path_factory.mktemp("clockwork")) as running:
        yield running


@pytest.fixture
def otklik(clockwork: Installation) -> Installation:
    clockwork.revive()
    return clockwork


def waits_for_an_answer(otklik: Installation, size: int, name: str) -> Crowd:
    crowd = Crowd(otklik, size, name)
    crowd.write()
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    return crowd


def move_to_deadline(otklik: Installation, crowd: Crowd, seconds_before: float) -> float:
    """Moves the organisation's clock so that the last of the crowd's deadlines is that near; negative: over.

    Returns when it comes, by time.monotonic().
    """
    database = otklik.database
    with database.write() as tx:
        due: datetime = tx.execute(
            select(func.max(ticket.c.first_response_due_at)).where(ticket.c.title.startswith(crowd.name))
        ).scalar_one()
        left = due - datetime.now(UTC) - timedelta(seconds=ahead_seconds(tx) + seconds_before)
        move_forward(tx, int(left.total_seconds()))
        ahead = ahead_seconds(tx)
    database.close()
    otklik.telegram.clock(ahead)
    return time.monotonic() + (due - datetime.now(UTC)).total_seconds() - ahead


def breaches(otklik: Installation, speaker: Speaker) -> list[tuple[float, str]]:
    """(when, words) of the posts about a missed deadline in the speaker's topic."""
    thread = otklik.wait_for_topic(speaker.name)["message_thread_id"]
    posts = otklik.telegram.messages(otklik.group, thread)
    return [(post["at"], post["text"]) for post in posts if BREACH in (post.get("text") or "")]


def fired_wrongly(otklik: Installation, crowd: Crowd, returned_at: float) -> list[str]:
    """Waits until all have fired. Whose deadline fired late, or not exactly once."""
    first = crowd.speakers[-1]
    otklik.wait_for(lambda: breaches(otklik, first), "the breach", 120)
    otklik.wait_for(lambda: nothing_waits(otklik) and not due_timers(otklik), "rest", 120)
    time.sleep(1.5)  # whatever would fire again, does so by now
    otklik.wait_for(lambda: nothing_waits(otklik), "rest", 120)
    latest = returned_at + SOON_SECONDS
    wrong = []
    for speaker in crowd.speakers:
        found = breaches(otklik, speaker)
        if len(found) != 1 or found[0][0] > latest:
            wrong.append(f"{speaker.name}, returned at {returned_at}, due until {latest}: {found}")
    return wrong + recorded_wrongly(otklik, crowd)


def due_timers(otklik: Installation) -> int:
    with reading(otklik) as tx:
        now = datetime.now(UTC) + timedelta(seconds=ahead_seconds(tx))
        return int(tx.execute(select(func.count()).where(timer.c.due_at <= now)).scalar_one())


def recorded_wrongly(otklik: Installation, crowd: Crowd) -> list[str]:
    with reading(otklik) as tx:
        asked = (
            select(ticket.c.title, func.count())
            .select_from(escalation.join(ticket))
            .where(escalation.c.name == "breach", ticket.c.title.startswith(crowd.name))
            .group_by(ticket.c.title)
        )
        counts = {title: count for title, count in tx.execute(asked)}
    return [f"{title} is recorded {count} times" for title, count in counts.items() if count != 1] + (
        [] if len(counts) == len(crowd.speakers) else [f"recorded: {counts}"]
    )


@pytest.mark.parametrize("role", ["deadlines", "sweeper", "deliver"])
def test_a_deadline_that_passes_while_a_worker_is_dead_fires_once_on_its_return(
    otklik: Installation, role: str
) -> None:
    crowd = waits_for_an_answer(otklik, 3, f"умер-{role}")
    otklik.kill(role)
    due_at = move_to_deadline(otklik, crowd, 1)
    time.sleep(max(0.0, due_at - time.monotonic()) + 1)
    assert not any(breaches(otklik, speaker) for speaker in crowd.speakers)
    otklik.start(role)
    assert fired_wrongly(otklik, crowd, time.monotonic()) == []


def test_a_hundred_deadlines_fire_once_each_though_their_worker_is_killed_while_they_fire(
    otklik: Installation,
) -> None:
    crowd = waits_for_an_answer(otklik, 100, "разом")
    otklik.kill("deadlines")
    move_to_deadline(otklik, crowd, 0)
    otklik.wait_for(lambda: due_timers(otklik) >= 100, "the deadline")  # beside what others left
    lives = 0.0
    while due_timers(otklik):  # each time it gets a little further
        otklik.start("deadlines")
        time.sleep(lives)
        otklik.kill("deadlines", "sweeper")
        otklik.start("sweeper")
        lives += 0.02
    otklik.start("deadlines")
    assert fired_wrongly(otklik, crowd, time.monotonic()) == []


def test_a_deadline_that_passes_while_redis_is_killed_and_started_fires_once(otklik: Installation) -> None:
    crowd = waits_for_an_answer(otklik, 3, "без-redis")
    due_at = move_to_deadline(otklik, crowd, 2)
    otklik.kill("redis")
    while time.monotonic() < due_at:
        otklik.start_redis()
        otklik.kill("redis")
    otklik.start_redis()
    assert fired_wrongly(otklik, crowd, time.monotonic()) == []
    assert otklik.dead() == []


def test_a_deadline_fires_once_though_redis_is_emptied_again_and_again_meanwhile(otklik: Installation) -> None:
    crowd = waits_for_an_answer(otklik, 3, "пусто")
    due_at = move_to_deadline(otklik, crowd, 2)
    with Redis.from_url(otklik.redis.url) as redis:
        while time.monotonic() < due_at + 1:
            redis.flushall()
            time.sleep(0.01)
    assert fired_wrongly(otklik, crowd, time.monotonic()) == []
    assert otklik.dead() == []


def test_a_burst_goes_on_when_redis_is_killed_and_emptied(otklik: Installation) -> None:
    crowd = Crowd(otklik, 30, "залп")
    crowd.write(rounds=2)
    with Redis.from_url(otklik.redis.url) as redis:
        for _ in range(10):
            redis.flushall()
            time.sleep(0.02)
    otklik.kill("redis")
    crowd.write(rounds=2)
    otklik.start_redis()
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert crowd.complaints() == []
    assert otklik.dead() == []


def test_workers_outlive_a_redis_that_is_killed_in_the_middle_of_their_jobs(otklik: Installation) -> None:
    pids = [otklik.pid(role) for role in ("deliver", "deadlines", "slow")]
    crowd = Crowd(otklik, 5, "посреди")
    otklik.telegram.order("slow", method="createForumTopic", milliseconds=700)
    for _ in range(2):
        crowd.write()
        otklik.wait_for(lambda: otklik.telegram.orders()[0]["done"] > 0, "a job at work")
        otklik.kill("redis")
        time.sleep(1.5)
        otklik.start_redis()
    otklik.telegram.cancel()
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert crowd.complaints() == []
    assert otklik.dead() == []
    assert [otklik.pid(role) for role in ("deliver", "deadlines", "slow")] == pids


def test_what_fires_long_after_its_time_says_that_it_is_late(otklik: Installation) -> None:
    crowd = waits_for_an_answer(otklik, 2, "опоздали")
    otklik.kill("deadlines")
    move_to_deadline(otklik, crowd, -90)
    otklik.start("deadlines")
    assert fired_wrongly(otklik, crowd, time.monotonic()) == []
    assert all(LATE in words for speaker in crowd.speakers for _, words in breaches(otklik, speaker))
