"""Whatever Telegram can carry is carried; the rest is kept and named to both sides, what comes tomorrow too."""

from typing import Any

import pytest

from tests.journeys.people import Topic, document, picture
from tests.journeys.places import Wire, marked, wording
from tests.journeys.world import World
from tests.simulated_telegram import file, png

HERE = {"latitude": 55.751244, "longitude": 37.618423}
SHOWN = "55.75124, 37.61842"
MASTER = {"phone_number": "+79120000000", "first_name": "Мастер", "last_name": "Пётр", "vcard": "BEGIN:VCARD"}
OFFICE = {"location": HERE, "title": "Наш офис", "address": "ул. Ленина, 1", "foursquare_id": "4b"}


def poll(question: str, *options: str) -> Wire:
    return {
        "id": "1",
        "question": question,
        "options": [{"persistent_id": text, "text": text, "voter_count": 0} for text in options],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    }


def begun(world: World, words: str = "Где вы находитесь?") -> tuple[Any, Any, Topic]:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes(words)
    topic = anna.topic()
    anna.sees("принята")
    return anna, ivan, topic


def test_places_and_contacts_go_both_ways_as_they_are(world: World) -> None:
    anna, ivan, topic = begun(world)
    anna.writes(location=HERE | {"horizontal_accuracy": 12.5})
    assert topic.sees()["location"] == HERE | {"horizontal_accuracy": 12.5}
    anna.writes(contact=MASTER)
    assert topic.sees()["contact"] == MASTER
    answer = ivan.answers(topic, venue=OFFICE)
    assert anna.sees()["venue"] == OFFICE
    ivan.sees_reaction(answer, "👌")
    ivan.answers(topic, contact={"phone_number": "+79120000000", "first_name": ""})
    assert anna.sees()["contact"] == {"phone_number": "+79120000000", "first_name": "+79120000000"}
    world.expects_nothing(topic)


def test_a_place_as_the_first_message_stands_in_the_card_and_below_it(world: World) -> None:
    anna = world.requester()
    anna.writes(venue=OFFICE)
    anna.sees("принята")
    topic = anna.topic()
    card = topic.card()
    assert f"📍 Наш офис, ул. Ленина, 1\n{SHOWN}" in wording(card)
    assert marked(card, "code") == [SHOWN]
    assert "Наш офис" in topic.name
    assert topic.sees()["venue"] == OFFICE
    world.expects_nothing(topic)


def test_with_several_tickets_a_place_says_which_one_it_is_for(world: World) -> None:
    anna, ivan, topic = begun(world)
    anna.writes("/new")
    anna.sees()
    anna.writes("И ещё одно дело")
    anna.sees("принята")
    first, _ = anna.topics(2)
    ivan.answers(first, location=HERE)
    header = anna.sees(f"№{first.number}")
    assert SHOWN not in wording(header)
    assert anna.sees()["location"] == HERE
    assert topic.number == first.number


def test_of_a_live_location_the_first_point_is_passed_on_and_its_moves_are_not(world: World) -> None:
    anna, ivan, topic = begun(world)
    moving = anna.writes(location=HERE | {"live_period": 900})
    assert topic.sees()["location"] == HERE
    topic.sees("трансляция геопозиции", "первая точка")
    for step in range(3):
        world.telegram.edits(moving, "", location=HERE | {"latitude": 55.8 + step / 100, "live_period": 900})
    going = ivan.answers(topic, location=HERE | {"live_period": 900})
    assert anna.sees()["location"] == HERE
    topic.sees("трансляция геопозиции")
    world.telegram.edits(going, "", location=HERE | {"latitude": 55.9})
    world.expects_nothing(topic)


def test_a_live_location_as_the_first_message_is_said_to_be_one(world: World) -> None:
    anna = world.requester()
    anna.writes(location=HERE | {"live_period": 900})
    anna.sees("принята")
    topic = anna.topic()
    assert topic.sees()["location"] == HERE
    topic.sees("трансляция геопозиции")
    world.expects_nothing(topic)


def test_a_dice_keeps_the_number_that_was_thrown(world: World) -> None:
    anna, _, topic = begun(world)
    anna.writes(dice={"emoji": "🎲", "value": 4})
    assert wording(topic.sees("🎲")) == "🎲 4"
    world.expects_nothing(topic)


def test_a_poll_is_passed_on_in_words_and_an_agent_learns_that_nobody_can_vote(world: World) -> None:
    anna, ivan, topic = begun(world)
    anna.writes(poll=poll("Когда придёте?", "утром", "вечером"))
    assert wording(topic.sees("📊")) == "📊 Когда придёте?\n• утром\n• вечером"
    ivan.answers(topic, poll=poll("Когда удобно?", "в среду", "в пятницу"))
    assert wording(anna.sees("📊")) == "📊 Когда удобно?\n• в среду\n• в пятницу"
    topic.sees("опрос", "ни голосовать")
    world.expects_nothing(topic)


def test_a_checklist_is_passed_on_in_words_and_its_ticks_are_corrections(world: World) -> None:
    anna, _, topic = begun(world)
    tasks = [{"id": 1, "text": "перезагрузить"}, {"id": 2, "text": "позвонить"}]
    anna.writes(raw={"checklist": {"title": "Сделано:", "tasks": [tasks[0] | {"completion_date": 1}, tasks[1]]}})
    assert wording(topic.sees("Сделано")) == "Сделано:\n☑ перезагрузить\n☐ позвонить"
    world.expects_nothing(topic)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({"story": {"chat": {"id": 1, "type": "private"}, "id": 5}}, "история"),
        ({"hologram": {"depth": 3}}, "неизвестный вид сообщения"),
        ({"sticker": {"of_tomorrow": True}}, "стикер"),
        ({"venue": 5, "location": None}, "место на карте"),
    ],
    ids=["story", "new", "changed", "broken"],
)
def test_what_can_not_be_carried_is_named_to_both_sides_once(world: World, content: Wire, named: str) -> None:
    anna, ivan, topic = begun(world)
    anna.writes(raw=content)
    anna.sees("сохранили", named, "опишите главное словами")
    topic.sees(named, "сохранено")
    ivan.answers(topic, raw=content)
    topic.sees(named, "передать абоненту нельзя")
    world.expects_nothing(topic)


def test_words_under_something_that_can_not_be_carried_are_carried(world: World) -> None:
    anna, _, topic = begun(world)
    paid = {"star_count": 1, "paid_media": [{"type": "preview"}]}
    anna.writes(raw={"paid_media": paid, "caption": "Посмотрите на это"})
    anna.sees("сохранили", "платное вложение")
    topic.sees("Посмотрите на это")
    topic.sees("платное вложение", "сохранено")
    world.expects_nothing(topic)


def test_something_unknown_as_the_first_message_is_asked_about(world: World) -> None:
    anna = world.requester()
    anna.writes(raw={"hologram": {"depth": 3}})
    anna.sees("Здравствуйте")
    anna.sees("неизвестный вид сообщения", "опишите")
    anna.writes("я вот тут застрял")
    anna.sees("принята")
    topic = anna.topic()
    assert "я вот тут застрял" in wording(topic.card())
    topic.sees("неизвестный вид сообщения")
    world.expects_nothing(topic)


def test_a_topic_that_comes_again_shows_places_and_contacts_too(world: World) -> None:
    anna, ivan, topic = begun(world)
    anna.writes(location=HERE)
    topic.sees()
    anna.writes(contact=MASTER)
    topic.sees()
    world.settles()
    assert topic.thread is not None
    world.telegram.deletes_topic(topic.chat, topic.thread, ivan.person)
    anna.writes("Ау")
    again = anna.topic()
    again.sees("Вот заявка заново")
    assert marked(again.sees(SHOWN, "Мастер Пётр, +79120000000"), "code") == [SHOWN]
    assert again.sees()["location"] == HERE
    assert again.sees()["contact"] == MASTER
    again.sees("Ау")
    world.expects_nothing(again)


def test_a_place_does_not_choose_between_tickets_and_joins_the_chosen_one(world: World) -> None:
    anna, _, topic = begun(world, "Первое дело")
    anna.writes("/new")
    anna.sees()
    anna.writes("Второе дело")
    anna.sees("принята")
    first, second = anna.topics(2)
    anna.writes(dice={"emoji": "🎲", "value": first.number % 6 + 1})
    anna.sees("К какой")
    anna.presses(next(label for label in labels(anna) if f"№{second.number}" in label))
    assert second.sees("🎲")
    assert topic.number == first.number


def labels(someone: Any) -> list[str]:
    rows = [post.get("reply_markup", {}).get("inline_keyboard", ()) for post in someone.chat.posts()]
    return [button["text"] for keyboard in rows for row in keyboard for button in row]


# -- corrections of what is not words


def test_another_photo_is_shown_below_and_its_words_are_mirrored(world: World) -> None:
    anna, ivan, topic = begun(world)
    said = anna.writes("Вот экран", photo=picture())
    topic.sees("Вот экран")
    world.telegram.edits(said, "Вот экран", photo=file(png(300, 200), mime_type="image/png"))
    replaced = topic.sees("заменил вложение")
    assert replaced["photo"][-1]["width"] == 300
    world.telegram.edits(said, "Вот другой экран", photo=file(png(400, 200), mime_type="image/png"))
    topic.sees("Вот другой экран")
    assert topic.sees("заменил вложение")["photo"][-1]["width"] == 400
    anna.edits(said, "Вот третий экран")
    topic.sees("Вот третий экран")
    answer = ivan.answers(topic, "Инструкция", document=document("старая.txt"))
    anna.sees("Инструкция")
    world.telegram.edits(answer, "Инструкция", document=document("новая.txt", "иначе"))
    assert anna.sees("Исправленное вложение")["document"]["file_name"] == "новая.txt"
    world.expects_nothing(topic)


def test_a_photo_of_the_first_message_that_was_replaced_comes_below_the_card(world: World) -> None:
    anna = world.requester()
    said = anna.writes("Вот экран", photo=picture())
    anna.sees("принята")
    topic = anna.topic()
    topic.sees()
    world.telegram.edits(said, "Вот экран", photo=file(png(300, 200), mime_type="image/png"))
    assert topic.sees("заменил вложение")["photo"][-1]["width"] == 300
    world.expects_nothing(topic)


def test_a_text_that_became_a_photo_shows_both(world: World) -> None:
    anna, _, topic = begun(world)
    said = anna.writes("Сейчас пришлю")
    topic.sees("Сейчас пришлю")
    world.telegram.edits(said, "Прислала", photo=picture())
    topic.sees("Прислала")
    assert "photo" in topic.sees("заменил вложение")
    world.expects_nothing(topic)


def test_the_words_of_an_album_stay_when_another_of_its_photos_is_replaced(world: World) -> None:
    anna, _, topic = begun(world)
    photos = [{"photo": picture(), "caption": "Два экрана"}, {"photo": picture()}]
    first, second = world.telegram.types_all(anna.person, "", album=photos)
    topic.sees("Два экрана")
    topic.sees()
    world.telegram.edits(second, "", photo=file(png(300, 200), mime_type="image/png"))
    assert topic.sees("заменил вложение")["photo"][-1]["width"] == 300
    assert "Два экрана" in [wording(post) for post in topic.posts()]
    world.telegram.edits(first, "Один экран")
    topic.sees("Один экран")
    world.expects_nothing(topic)


def test_a_note_whose_file_was_replaced_stays_internal(world: World) -> None:
    _, ivan, topic = begun(world)
    note = ivan.answers(topic, "// для своих", document=document("а.txt"))
    ivan.sees_reaction(note, "✍")
    world.telegram.edits(note, "// для своих", document=document("б.txt"))
    world.expects_nothing(topic)
