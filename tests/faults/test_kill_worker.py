"""The worker that sends is killed in the middle of a burst."""

import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from models.rules.delivery.outgoing import DELIVER, REACTION_OF
from models.tables.lanes import lane, outbox
from tests.faults.crowd import REPEATED, Crowd, Speaker, nothing_waits, reading
from tests.installation import Installation, Wire

#: Generous: the longest that a lease may last.
AFTER_LEASE_SECONDS = 60


def answers_in_flight(otklik: Installation) -> int:
    with reading(otklik) as tx:
        asked = select(func.count()).where(outbox.c.state == "sending")
        return int(tx.execute(asked).scalar_one())


def lanes_in_flight(otklik: Installation) -> int:
    """What may be repeated is not marked one by one: its lane is held."""
    with reading(otklik) as tx:
        asked = select(func.count()).where(lane.c.queue == DELIVER, lane.c.lease.is_not(None))
        return int(tx.execute(asked).scalar_one())


def last_for_an_hour(otklik: Installation) -> None:
    """The leases that the dead one left: whoever waited for their end would be missed."""
    with otklik.database.write() as tx:
        longer = {"leased_until": datetime.now(UTC) + timedelta(hours=1)}
        tx.execute(update(lane).where(lane.c.lease.is_not(None)).values(longer))
    otklik.database.close()


def in_topic(otklik: Installation, speaker: Speaker, text: str) -> list[Wire]:
    thread = otklik.wait_for_topic(speaker.name)["message_thread_id"]
    return [post for post in otklik.telegram.messages(otklik.group, thread) if post.get("text") == text]


@pytest.mark.slow
def test_answers_in_flight_are_unknown_told_and_sent_again_only_by_an_agent(
    otklik_on_each: Installation,
) -> None:
    otklik = otklik_on_each
    crowd = Crowd(otklik, 40, "обрыв")
    crowd.write()
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    otklik.telegram.order("slow", method="sendMessage", milliseconds=400)
    answers = crowd.answer_all()
    otklik.wait_for(lambda: answers_in_flight(otklik) > 5, "answers in flight")
    otklik.kill("deliver")
    were_in_flight = answers_in_flight(otklik)
    otklik.telegram.cancel()
    otklik.start("deliver")
    crowd.wait_until_answered(answers, AFTER_LEASE_SECONDS)
    otklik.wait_for(lambda: nothing_waits(otklik), "rest", AFTER_LEASE_SECONDS)

    unsure = []
    for speaker in crowd.speakers:
        received, told = crowd.received(speaker, answers), crowd.unsure(speaker)
        assert received + len(told) >= 1, f"{speaker.name}: nothing received, nobody told"
        assert received <= 1, f"{speaker.name}: repeated by itself"
        assert len(told) <= 1, f"{speaker.name}: told twice"
        if told:
            unsure.append((speaker, told[0]))
    assert len(unsure) == were_in_flight > 0

    speaker, told_post = unsure[0]
    answer = answers[speaker.name]
    assert REACTION_OF["unknown"] in str(in_topic(otklik, speaker, answer)[0]["reactions"])
    before = otklik.telegram.texts(speaker.person).count(answer)
    keyboard = told_post.get("keyboard") or told_post["reply_markup"]
    again = keyboard["inline_keyboard"][0][0]["callback_data"]
    for _ in range(2):  # as by two agents who see the button; after the first press it goes
        otklik.telegram.forges(told_post, again, otklik.person("Иван"))
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert otklik.telegram.texts(speaker.person).count(answer) == before + 1
    assert REACTION_OF["sent"] in str(in_topic(otklik, speaker, answer)[0]["reactions"])


@pytest.mark.slow
def test_copies_and_topics_in_flight_come_again_and_copies_say_so(otklik: Installation) -> None:
    warm, new = Crowd(otklik, 15, "копия"), Crowd(otklik, 15, "новая")
    warm.write()
    warm.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    otklik.telegram.order("slow", method=["sendMessage", "createForumTopic"], milliseconds=500)
    warm.write(rounds=3)
    new.write(rounds=2)
    otklik.wait_for(lambda: lanes_in_flight(otklik) > 20, "copies and topics in flight")
    otklik.kill("deliver")
    held = lanes_in_flight(otklik)
    otklik.telegram.cancel()
    otklik.start("deliver")
    for crowd in (warm, new):
        crowd.wait_until_all_arrived(AFTER_LEASE_SECONDS)
    otklik.wait_for(lambda: nothing_waits(otklik), "rest", AFTER_LEASE_SECONDS)
    assert warm.complaints(repeats_allowed=True) + new.complaints(repeats_allowed=True) == []
    marked = [post for posts in warm.threads().values() for post in posts if post.startswith(REPEATED)]
    assert 0 < len(marked) <= held


@pytest.mark.slow
def test_whoever_comes_after_a_killed_worker_goes_on_long_before_its_leases_end(otklik_on_each: Installation) -> None:
    """Killed at random moments, but always with something in its hands."""
    otklik = otklik_on_each
    crowd = Crowd(otklik, 12, f"наследство-{otklik.database.url.get_backend_name()}")
    crowd.write()
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    for _ in range(4):
        otklik.telegram.order("slow", method="sendMessage", milliseconds=300)
        crowd.write(rounds=2)
        otklik.wait_for(lambda: lanes_in_flight(otklik) > 0, "copies in flight")
        time.sleep(random.uniform(0, 0.3))
        otklik.kill("deliver")
        last_for_an_hour(otklik)
        otklik.telegram.cancel()
        otklik.start("deliver")
        crowd.wait_until_all_arrived(AFTER_LEASE_SECONDS)
    assert crowd.complaints(repeats_allowed=True) == []
