"""People without a messenger text and ring; staff answer in the topic as they answer everybody."""

import re

from tests import origins
from tests.journeys.people import Topic, picture
from tests.journeys.places import buttons, wording
from tests.journeys.world import World


def test_a_text_becomes_a_topic_and_the_answer_comes_back_delivered(reception: World) -> None:
    galya, ivan = reception.phone(), reception.agent("Иван")
    galya.texts("Здравствуйте, у меня не показывает телевизор")
    topic = galya.topic()
    topic.card_shows("не опознан", "SMS", "не показывает телевизор")
    promised = re.search(r"Ответить до: .*(\d\d:\d\d)", wording(topic.card()))
    assert promised is not None
    galya.gets(f"Заявка №{topic.number} принята, ответим до {promised[1]} МСК")
    answer = ivan.answers(topic, "Перезагрузите приставку")
    sms = galya.gets("Перезагрузите приставку")
    assert len(sms["parts"]) == 1
    ivan.sees_reaction(answer, "👍")
    galya.texts("Не помогло")
    topic.sees("Не помогло")
    reception.expects_nothing(topic)


def test_a_long_answer_shows_its_price_first_and_arrives_whole(reception: World) -> None:
    galya, ivan = reception.phone(), reception.agent("Иван")
    galya.texts("Как подключить роутер? 🙂")
    topic = galya.topic()
    galya.gets("принята")
    words = "Подключите кабель провайдера в синий разъём и подождите, пока лампочка «Интернет» не станет зелёной."
    answer = ivan.answers(topic, words)
    cost = topic.sees("Ответ займёт 2 SMS", "кириллица")
    assert buttons(cost) == ["Отправить", "Не отправлять"]
    reception.expects_nothing(topic)
    ivan.press(cost, "Отправить")
    topic.loses_buttons(cost)
    sms = galya.gets()
    assert sms["text"] == words
    assert [(part["part"], part["of"]) for part in sms["parts"]] == [(1, 2), (2, 2)]
    ivan.sees_reaction(answer, "👍")


def test_a_long_text_of_a_phone_is_one_message(reception: World) -> None:
    galya = reception.phone()
    words = " ".join(f"{number}-е слово 😀" for number in range(1, 40))
    galya.texts(words)
    galya.topic().card_shows(words)


def test_a_missed_call_is_a_line_in_the_thread_and_repeated_rings_are_one(reception: World) -> None:
    galya = reception.phone()
    galya.texts("Перезвоните мне")
    topic = galya.topic()
    galya.gets("принята")
    galya.rings()
    topic.sees(f"[CALL] {galya.number}")
    galya.rings()
    topic.sees(f"[CALL] {galya.number} ×2")
    reception.expects_nothing(topic)


def test_a_missed_call_of_somebody_new_opens_a_ticket(reception: World) -> None:
    galya, ivan = reception.phone(), reception.agent("Иван")
    galya.rings()
    topic = galya.topic()
    topic.card_shows(f"[CALL] {galya.number}", "не опознан")
    ivan.answers(topic, "Вы звонили. Чем помочь?")
    galya.gets("Чем помочь?")
    galya.texts("Нет интернета")
    topic.sees("Нет интернета")
    reception.expects_nothing(topic)


def test_an_sms_that_is_no_text_is_named_and_staff_get_its_bytes(reception: World) -> None:
    galya = reception.phone()
    notice = bytes(range(200))
    galya.modem.sends_bytes(galya.number, notice)
    topic = galya.topic()
    topic.card_shows("Двоичное SMS, 200 байт")
    document = topic.sees("Двоичное SMS, 200 байт")["document"]
    assert reception.telegram.file(document["file_id"]) == notice


def test_characters_that_turn_words_round_or_end_them_do_neither(reception: World) -> None:
    galya = reception.phone()
    galya.texts("Файл \u202egnp.exe\0 не открывается", encoding="ucs2")
    topic = galya.topic()
    topic.card_shows("Файл gnp.exe\u2400 не открывается")
    assert "\u202e" not in topic.name + wording(topic.card())


def test_closing_is_confirmed_by_a_number(reception: World) -> None:
    galya, ivan = reception.phone(), reception.agent("Иван")
    galya.texts("Не работает пульт")
    topic = galya.topic()
    galya.gets("принята")
    ivan.answers(topic, "Замените батарейки")
    galya.gets("батарейки")
    ivan.presses_in(topic, "Предложить закрыть")
    topic.sees("предлагает закрыть")
    galya.gets("решена?", "1 - Вопрос решён", "2 - Ещё нет")
    galya.texts("1")
    topic.sees("Абонент подтвердил")
    galya.gets("закрыта")
    reception.expects_nothing(topic)


def test_a_correction_goes_as_another_sms_when_the_agent_says_so(reception: World) -> None:
    galya, ivan = reception.phone(), reception.agent("Иван")
    galya.texts("Когда придёт мастер?")
    topic = galya.topic()
    galya.gets("принята")
    answer = ivan.answers(topic, "Завтра в 10")
    galya.gets("Завтра в 10")
    ivan.edits(answer, "Завтра в 11")
    topic.sees("изменить его нельзя")
    ivan.presses_in(topic, "Отправить исправление")
    galya.gets("Исправление: Завтра в 11")


def test_what_the_network_can_not_deliver_is_told(reception: World) -> None:
    galya, ivan = reception.phone(), reception.agent("Иван")
    galya.texts("Не работает звонок")
    topic = galya.topic()
    galya.gets("принята")
    galya.modem.reports("failed", to=galya.number)
    answer = ivan.answers(topic, "Проверяем")
    topic.sees("SMS не доставлено", "сеть не смогла доставить")
    ivan.sees_reaction(answer, "👎")


def test_a_name_for_a_number_can_not_be_answered_and_staff_are_told(reception: World) -> None:
    ivan = reception.agent("Иван")
    modem = reception.phone().modem
    modem.texts("BANK", "Ваш код 1234")

    def topic_of_bank() -> list[dict[str, object]]:
        return [topic for topic in reception.telegram.topics(reception.otklik.group) if " BANK: " in topic["name"]]

    (found,) = reception.telegram.wait_for(topic_of_bank, 60)
    topic = Topic(reception.telegram, reception.otklik.group, found)
    topic.card_shows("ответить нельзя")
    ivan.answers(topic, "Спасибо")
    topic.sees("BANK не номер телефона")
    assert modem.sent_to("BANK") == []


def test_an_sms_says_what_it_answers_where_that_is_not_the_last_word_and_whose_words_it_holds(
    reception: World,
) -> None:
    galya, ivan = reception.phone(), reception.agent("Иван")
    galya.texts("Не показывает телевизор")
    topic = galya.topic()
    galya.gets("принята")
    galya.texts("И телефон молчит")
    last = topic.sees("И телефон молчит")
    ivan.answers(topic, "Проверим", reply_to_message_id=last["message_id"])
    assert galya.gets("Проверим")["text"] == "Проверим"
    ivan.answers(topic, "Какой модели?", reply_to_message_id=topic.card()["message_id"])
    assert galya.gets("Какой")["text"] == "На «Не показывает телевизор»: Какой модели?"
    asked = ivan.answers(topic, "Выезд стоит 500 рублей, кабель отдельно")
    galya.gets("Выезд стоит")
    ivan.answers(topic, "За час", reply_to_message_id=asked["message_id"], quote="500 рублей")
    assert galya.gets("За час")["text"] == "На «500 рублей»: За час"
    ivan.answers(topic, "Мы и звоним", reply_to_message_id=asked["message_id"])
    assert galya.gets("Мы и звоним")["text"] == "Мы и звоним"
    elsewhere = {"origin": origins.channel("Новости"), "text": "Отключение до 18:00"}
    ivan.answers(topic, "И у вас", external_reply=elsewhere)
    assert galya.gets("И у вас")["text"] == "На «Отключение до 18:00»: И у вас"
    note = ivan.answers(topic, "// грубит, осторожно")
    ivan.answers(topic, "Выехали", reply_to_message_id=note["message_id"], quote="грубит")
    assert galya.gets("Выехали")["text"] == "Выехали"
    ivan.answers(topic, "Авария до 18", forward_origin=origins.channel("Сеть"))
    assert galya.gets("Авария")["text"] == "Переслано (канал «Сеть»): Авария до 18"
    photos = [{"photo": picture(), "caption": "разъём А"}, {"photo": picture(), "caption": "разъём Б"}]
    ivan.answers_all(topic, album=photos)
    assert galya.gets("разъём")["text"] == "фото 1: разъём А\nфото 2: разъём Б"
