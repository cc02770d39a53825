"""Telegram's limits, and what happens when it says "too many" all the same.

The limits are the true table with its spans made shorter, so that a minute takes two seconds. Otklik counts when a
post departs and Telegram when it arrives: on a machine that is busy there may be a second between the two, so
Otklik's spans are longer by as much, or these tests would measure the machine.
"""

from collections.abc import Iterator

import pytest

from tests.faults.crowd import Crowd, arrived_at, nothing_waits
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


def test_a_private_chat_does_not_wait_for_a_busy_group(limited: Installation) -> None:
    _, anna, thread = one_ticket(limited, "анна")
    busy = Crowd(limited, 40, "очередь")
    busy.write()
    limited.wait_for(lambda: len(limited.telegram.topics(limited.group)) > 5, "the group is busy")
    limited.telegram.types(limited.person("Иван"), "Ответ Анне.", limited.group, message_thread_id=thread)
    answered = arrived_at(limited, anna, "Ответ Анне.")
    busy.wait_until_all_arrived()
    in_group = [arrived_at(limited, limited.group, speaker.said[0]) for speaker in busy.speakers]
    overtaken = sum(at > answered for at in in_group)
    assert overtaken >= 10, f"the answer waited for {40 - overtaken} of 40 cards"
    limited.wait_for(lambda: nothing_waits(limited), "rest")
    assert refused(limited) == []


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


def test_one_person_who_is_refused_for_a_while_delays_nobody_else(otklik: Installation) -> None:
    _, anna, annas = one_ticket(otklik, "анна-ждёт")
    _, boris, boriss = one_ticket(otklik, "борис-нет")
    otklik.telegram.order("429", chat_id=anna["id"], retry_after=6, times=1)
    ivan = otklik.person("Иван")
    for word in ("Раз.", "Два."):
        otklik.telegram.types(ivan, word, otklik.group, message_thread_id=annas)
    otklik.telegram.types(ivan, "Борису.", otklik.group, message_thread_id=boriss)
    assert arrived_at(otklik, boris, "Борису.") < arrived_at(otklik, anna, "Раз.")
    assert arrived_at(otklik, anna, "Раз.") < arrived_at(otklik, anna, "Два.")


def test_a_group_that_is_refused_for_a_while_delays_no_private_chat(otklik: Installation) -> None:
    crowd, person, thread = one_ticket(otklik, "группа-ждёт")
    otklik.telegram.order("429", method="sendMessage", chat_id=otklik.group["id"], retry_after=6, times=1)
    crowd.write(rounds=2)
    otklik.wait_for(lambda: otklik.telegram.orders()[0]["done"] == 1, "the refusal")
    otklik.telegram.types(otklik.person("Иван"), "Не ждите.", otklik.group, message_thread_id=thread)
    answered = arrived_at(otklik, person, "Не ждите.")
    assert answered < arrived_at(otklik, otklik.group, crowd.speakers[0].said[1])
    crowd.wait_until_all_arrived()
    assert crowd.complaints() == []
