"""How somebody says how they want to be reached: with buttons in a messenger, with numbers by SMS."""

import re

from models.rules.sms.phone_numbers import shown_number
from tests.journeys.phones import Phone
from tests.journeys.world import World


def code_in(phone: Phone) -> str:
    found = re.search(r": (\d{6}) - код для подключения", phone.gets("Не сообщайте его никому")["text"])
    assert found is not None
    return found[1]


def test_a_subscriber_adds_a_phone_tries_it_and_removes_it(reception: World) -> None:
    anna, phone = reception.requester(), reception.phone()
    anna.writes("/transports")
    anna.sees("Telegram (вы здесь): работает")
    anna.presses("Добавить")
    anna.sees("Напишите номер мобильного телефона")
    anna.writes(phone.number)
    anna.sees("придёт код из шести цифр")
    code = code_in(phone)
    anna.writes("000000" if code != "000000" else "111111")
    anna.sees("Код не подошёл. Осталось попыток: 2.")
    anna.writes(code)
    added = anna.sees("Подтверждено: SMS", "2. SMS")
    assert "2. SMS" in str(added)
    anna.presses(f"2. SMS {shown(phone)}")
    anna.sees("работает")
    anna.presses("Проверить")
    phone.gets("Проверка связи: сюда доходит")
    anna.sees("Отправили проверку.")
    anna.presses("Удалить")
    anna.sees("Удалить SMS")
    anna.presses("Да, удалить")
    anna.sees("Удалено: SMS")


def test_a_subscriber_shares_their_own_number_by_a_button(reception: World) -> None:
    phone = reception.phone()
    vera = reception.requester("Вера", phone_number=phone.number)
    vera.writes("/transports")
    vera.presses("Добавить")
    vera.sees("печатать не придётся")
    vera.taps("Отправить мой номер")
    vera.sees("придёт код из шести цифр")
    vera.has_no_keys()
    vera.writes(f"код {code_in(phone)}")
    vera.sees("Подтверждено: SMS", "2. SMS")


def test_by_sms_another_phone_is_added_with_numbers(reception: World) -> None:
    galya, second = reception.phone(), reception.phone()
    galya.texts("Не показывает телевизор")
    galya.gets("принята")
    galya.texts("способы связи")
    listed = galya.gets("Способы связи:", "работает")["text"]
    galya.texts(number_of("Добавить", listed))
    asked = galya.gets()["text"]
    if "Что добавить?" in asked:
        galya.texts(number_of("SMS", asked))
        asked = galya.gets()["text"]
    assert "Пришлите номер телефона" in asked
    galya.texts(second.number)
    galya.gets("Код ушёл на")
    galya.texts(code_in(second))
    galya.gets("Подтверждено: SMS")


def number_of(label: str, listed: str) -> str:
    found = re.search(rf"(\d) - {label}", listed)
    assert found is not None, listed
    return found[1]


def shown(phone: Phone) -> str:
    return shown_number(phone.number)
