"""People who write by WhatsApp: from their first words to the signs under the answer."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.journeys.places import wording
from tests.journeys.world import World
from tests.simulated_telegram import png
from tests.simulated_whatsapp import file


@pytest.mark.parametrize("shape", ["full", "no_phone", "empty_phone", "phone_only"])
def test_a_request_becomes_a_topic_and_the_answer_is_read_on_the_phone(office: World, shape: str) -> None:
    anna, ivan = office.messenger(shape=shape), office.agent("Иван")
    anna.writes("Роутер мигает")
    anna.gets("Заявка №", "принята")
    topic = anna.topic()
    topic.card_shows("Роутер мигает", "Связь: WhatsApp")
    answer = ivan.answers(topic, "Перезагрузите роутер")
    seen = anna.gets("Перезагрузите роутер")
    ivan.sees_reaction(answer, "👍")
    anna.reads()
    ivan.sees_reaction(answer, "👀")
    anna.reacts("❤️", seen)
    line = topic.sees("Абонент поставил ❤")
    assert line["reply_to_message_id"] == answer["message_id"]
    anna.writes("Не помогло", reply_to=seen["id"])
    assert topic.sees("Не помогло")["reply_to_message_id"] == answer["message_id"]
    office.expects_nothing(topic)


def test_an_answer_of_which_nobody_heard_whether_it_left_is_proved_by_its_status(office: World) -> None:
    anna, ivan = office.messenger(), office.agent("Иван")
    anna.writes("Роутер мигает")
    anna.gets("принята")
    topic = anna.topic()
    anna.whatsapp.order("accept_then_drop", call="messages", times=1)
    answer = ivan.answers(topic, "Перезагрузите роутер")
    anna.gets("Перезагрузите роутер")
    ivan.sees_reaction(answer, "👍")
    office.settles()
    anna.holds_nothing_unread()


def test_files_places_and_what_nobody_knows_reach_the_topic_or_are_named_there(office: World) -> None:
    anna = office.messenger()
    anna.writes("Роутер мигает")
    anna.gets("принята")
    topic = anna.topic()
    anna.writes(image=file(png(), mime_type="image/png"), caption="Вот он")
    assert "photo" in topic.sees("Вот он")
    anna.writes(location={"latitude": 55.75, "longitude": 37.61})
    assert "location" in topic.sees()
    anna.writes(content={"type": "hologram", "hologram": {"id": "1"}})
    topic.sees("прислал то, что показать здесь нельзя")
    anna.gets("Мы сохранили ваше сообщение")
    office.expects_nothing(topic)


def test_somebody_who_writes_by_telegram_adds_whatsapp_by_a_link(office: World) -> None:
    boris, phone = office.requester("Борис"), office.messenger("Борис")
    boris.writes("/transports")
    boris.sees("Telegram (вы здесь): работает")
    boris.presses("Добавить")
    asked = boris.sees("WhatsApp")
    link = re.search(r"https://wa\.me/\S+", wording(asked))
    assert link is not None
    url = urlsplit(link[0])
    phone.writes(parse_qs(url.query)["text"][0])
    phone.gets(f"Подключить этот чат к «{boris.name}»?")
    phone.presses("Подключить")
    phone.gets("Чат подключён", "2. WhatsApp (вы здесь): работает")
    boris.sees("К вашим способам связи добавлен новый: WhatsApp")
