"""Telegram's limits, and what happens when it says "too many" all the same.

The limits are the true table with its spans made shorter, so that a minute takes two seconds. Otklik counts when a
post departs and Telegram when it arrives: on a machine that is busy there may be a second between the two, so
Otklik's spans are longer by as much, or these tests would measure the machine.
"""

from collections.abc import Iterator

import pytest

from tests.faults.crowd import Crowd, arrived_at, nothing_waits
from tests.faults.passing_hours import THREE_HOURS, hours_pass
from tests.faults.test_network import one_ticket
from tests.installation import Installation, Wire


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with Installation(tmp_path_factory.mktemp("limited"), rate_limits="30/2s,1/1s,20/3.6s") as running:
        running.telegram.limits(everywhere="30/0.5", chat="1/0.1", group="20/1")
        yield running


def refused(otklik: Installation) -> list[Wire]:
    """The latest calls that came too soon."""
    calls: list[Wire] = otklik.telegram.get("/control/calls?limit=5000")["calls"]
    return [call for call in calls if "Too Many Requests" in str(call["answer"])]


@pytest.mark.slow
def test_forty_five_persons_under_the_limits_are_served_without_one_refusal(
    limited: Installation,
) -> None:
    crowd = Crowd(limited, 45, "лимит")
    crowd.write()
    crowd.wait_until_all_arrived()
    limited.wait_for(lambda: nothing_waits(limited), "rest", 60)
    assert crowd.complaints() == []
    assert crowd.greeted_wrongly() == []
    assert refused(limited) == []


def test_a_burst_in_one_conversation_keeps_its_order_under_the_limits(limited: Installation) -> None:
    crowd = Crowd(limited, 1, "тирада")
    crowd.write(rounds=12)
    crowd.wait_until_all_arrived()
    thread = limited.wait_for_topic(crowd.name)["message_thread_id"]
    ivan, person = limited.person("Иван"), crowd.speakers[0].person
    answers = [f"Ответ {number}." for number in range(8)]
    for answer in answers:
        limited.telegram.types(ivan, answer, limited.group, message_thread_id=thread)
    limited.wait_for(lambda: answers[-1] in limited.telegram.texts(person), "the last answer")
    limited.wait_for(lambda: nothing_waits(limited), "rest")
    assert limited.telegram.texts(person)[-8:] == answers
    assert crowd.complaints() == []
    assert refused(limited) == []


def limit_the_group(otklik: Installation, limits: str) -> None:
    otklik.environment["TELEGRAM_RATE_LIMITS"] = limits
    otklik.stop("deliver")
    otklik.start("deliver")


def test_a_private_chat_does_not_wait_for_a_busy_group(otklik: Installation) -> None:
    _, anna, thread = one_ticket(otklik, "анна")
    limit_the_group(otklik, f"none,none,20/{THREE_HOURS}s")
    try:
        busy = Crowd(otklik, 15, "очередь")
        busy.write()
        otklik.wait_for(lambda: len(otklik.telegram.topics(otklik.group)) > 5, "the group is busy")
        otklik.telegram.types(otklik.person("Иван"), "Ответ Анне.", otklik.group, message_thread_id=thread)
        arrived_at(otklik, anna, "Ответ Анне.")
        assert len(busy.missing()) >= 5, "a ticket takes a topic and a card, and of 30 posts 20 may go"
    finally:
        limit_the_group(otklik, "none")
        hours_pass(otklik, 3)
    busy.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert busy.complaints() == []


def test_every_tenth_call_refused_loses_nothing_and_keeps_the_order(otklik: Installation) -> None:
    order = otklik.telegram.order("429", every=10, retry_after=1)
    crowd = Crowd(otklik, 12, "десятый")
    crowd.write(rounds=3)
    crowd.wait_until_all_arrived()
    answers = crowd.answer_all()
    crowd.wait_until_answered(answers)
    otklik.wait_for(lambda: nothing_waits(otklik), "rest", 60)
    assert crowd.complaints() == []
    assert crowd.greeted_wrongly() == []
    assert [crowd.received(speaker, answers) for speaker in crowd.speakers] == [1] * 12
    assert next(o for o in otklik.telegram.orders() if o["id"] == order)["done"] > 2


def test_a_group_that_is_refused_for_a_while_delays_no_private_chat(otklik: Installation) -> None:
    crowd, person, thread = one_ticket(otklik, "группа-ждёт")
    otklik.telegram.order("429", method="sendMessage", chat_id=otklik.group["id"], retry_after=THREE_HOURS, times=1)
    crowd.write(rounds=2)
    otklik.wait_for(lambda: otklik.telegram.orders()[0]["done"] == 1, "the refusal")
    otklik.telegram.types(otklik.person("Иван"), "Не ждите.", otklik.group, message_thread_id=thread)
    arrived_at(otklik, person, "Не ждите.")
    assert crowd.missing() == crowd.speakers[0].said[1:]

    def arrived_hours_later() -> bool:
        hours_pass(otklik, 3)  # again and again: what was refused just now may not be told to wait yet
        return not crowd.missing()

    otklik.wait_for(arrived_hours_later, "what the group was refused")
    assert crowd.complaints() == []
