"""In a group that is behind staff read what one person wrote as one post, and all go on talking about each of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.journeys.people import Agent, Requester, Topic, picture
from tests.journeys.places import Wire, wording
from tests.journeys.world import World, begun

SAID = ("Роутер мигает", "и не грузит", "перезагружал два раза", "вы тут?", "алло")


@contextmanager
def held_up(world: World) -> Iterator[None]:
    """Nothing leaves until all that was written waits."""
    world.settles()
    world.otklik.stop("deliver")
    yield
    world.telegram.wait_for(
        lambda: not [one for one in world._under_way() if "update" in one or "received_at" in one]
    )
    world.otklik.start("deliver")


def written(world: World, said: Sequence[str] = SAID) -> tuple[Requester, Agent, Topic, list[Wire], Wire]:
    """Anna, Ivan, her topic, what she typed, and the post that shows it."""
    anna, ivan, topic = begun(world)
    with held_up(world):
        typed = [anna.writes(text) for text in said]
    return anna, ivan, topic, typed, topic.sees(*said)


def test_a_burst_is_one_post_that_says_whose_it_is_and_when_each_was_written(busy: World) -> None:
    anna, _, topic, _, post = written(busy)
    lines = wording(post).splitlines()
    assert lines[0].startswith(f"{anna.name}, ")
    assert [line.partition(" ")[2] for line in lines[1:]] == list(SAID)
    assert all(line.partition(" ")[0].count(":") == 1 for line in lines[1:])
    busy.expects_nothing(topic)


def test_a_photo_stands_between_the_words_before_and_after_it(busy: World) -> None:
    anna, _, topic = begun(busy)
    with held_up(busy):
        for text in SAID[:2]:
            anna.writes(text)
        anna.writes("Вот он", photo=picture())
        for text in SAID[2:]:
            anna.writes(text)
    before, photo, after = topic.sees(*SAID[:2]), topic.sees("Вот он"), topic.sees(*SAID[2:])
    assert "photo" in photo
    assert before["message_id"] < photo["message_id"] < after["message_id"]
    busy.expects_nothing(topic)


def test_an_answer_is_a_reply_to_the_message_that_the_agent_quotes_or_else_to_the_last(busy: World) -> None:
    anna, ivan, topic, typed, post = written(busy)
    for number, text in enumerate(SAID):
        ivan.answers(topic, f"Про «{text}»", reply_to_message_id=post["message_id"], quote=text)
        assert anna.sees(f"Про «{text}»")["reply_to_message_id"] == typed[number]["message_id"]
    ivan.answers(topic, "Едем", reply_to_message_id=post["message_id"])
    assert anna.sees("Едем")["reply_to_message_id"] == typed[-1]["message_id"]
    busy.expects_nothing(topic)


def test_a_correction_of_each_is_seen_in_its_place(busy: World) -> None:
    anna, _, topic, typed, post = written(busy)
    for number in range(len(SAID)):
        anna.edits(typed[number], f"исправлено {number}")
        assert topic.sees(f"исправлено {number}")["message_id"] == post["message_id"]
    lines = wording(topic.posts()[0]).splitlines()[1:]
    assert [line.partition(" ")[2] for line in lines] == [f"исправлено {number}" for number in range(len(SAID))]
    busy.expects_nothing(topic)


def test_a_correction_without_room_comes_below_and_the_post_says_where(busy: World) -> None:
    anna, _, topic, typed, post = written(busy)
    anna.edits(typed[1], "Подробно. " + "слово " * 675)
    topic.sees("Абонент исправил сообщение", "Подробно.")
    changed = topic.sees("исправлено, новый текст ниже")
    assert changed["message_id"] == post["message_id"]
    assert all(text in wording(changed) for text in (SAID[0], *SAID[2:]))
    busy.expects_nothing(topic)


def test_a_sign_and_a_reply_of_the_requester_stand_at_the_message_that_they_are_about(busy: World) -> None:
    said = SAID[:4]  # with the signs and replies no more than they may write in a minute
    anna, _, topic, typed, post = written(busy, said)
    for number, text in list(enumerate(said))[::2]:
        anna.reacts(typed[number], "🔥")
        line = topic.sees("Абонент поставил 🔥")
        assert (line["reply_to_message_id"], line["quote"]["text"]) == (post["message_id"], text)
        anna.replies(typed[number], f"Важно {number}")
        copy = topic.sees(f"Важно {number}")
        assert (copy["reply_to_message_id"], copy["quote"]["text"]) == (post["message_id"], text)
    busy.expects_nothing(topic)


def test_a_topic_that_staff_delete_comes_again_with_every_message(busy: World) -> None:
    anna, ivan, topic, _, _ = written(busy)
    assert topic.thread is not None
    busy.telegram.deletes_topic(topic.chat, topic.thread, ivan.person)
    anna.writes("Ещё не работает")
    busy.telegram.wait_for(lambda: len(anna.topics()) == 1 and anna.topics()[0].thread != topic.thread)
    again = anna.topic()
    again.sees("Тема была удалена")
    again.sees(*SAID)
    again.sees("Ещё не работает")
    busy.expects_nothing(again)
