"""SMS that nobody should answer by himself, seen on the phone and in the staff group."""

from models.rules.sms.phone_numbers import shown_number
from tests.journeys.places import wording
from tests.journeys.world import World

DRIVING = "Я за рулём, отвечу позже"


def test_stop_out_of_nothing_is_told_to_staff_and_opens_nothing(reception: World) -> None:
    galya = reception.phone()
    galya.texts("СТОП")
    reception.general.sees(f"С номера {shown_number(galya.number)} пришло «СТОП»")
    galya.holds_nothing_unread()
    names = [topic["name"] for topic in reception.telegram.topics(reception.otklik.group)]
    assert not [name for name in names if shown_number(galya.number) in name]
    galya.texts("Не работает интернет")
    galya.gets("принята")


def test_a_phone_that_answers_every_sms_withdraws_nothing_and_is_one_line(reception: World) -> None:
    galya, ivan = reception.phone(), reception.agent("Иван")
    galya.texts("Не работает интернет")
    topic = galya.topic()
    galya.gets("принята")
    galya.texts(DRIVING)
    topic.sees(DRIVING)
    ivan.answers(topic, "Проверяем линию")
    galya.gets("Проверяем линию")
    galya.texts(DRIVING)
    topic.sees(f"[автоответ телефона, не человек] {DRIVING} ×2")
    ivan.presses_in(topic, "Предложить закрыть")
    galya.gets("решена?")
    galya.texts(DRIVING)
    topic.sees(f"{DRIVING} ×3")
    galya.holds_nothing_unread()
    galya.texts("1")
    galya.gets("закрыта")


def test_words_that_look_like_a_command_become_a_topic(reception: World) -> None:
    galya = reception.phone()
    galya.texts("/ Не работает интернет")
    galya.topic().card_shows("/ Не работает интернет")
    galya.gets("принята")


def test_a_networks_clock_four_hours_behind_makes_nothing_overdue(reception: World) -> None:
    galya = reception.phone()
    right = galya.modem.state()["ahead_seconds"]
    galya.modem.clock(right - 4 * 3600)
    try:
        galya.texts("Не работает интернет")
        topic = galya.topic()
    finally:
        galya.modem.clock(right)
    topic.card_shows("[часы сети:", "верить им нельзя")
    galya.gets("принята")
    assert "срок прошёл" not in wording(topic.card())
    reception.expects_nothing(topic)
