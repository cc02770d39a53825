"""The worker that sends is killed in the middle of a burst."""

import pytest
from sqlalchemy import select

from models.phrases.catalogue import say
from models.rules.outgoing import REACTION_OF, Kind
from models.tables.lanes import outbox
from tests.faults.crowd import REPEATED, Crowd, Speaker, nothing_waits, reading
from tests.installation import Installation, Wire

UNKNOWN = say("ru", "staff.delivery_unknown")
#: A lease ends 15 s after its holder vanished.
AFTER_LEASE_SECONDS = 60


def in_flight(otklik: Installation, *, repeatable: bool) -> int:
    with reading(otklik) as tx:
        asked = select(outbox.c.id).where(outbox.c.state == "sending", outbox.c.repeatable == repeatable)
        return len(tx.execute(asked).all())


def posts_in_topic(otklik: Installation, speaker: Speaker) -> list[Wire]:
    topic = otklik.topic_of(speaker.name)
    assert topic is not None
    return otklik.telegram.messages(otklik.group, topic["message_thread_id"])


def answer_all(otklik: Installation, crowd: Crowd) -> dict[str, str]:
    """Ivan answers everybody at once. Speaker's name → the words."""
    topics = {speaker.name: otklik.topic_of(speaker.name) for speaker in crowd.speakers}
    answers = {name: f"Ответ для {name}." for name in topics}
    ivan, group = otklik.person("Иван")["id"], otklik.group["id"]
    otklik.telegram.batch(
        [
            {"chat_id": group, "as": ivan, "text": answers[name], "message_thread_id": topic["message_thread_id"]}
            for name, topic in topics.items()
            if topic is not None
        ]
    )
    return answers


@pytest.mark.slow
def test_answers_that_were_in_flight_are_unknown_told_and_sent_again_only_by_an_agent(otklik: Installation) -> None:
    crowd = Crowd(otklik, 40, "обрыв")
    crowd.write()
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    otklik.telegram.order("slow", method="sendMessage", milliseconds=400)
    answers = answer_all(otklik, crowd)
    otklik.wait_for(lambda: in_flight(otklik, repeatable=False) > 5, "answers in flight")
    otklik.kill("deliver")
    killed_in_flight = in_flight(otklik, repeatable=False)
    otklik.telegram.cancel()
    otklik.start("deliver")
    otklik.wait_for(lambda: nothing_waits(otklik), "rest", AFTER_LEASE_SECONDS)

    unsure = []
    for speaker in crowd.speakers:
        received = otklik.telegram.texts(speaker.person).count(answers[speaker.name])
        told = [post for post in posts_in_topic(otklik, speaker) if post.get("text") == UNKNOWN]
        assert received + len(told) >= 1, f"{speaker.name}: nothing received, nobody told"
        assert received <= 1, f"{speaker.name}: repeated by itself"
        assert len(told) <= 1, f"{speaker.name}: told twice"
        if told:
            unsure.append((speaker, told[0]))
    assert len(unsure) == killed_in_flight > 0

    speaker, told_post = unsure[0]
    original = next(p for p in posts_in_topic(otklik, speaker) if p.get("text") == answers[speaker.name])
    assert REACTION_OF["unknown"] in str(original["reactions"])
    before = otklik.telegram.texts(speaker.person).count(answers[speaker.name])
    otklik.telegram.presses(told_post, 1, otklik.person("Иван"))
    otklik.telegram.presses(told_post, 1, otklik.person("Иван"))
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert otklik.telegram.texts(speaker.person).count(answers[speaker.name]) == before + 1
    original = next(p for p in posts_in_topic(otklik, speaker) if p.get("text") == answers[speaker.name])
    assert REACTION_OF["sent"] in str(original["reactions"])


@pytest.mark.slow
def test_copies_and_topics_that_were_in_flight_come_again_and_copies_say_so(otklik: Installation) -> None:
    warm, new = Crowd(otklik, 15, "копия"), Crowd(otklik, 15, "новая")
    warm.write()
    warm.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    otklik.telegram.order("slow", method=["sendMessage", "createForumTopic"], milliseconds=500)
    warm.write(rounds=3)
    new.write(rounds=2)
    otklik.wait_for(lambda: in_flight(otklik, repeatable=True) > 20, "copies and topics in flight")
    otklik.kill("deliver")
    with reading(otklik) as tx:
        asked = select(outbox.c.message_id).where(outbox.c.state == "sending", outbox.c.kind == Kind.POST)
        copies = [message_id for message_id in tx.execute(asked).scalars() if message_id is not None]
    otklik.telegram.cancel()
    otklik.start("deliver")
    for crowd in (warm, new):
        crowd.wait_until_all_arrived(AFTER_LEASE_SECONDS)
    otklik.wait_for(lambda: nothing_waits(otklik), "rest", AFTER_LEASE_SECONDS)
    assert warm.complaints(repeats_allowed=True) + new.complaints(repeats_allowed=True) == []
    marked = [post for posts in warm.threads().values() for post in posts if post.startswith(REPEATED)]
    assert len(marked) == len(copies) > 0
