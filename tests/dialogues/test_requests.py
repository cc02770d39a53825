"""Asking for something: kind, fields, summary, correction, help aside, cancelling. Phones open requests at once."""

import pytest

from tests.dialogues.phone import Phone
from tests.dialogues.regulation import TARIFFS, TITLES

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TROUBLE = "Всё сломалось / Everything broke"
OUTAGE = "Не работает интернет в квартире / The internet is down at home"


def test_a_request_is_asked_out_shown_corrected_and_filed(chat: Phone) -> None:
    chat.says(TROUBLE)
    chat.reads("Круглосуточно / Round the clock", "Выберите тему / Choose a subject")
    chat.chooses(OUTAGE)
    chat.reads("Где не работает? / Where is it down?")
    chat.says("Лесная, 5 / Forest Street 5")
    chat.reads("Какой у вас тариф? / Which tariff do you have?")
    chat.chooses("Корпоративный для складов / Corporate for warehouses")
    chat.reads("По какому номеру позвонить? / Which number may we call?")
    chat.chooses("Пропустить / Skip")
    chat.reads("Лесная, 5 / Forest Street 5", "Корпоративный для складов / Corporate for warehouses", TROUBLE)
    chat.chooses("Исправить / Correct")
    chat.chooses("Адрес / Address")
    chat.says("Лесная, 7 / Forest Street 7")
    chat.reads("Лесная, 7 / Forest Street 7", "Отправить? / Send")
    chat.chooses("Отправить / Send")
    chat.reads("№1 / #1")
    assert [ticket.number for ticket in chat.tickets] == [1]


def test_every_kind_and_every_answer_is_offered_once_on_some_page(chat: Phone) -> None:
    chat.says(TROUBLE)
    ways_out = ["Отмена / Cancel", "Помощь / Help"]
    assert chat.reads_choices() == [chat.mine(label) for label in (*TITLES, *ways_out)]
    chat.presses(OUTAGE)
    chat.says("Лесная, 5 / Forest Street 5")
    ways_out.insert(0, "Назад / Back")
    assert chat.reads_choices() == [chat.mine(f"{ru} / {en}") for ru, en in TARIFFS] + [
        chat.mine(way) for way in ways_out
    ]


def test_a_choice_is_typed_by_its_number_in_the_whole_list(chat: Phone) -> None:
    chat.says(TROUBLE)
    chat.says("1")
    chat.says("Лесная, 5 / Forest Street 5")
    chat.says("12")
    chat.says("+7 916 123-45-67")
    chat.reads("Корпоративный для складов / Corporate for warehouses", "+79161234567")


def test_pages_are_turned_in_words_too(chat: Phone) -> None:
    chat.says(TROUBLE)
    if not chat.turns_pages:
        return
    chat.says("ещё / more")
    chat.reads("Выберите тему / Choose a subject")
    chat.presses("Переезд / Move")
    chat.reads("Переезд / Move")


def test_a_photo_goes_along_and_a_question_is_taken_back(chat: Phone) -> None:
    chat.says(TROUBLE)
    chat.chooses("Счёт / Bill")
    chat.chooses("Назад / Back")
    chat.reads("Выберите тему / Choose a subject")
    chat.chooses("Счёт / Bill")
    chat.says("Вот он / Here it is", photo="photo-1")
    chat.reads("1 файл / 1 file")
    chat.chooses("Отправить / Send")
    chat.reads("№1 / #1")


def test_help_is_an_aside_and_the_question_comes_again(chat: Phone) -> None:
    chat.says(TROUBLE)
    chat.chooses(OUTAGE)
    chat.chooses("Помощь / Help")
    chat.reads("/transports", "Продолжим / Let us go on", "Где не работает? / Where is it down?")


def test_who_cancels_files_nothing(chat: Phone) -> None:
    chat.says(TROUBLE)
    chat.chooses("Отмена / Cancel")
    chat.reads("Заявка не отправлена / The request was not sent")
    assert chat.tickets == []


def test_words_that_are_corrected_before_they_are_sent_are_sent_corrected(chat: Phone) -> None:
    said = chat.says(TROUBLE)
    if not chat.traits.edits:
        return
    chat.says("Сломался роутер / The router broke", corrects=said)
    chat.chooses("Счёт / Bill")
    chat.reads("Сломался роутер / The router broke")


def test_a_phone_is_asked_nothing(phone: Phone) -> None:
    phone.meets()
    phone.says(TROUBLE)
    if phone.traits.opens_without_questions:
        phone.reads("№1 / #1")
        assert len(phone.tickets) == 1
