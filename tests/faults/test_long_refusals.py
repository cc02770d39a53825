"""Telegram says "too many" for hours, Redis forgets how much was posted, the clock of yesterday ran a year ahead."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models.rules.delivery.states import WAITING
from models.tables.lanes import inbox, lane, outbox
from tests.faults.crowd import Crowd, arrived_at, nothing_waits, reading, waiting_rows
from tests.faults.passing_hours import THREE_HOURS, hours_pass, redis_of, shift
from tests.faults.test_kill_worker import answers_in_flight, lanes_in_flight
from tests.faults.test_network import one_ticket
from tests.installation import Installation, Wire


def refused(otklik: Installation, since: float) -> list[Wire]:
    return [call for call in called(otklik, since) if call["order"] == "429"]


def called(otklik: Installation, since: float) -> list[Wire]:
    """What was called since, of what Telegram counts."""
    calls: list[Wire] = otklik.telegram.get("/control/calls?limit=5000")["calls"]
    return [call for call in calls if call["at"] > since and call["method"] in ("sendMessage", "createForumTopic")]


def test_a_chat_that_is_refused_for_three_hours_waits_alone_and_as_long_as_it_was_told(otklik: Installation) -> None:
    _, anna, annas = one_ticket(otklik, "анна-часы")
    _, boris, boriss = one_ticket(otklik, "борис-часы")
    began = time.monotonic()
    otklik.telegram.order("429", chat_id=anna["id"], retry_after=THREE_HOURS, times=1)
    ivan = otklik.person("Иван")
    for word in ("Раз.", "Два."):
        otklik.telegram.types(ivan, word, otklik.group, message_thread_id=annas)
    otklik.wait_for(lambda: refused(otklik, began), "the refusal")
    otklik.telegram.types(ivan, "Борису.", otklik.group, message_thread_id=boriss)
    arrived_at(otklik, boris, "Борису.")
    otklik.kill("sweeper")
    otklik.start("sweeper")  # it mends what waits too long, and this does not
    otklik.wait_for(lambda: waiting_rows(otklik) == 2, "only Anna's answers wait")
    time.sleep(2)
    to_anna = [call for call in called(otklik, began) if call["params"].get("chat_id") == anna["id"]]
    assert len(to_anna) == 1, "who was told to wait does not ask again"
    with reading(otklik) as tx:
        head = tx.execute(select(outbox).where(outbox.c.state.in_(WAITING)).order_by(outbox.c.seq).limit(1)).one()
    left = (head.not_before - datetime.now(UTC)).total_seconds()
    assert THREE_HOURS - 60 < left <= THREE_HOURS
    otklik.wait_for(lambda: any("deliver holds" in one for one in otklik.troubles()), "who holds them")
    hours_pass(otklik, 3)
    assert arrived_at(otklik, anna, "Раз.") < arrived_at(otklik, anna, "Два.")
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")


def test_an_account_that_is_refused_for_an_hour_is_silent_as_a_whole_and_loses_nothing(otklik: Installation) -> None:
    known = Crowd(otklik, 8, "аккаунт")
    known.write()
    known.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    began = time.monotonic()
    otklik.telegram.order("429", retry_after=3600)
    answers = known.answer_all()
    otklik.wait_for(lambda: len({c["params"]["chat_id"] for c in refused(otklik, began)}) >= 3, "three chats refused")
    otklik.wait_for(
        lambda: not answers_in_flight(otklik) and not lanes_in_flight(otklik), "the last of those refused"
    )
    silent_from = time.monotonic()
    known.write()
    new = Crowd(otklik, 4, "новые-аккаунта")
    new.write()
    otklik.wait_for(lambda: waiting_rows(otklik) > 12, "all of it waits")
    otklik.telegram.cancel()  # Telegram would take it again: what it said holds
    time.sleep(3)
    assert called(otklik, silent_from) == []
    otklik.wait_for(lambda: any("deliver holds" in one for one in otklik.troubles()), "who holds them")
    hours_pass(otklik, 1)
    for crowd in (known, new):
        crowd.wait_until_all_arrived()
    known.wait_until_answered(answers)
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert known.complaints() + new.complaints() == []
    assert [known.received(speaker, answers) for speaker in known.speakers] == [1] * 8


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Of the true limits, each in a shorter time; the simulator refuses nothing and is asked what came when."""
    with Installation(tmp_path_factory.mktemp("flushed"), rate_limits="30/1s,1/0.3s,20/4s") as running:
        yield running


@pytest.mark.slow
def test_after_a_flush_of_redis_no_limit_is_exceeded_for_longer_than_one_window(limited: Installation) -> None:
    began = time.monotonic()
    crowd = Crowd(limited, 40, "забыл")
    crowd.write()

    def in_group() -> list[float]:
        """When posts came into the group, by the simulator's clock."""
        group = limited.group["id"]
        return [call["at"] for call in called(limited, began) if call["params"].get("chat_id") == group]

    limited.wait_for(lambda: len(in_group()) >= 25, "the limit is in force")
    with redis_of(limited) as redis:
        redis.flushall()
    flushed = time.monotonic()
    crowd.wait_until_all_arrived(90)
    limited.wait_for(lambda: nothing_waits(limited), "rest", 60)
    assert crowd.complaints() == []
    came = in_group()
    # shorter than ours: on a busy machine what left at its time may arrive closer
    window = 4 * 0.5
    after = [sum(at <= other < at + window for other in came) for at in came if at > flushed + 4]
    around = [sum(at <= other < at + window for other in came) for at in came]
    assert after
    assert max(after) <= 20
    assert max(around) <= 40


def test_what_was_written_while_the_clock_ran_a_year_ahead_arrives(otklik_on_each: Installation) -> None:
    otklik = otklik_on_each
    crowd, person, thread = one_ticket(otklik, "год-вперёд")
    otklik.kill("deliver", "sweeper")
    crowd.write()
    otklik.telegram.types(otklik.person("Иван"), "Ответ из будущего.", otklik.group, message_thread_id=thread)
    otklik.wait_for(lambda: waiting_rows(otklik) >= 2, "the copy and the answer wait")
    otklik.kill("bot")
    crowd.write()
    otklik.start("bot")
    otklik.wait_for(lambda: waiting_rows(otklik) >= 3, "the next copy waits")
    otklik.kill("bot")
    database, year = otklik.database, timedelta(days=365)
    with database.write() as tx:
        shift(tx, lane, [lane.c.due_at, lane.c.leased_until, lane.c.written_at], year)
        shift(tx, inbox, [inbox.c.received_at, inbox.c.not_before], year)
        shift(tx, outbox, [outbox.c.created_at, outbox.c.not_before], year)
    database.close()
    otklik.start("bot", "deliver", "sweeper")
    arrived_at(otklik, person, "Ответ из будущего.")
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert crowd.complaints() == []
