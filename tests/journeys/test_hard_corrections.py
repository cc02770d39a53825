"""Long words, headers and corrections in the places where they don't fit easily."""

from typing import Any

from tests.journeys.people import picture
from tests.journeys.places import marked, wording
from tests.journeys.test_several_tickets import two_tickets
from tests.journeys.world import World


def numbered(first: int, last: int) -> str:
    return " ".join(f"слово{number}" for number in range(first, last + 1))


def test_a_long_first_message_that_is_corrected_reads_right_below_the_card_too(world: World) -> None:
    anna = world.requester()
    said = anna.writes(numbered(1, 460))
    topic = anna.topic()
    rest = topic.sees("слово460")
    anna.edits(said, numbered(1, 455) + " иначе иначе")
    corrected = topic.sees("слово455 иначе иначе", without=("слово460",))
    assert corrected["message_id"] == rest["message_id"]
    topic.card_shows("слово1 слово2")


def test_a_first_message_that_grew_beyond_the_card_is_continued_below_it(world: World) -> None:
    anna = world.requester()
    said = anna.writes("коротко")
    topic = anna.topic()
    anna.edits(said, numbered(1, 460))
    topic.card_shows("слово1 слово2", "продолжение")
    topic.sees("слово460")


def test_an_answer_keeps_its_header_when_it_is_corrected(world: World) -> None:
    anna, router, _ = two_tickets(world)
    ivan = world.agent("Иван")
    answer = ivan.answers(router, "В срду приедем", entities=[{"type": "bold", "offset": 2, "length": 4}])
    arrived = anna.sees(f"№{router.number}:", "В срду")
    ivan.edits(answer, "В среду приедем", entities=[{"type": "bold", "offset": 2, "length": 5}])
    corrected = anna.sees(f"№{router.number}:", "В среду")
    assert corrected["message_id"] == arrived["message_id"]
    assert marked(corrected, "bold") == [f"№{router.number}:", "среду"]


def test_an_answer_of_4096_units_arrives_whole_under_its_header(world: World) -> None:
    anna, router, _ = two_tickets(world)
    ivan = world.agent("Иван")
    words = numbered(1, 420)[:4096].ljust(4096, "!")
    answer = ivan.answers(router, words)
    first = anna.sees(f"№{router.number}:", "слово1 слово2")
    second = anna.sees("слово420")
    told = wording(first).removeprefix(f"№{router.number}:").split() + wording(second).split()
    assert told == words.split()
    ivan.sees_reaction(answer, "👌")
    ivan.edits(answer, "коротко")
    anna.sees(f"№{router.number}:", "коротко")
    anna.sees("удалена")


def test_a_caption_too_long_for_a_file_follows_it(world: World) -> None:
    anna, router, _ = two_tickets(world)
    ivan = world.agent("Иван")
    words = numbered(1, 115)[:1024].ljust(1024, "!")
    answer = ivan.answers(router, words, photo=picture())
    assert "photo" in anna.sees()
    assert wording(anna.sees(f"№{router.number}:", "слово1 слово2")).endswith("!")
    ivan.sees_reaction(answer, "👌")


def test_a_message_corrected_while_it_waits_for_the_picker_arrives_corrected(world: World) -> None:
    anna, router, _ = two_tickets(world)
    said = anna.writes("мигает красым")
    anna.sees("К какой заявке")
    anna.edits(said, "мигает красным")
    world.settles()
    anna.presses(f"№{router.number} · Сломался роутер")
    assert wording(router.sees("мигает")) == "мигает красным"


def test_a_correction_that_turns_nothing_is_not_a_second_message(world: World) -> None:
    anna = world.requester()
    anna.writes("Вопрос")
    topic = anna.topic()
    anna.sees("принята")
    said = anna.writes("без изменений")
    topic.sees("без изменений")
    anna.edits(said, "без изменений")
    world.expects_nothing(topic)


def test_voices_stickers_and_round_videos_are_carried_as_they_are(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Послушайте")
    topic = anna.topic()
    anna.sees("принята")
    for kind in ("voice", "audio", "video", "sticker", "video_note", "animation"):
        content: dict[str, Any] = {kind: {"content_base64": "AAAA"}}
        anna.writes(**content)
        assert kind in topic.sees()
        ivan.answers(topic, **content)
        assert kind in anna.sees()
    world.expects_nothing(topic)


def test_a_first_message_without_words_opens_a_ticket_all_the_same(world: World) -> None:
    anna = world.requester()
    anna.writes(voice={"content_base64": "AAAA"})
    anna.sees("принята")
    topic = anna.topic()
    assert "без текста" in wording(topic.card())
    assert "voice" in topic.sees()
    world.expects_nothing(topic)
