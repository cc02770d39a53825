"""A2, the software vendor, by WhatsApp: two numbers, each with a role and a desk; two languages, hours and terms."""

import pytest

from models.phrases.catalogue import say
from tests.conversation.requester import example
from tests.journeys.conftest import Start
from tests.journeys.messengers import Messenger
from tests.journeys.people import Agent
from tests.journeys.places import Place, Wire
from tests.journeys.world import World

LICENCES = "Лицензии"


@pytest.fixture
def vendor(start: Start) -> World:
    return start("a2_software_vendor", modem=True, whatsapp=("failures", "licences"))


@pytest.fixture
def licences(vendor: World) -> Wire:
    """The group of the other desk, bound as the administrator's guide says; Пётр answers there."""
    pyotr = vendor.otklik.person("Пётр")
    known = [one for one in vendor.telegram.get("/control/chats")["chats"] if one.get("title") == LICENCES]
    if known:
        found: Wire = known[0]
        return found
    group = vendor.telegram.group(LICENCES, [pyotr])
    code = vendor.otklik.cli("desk", "bind-code", "licences")
    vendor.telegram.types(pyotr, f"/bind {code}", chat=group)
    Place(vendor.telegram, group).sees("привязана")
    return group


def vendor_asks(language: str) -> str:
    asked = example("a2_software_vendor").identification.question
    assert asked is not None
    return asked.in_(language)


def files_a_failure(anna: Messenger) -> None:
    anna.writes("Падает при запуске отчёта")
    anna.gets("Вы написали на номер «Сбои и ошибки».", "закроемся сегодня в 20:00")
    anna.gets("Выберите тему")
    anna.presses("Сбой или ошибка")
    anna.gets("На чём работает программа?")
    anna.presses("Windows 10 или 11")
    anna.gets("Какая версия программы?")
    anna.writes("7.2")
    anna.gets("Windows 10 или 11", "7.2")
    anna.presses("Отправить")


def becomes_known(vendor: World, anna: Messenger, number: str, language: str = "ru") -> None:
    anna.gets(say(language, "draft.kept"))
    anna.gets(vendor_asks(language))
    vendor.otklik.cli("contracts", "add", number, "--paid-until", "2031-12-31")
    anna.writes(f"/start {vendor.otklik.cli('invitations', 'new', number).partition('?start=')[2]}")
    anna.gets(say(language, "who.known"))


def test_each_number_leads_to_its_desk_and_answers_come_from_it(vendor: World, licences: Wire) -> None:
    anna, ivan, pyotr = vendor.messenger(), vendor.agent("Иван"), Agent(vendor.telegram, vendor.otklik.person("Пётр"))
    files_a_failure(anna)
    becomes_known(vendor, anna, "A2-1")
    anna.gets("принята", "Ответим не позже чем", "20:00")
    failure = anna.topic()
    failure.card_shows("Сбой или ошибка", "Windows 10 или 11", "Наш номер: Сбои и ошибки", "Связь: WhatsApp")

    there = anna.at_number(1, licences)
    there.writes("Перенести лицензию на другой компьютер")
    there.gets("Выберите тему")
    there.presses("Вопрос")
    there.gets("Перенести лицензию")
    there.presses("Отправить")
    there.gets("Заявка отправлена")
    there.gets("принята", "20:00")
    question = there.topic()
    question.card_shows("Наш номер: Лицензии и обновления")
    anna.holds_nothing_unread()

    ivan.answers(failure, "Пришлите журнал программы")
    anna.gets("Пришлите журнал программы")
    pyotr.answers(question, "Перенесли, войдите заново")
    there.gets("Перенесли, войдите заново")
    anna.holds_nothing_unread()
    there.holds_nothing_unread()


def test_in_english_and_at_night_it_says_when_they_open_and_two_working_days_later_that_nobody_answered(
    vendor: World,
) -> None:
    boris = vendor.messenger("Boris", phone="4915112345678", country="DE")
    vendor.forward("10h")  # Wednesday, 22:00
    boris.writes("The report crashes on start")
    boris.gets("You wrote to our number for: Failures and errors.", "06:00")
    boris.gets("Choose")
    boris.presses("Question")
    boris.gets("The report crashes")
    boris.presses("Send")
    becomes_known(vendor, boris, "A2-2", "en")
    boris.gets("18:00", "06:00")  # in Berlin
    topic = boris.topic()
    vendor.forward("46h")  # Friday, 20:00
    topic.sees("Срок первого ответа прошёл")


def test_a_call_at_night_is_told_by_sms_when_it_is_answered(vendor: World) -> None:
    galya = vendor.phone()
    vendor.forward("10h")
    galya.rings()
    galya.gets("№", "20:00")
    galya.topic().card_shows("[CALL]")


def test_the_doctor_in_a_group_says_how_the_number_of_its_desk_is(vendor: World) -> None:
    ivan = vendor.agent("Иван")
    vendor.telegram.types(ivan.person, "/doctor", chat=vendor.otklik.group)
    told = vendor.otklik.wait_for(
        lambda: [text for text in vendor.telegram.texts(vendor.otklik.group) if "WhatsApp «Сбои и ошибки»" in text],
        "the verdict is in the group",
    )
    assert f"вебхук ведёт на {vendor.otklik.http_url}/whatsapp" in told[-1]
    assert "токен принят, бессрочный" in told[-1]
    assert "Лицензии и обновления" not in told[-1]
