"""Staff are asked to say who somebody is: a button or a command decides it, and what waited goes on."""

import pytest

from models.db import Database
from models.queries.identities import known_of
from tests.actions.inviting_office import BORIS, InvitingOffice
from tests.actions.office import GROUP, NOON, at

RUSSIAN_QUESTION = """Просят подтвердить, кто это (№1): Анна 700, Telegram.
О себе: Анна Ли, договор № 15

Тема: Вопрос
Описание: Не работает интернет"""


@pytest.fixture
def office(database: Database) -> InvitingOffice:
    """Somebody in chat 700 asks staff to confirm them."""
    office = InvitingOffice(database)
    office.writes("Не работает интернет")
    office.touches("Пусть подтвердит")
    office.writes("Анна Ли, договор № 15")
    office.delivers()
    return office


def _key(office: InvitingOffice, label: str) -> str:
    """What the newest button in the group carries that is called so."""
    keys = [
        choice["key"]
        for row in office._shown(GROUP)
        for choices in row.payload.get("choices") or ()
        for choice in choices
        if choice["label"].startswith(label)
    ]
    return str(keys[-1])


def _presses(office: InvitingOffice, label: str, who: str = "Иван") -> str:
    return office.forges(_key(office, label), who)


def test_staff_read_who_asks_what_they_say_of_themselves_and_what_they_want(office: InvitingOffice) -> None:
    (asked,) = office.group_told()
    assert asked.startswith(RUSSIAN_QUESTION)
    assert "Мы передали это сотрудникам" in office.told()[-1]
    assert office.tickets_of() == []


def test_a_button_confirms_with_the_contract_that_they_named(office: InvitingOffice) -> None:
    office.group_told(), office.told()
    _presses(office, "Подтвердить: договор №15")
    office.works()
    known, opened = office.told()
    assert "теперь мы знаем" in known
    assert "принята" in opened
    ticket = office.ticket_of()
    with office.database.read() as tx:
        assert [one.number for one in known_of(tx, ticket).contracts] == ["15"]
    told = office.group_told()
    assert "Иван: подтверждено (№1)." in told
    assert any("Узнали со слов сотрудника" in one and "/unjoin 1" in one for one in told)
    assert "добавился способ связи" in office.told(900)[-1], "the others of the contract learn it"


def test_the_second_press_is_told_that_it_is_decided(office: InvitingOffice) -> None:
    _presses(office, "Подтвердить: договор №15")
    office.group_told()
    _presses(office, "Отклонить", "Пётр")
    assert office.group_told() == ["Это уже решено."]
    office.works()
    assert len(office.tickets_of()) == 1


def test_a_word_goes_with_a_rejection_and_other_ways_are_left(office: InvitingOffice) -> None:
    office.told()
    office.types("/reject 1 Такого договора нет, приезжайте с паспортом", when=None)
    office.works()
    why, again = office.told()
    assert why == "Сотрудники не смогли подтвердить, кто вы: Такого договора нет, приезжайте с паспортом"
    assert "нужно знать, кто вы" in again
    assert office.tickets_of() == []


def test_an_agent_names_another_contract(office: InvitingOffice) -> None:
    office.types("/approve 1 16")
    assert "Такого договора нет." in office.group_told()
    office.types("/approve 1 15")
    office.works()
    assert len(office.tickets_of()) == 1


def test_without_the_contract_that_is_demanded_the_request_waits_on(office: InvitingOffice) -> None:
    office.told()
    _presses(office, "Подтвердить без договора")
    office.works()
    assert "нужно знать, кто вы" in office.told()[-1]
    assert office.tickets_of() == []


def test_nobody_outside_the_group_decides(office: InvitingOffice) -> None:
    office.group_told()
    key, group = _key(office, "Подтвердить: договор №15"), {"id": -5005, "type": "supergroup", "title": "Чужая"}
    post = {"message_id": 1, "date": int(NOON.timestamp()), "chat": group, "text": "…"}
    who = {"id": 5555, "is_bot": False, "first_name": "Чужой"}
    press = {"id": "1", "from": who, "message": post, "chat_instance": "1", "data": key}
    office.comes({"callback_query": press}, at())
    assert office.group_told() == []
    office.works()
    assert office.tickets_of() == []


def test_who_asks_again_replaces_what_they_asked_before(office: InvitingOffice) -> None:
    office.touches("Назад")
    office.touches("Пусть подтвердит")
    office.writes("Анна, 15")
    office.types("/approve 1 15")
    assert "Это уже решено." in office.group_told()
    office.types("/approve 2 15")
    office.works()
    assert len(office.tickets_of()) == 1


def test_what_is_no_number_of_a_request_is_said(office: InvitingOffice) -> None:
    office.group_told()
    office.types("/approve")
    office.types("/reject 99")
    assert all(one.startswith("Такого номера нет") for one in office.group_told())
    assert office.told(BORIS) == []
