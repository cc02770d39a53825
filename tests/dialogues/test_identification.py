"""It has to be known who asks: by a contract and its code, an invitation, staff; and under which contract it is."""

import re

import pytest

from models.rules.delivery.transports import SHIPPED
from tests.dialogues.conftest import phone_of
from tests.dialogues.office import DialogueOffice
from tests.dialogues.phone import Phone

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
MOBILE = "+79165550101"


@pytest.fixture
def waiting(chat: Phone) -> Phone:
    """Their request is complete, and waits for who they are."""
    chat.meets()
    chat.says("Хочу переехать / I want to move")
    chat.chooses("Переезд / Move")
    chat.chooses("Отправить / Send")
    chat.reads("Скажите, кто вы / Tell us who you are", "Выберите способ / Choose a way")
    return chat


def test_by_the_number_of_a_contract_and_its_code(waiting: Phone) -> None:
    waiting.office.has_contract("15", phone=MOBILE, language=waiting.language)
    waiting.chooses("По номеру договора / By the number of my contract")
    waiting.says("15")
    waiting.reads("придёт код / a code will come")
    waiting.says("000000")
    waiting.reads("не подошёл / did not work")
    code = re.findall(r"\b\d{6}\b", waiting.office.texted(MOBILE))[-1]
    waiting.says(code)
    waiting.reads("теперь мы знаем / now we know", "№1 / #1")
    assert len(waiting.tickets) == 1


def test_by_an_invitation(waiting: Phone) -> None:
    code = waiting.office.invites(waiting.office.has_contract("15"))
    waiting.chooses("У меня есть код приглашения / I have an invitation code")
    waiting.says("ACEH-KMPT-XY34-679A")
    waiting.says(code)
    waiting.reads("№1 / #1")


def test_by_a_word_of_the_staff(waiting: Phone) -> None:
    contract = waiting.office.has_contract("15")
    waiting.chooses("Пусть подтвердит сотрудник / Let an agent confirm it")
    waiting.says("Анна, Лесная 5 / Anna, Forest Street 5")
    waiting.reads("передали это сотрудникам / passed this on to the staff")
    waiting.office.vouches_for(waiting.traits, waiting.address, contract)
    waiting.looks()
    waiting.reads("№1 / #1")


def test_by_their_own_number_where_the_messenger_vouches_for_it(waiting: Phone) -> None:
    waiting.office.has_contract("15", phone=MOBILE, language=waiting.language)
    if not waiting.traits.shares_phone:
        assert waiting.mine("По моему номеру телефона / By my phone number") not in waiting.reads_choices()
        return
    waiting.chooses("По моему номеру телефона / By my phone number")
    waiting.says("", contact=MOBILE)
    waiting.reads("№1 / #1")


def test_another_way_is_chosen_after_one(waiting: Phone) -> None:
    waiting.chooses("По номеру договора / By the number of my contract")
    waiting.presses("Другой способ / Another way")
    waiting.reads("Выберите способ / Choose a way")
    waiting.chooses("Отмена / Cancel")
    assert waiting.tickets == []


def test_of_many_contracts_one_is_chosen(chat: Phone) -> None:
    who = chat.meets()
    for number in range(1, 13):
        chat.office.has_contract(f"Д-{number}", who)
    chat.says("Хочу переехать / I want to move")
    chat.chooses("Переезд / Move")
    chat.chooses("Отправить / Send")
    chat.reads("По какому договору / Which contract")
    if chat.in_words:
        chat.says("д-12")
    else:
        chat.presses("Договор Д-12 / Contract Д-12")
    chat.reads("№1 / #1")
    assert "Д-12" in chat.topic(1)


def test_by_sms_it_is_asked_afterwards_and_answered_by_a_digit(office: DialogueOffice) -> None:
    galya = phone_of(office, SHIPPED["sms"])
    who = galya.meets("Галя")
    for number in ("15", "16"):
        office.has_contract(number, who)
    galya.says("Не работает интернет")
    galya.reads("№1")
    galya.presses("Договор 16")
    galya.reads("№1", "16")
    assert "16" in galya.topic(1)
