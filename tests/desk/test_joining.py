"""An agent says whose phone it is: its tickets become theirs, and all of it can be undone."""

import re

import pytest

from models.db import Database
from tests.actions.sms_office import GALYA
from tests.desk.reception import Reception


@pytest.fixture
def office(database: Database) -> Reception:
    return Reception(database)


def _joins_anna(office: Reception) -> None:
    office.types("/join 16", office.ticket_id)
    office.presses_button("Да, под мою ответственность")


def test_it_is_asked_on_whose_word_before_anything_happens(office: Reception) -> None:
    office.types("/join 16", office.ticket_id)
    assert "Это Анна?" in office.news(office.ticket_id)[-1]
    assert office.view(office.ticket_id).unidentified


def test_what_came_from_the_phone_becomes_theirs(office: Reception) -> None:
    _joins_anna(office)
    view = office.view(office.ticket_id)
    assert (view.person_id, view.unidentified, view.address) == (office.anna.person_id, False, GALYA)
    assert any("Иван: это Анна, под ответственность сотрудника" in told for told in office.news(office.ticket_id))
    assert "Анна" in office.card()
    office.gets("И ещё вопрос", GALYA)
    assert [one.id for one in office.tickets_of(GALYA)] == [office.ticket_id]


def test_of_several_contact_persons_one_is_chosen(office: Reception) -> None:
    office.types("/join 15", office.ticket_id)
    assert "Кто это из договора №15?" in office.news(office.ticket_id)[-1]
    office.presses_button("Борис")
    assert "Это Борис?" in office.news(office.ticket_id)[-1]
    office.presses_button("Да, под мою ответственность")
    assert office.view(office.ticket_id).person_id == office.boris.person_id


def test_by_another_ticket_of_theirs_and_from_anywhere(office: Reception) -> None:
    other = office.view(office.opens(office.boris)).number
    office.types(f"/join №{other}", office.ticket_id)
    assert "Это Борис?" in office.news(office.ticket_id)[-1]
    number = office.view(office.ticket_id).number
    office.types(f"/join №{number} 16")
    office.presses_button("Да, под мою ответственность")
    assert office.view(office.ticket_id).person_id in (office.anna.person_id, office.boris.person_id)


def test_it_is_undone_with_what_came_meanwhile(office: Reception) -> None:
    before = office.view(office.ticket_id).person_id
    _joins_anna(office)
    office.types("/unjoin 1")
    view = office.view(office.ticket_id)
    assert (view.person_id, view.unidentified) == (before, True)
    undone, done = office.words()[-2:]
    assert undone.startswith("Отменено: Иван")
    assert done == "Готово."
    office.types("/unjoin 1")
    assert "Это уже отменено" in office.words()[-1]


def test_a_second_press_changes_nothing(office: Reception) -> None:
    _joins_anna(office)
    office.reads()
    office.presses_button("Да, под мою ответственность", "Пётр")
    assert not any("это Анна" in told for told in office.news(office.ticket_id))
    assert office.view(office.ticket_id).person_id == office.anna.person_id


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/join", "Кто это? /join 15"),
        ("/join 99", "Такого договора нет."),
        ("/join 17", "Кто это? /join 15"),
        ("/join №9999", "Какая заявка?"),
    ],
)
def test_whom_is_meant_has_to_be_clear(office: Reception, typed: str, said: str) -> None:
    office.types(typed, office.ticket_id)
    assert said in office.words()[-1]


@pytest.mark.parametrize("key", ["joinas.own.999999", "joinas.code.999999", "joinas.code.x", "joinas.own", "join.x"])
def test_a_forged_button_joins_nobody(office: Reception, key: str) -> None:
    office.forges(f"t:{office.ticket_id}:0:{key}")
    assert office.view(office.ticket_id).unidentified


def test_who_hides_the_number_cannot_be_joined(office: Reception) -> None:
    office.is_rung("")
    (hidden,) = office.tickets_of_hidden()
    office.delivers()
    office.types("/join 16", hidden.id)
    assert "Номер скрыт" in "\n".join(office.words())
    assert office.view(hidden.id).unidentified


def test_who_is_known_is_not_made_somebody_else(office: Reception) -> None:
    _joins_anna(office)
    office.types("/join 15", office.ticket_id)
    office.presses_button("Борис")
    office.presses_button("Да, под мою ответственность")
    assert office.view(office.ticket_id).person_id == office.anna.person_id


def test_the_next_request_from_there_is_of_somebody_known(office: Reception, database: Database) -> None:
    _joins_anna(office)
    office.types("/spam", office.ticket_id)
    office.gets("Новый вопрос", GALYA)
    assert [one.unidentified for one in office.tickets_of(GALYA)] == [False]


def _codes_sent(office: Reception) -> list[str]:
    texts = [str(row.payload["text"]) for row in office.rows() if row.address == GALYA and "text" in row.payload]
    return re.findall(r"(\d{6}) - код для проверки вашего номера", "".join(texts))


def test_a_code_that_the_phone_was_sent_proves_who_holds_it(office: Reception) -> None:
    office.types("/join 16", office.ticket_id)
    office.presses_button("Отправить код на этот телефон")
    assert "Код ушёл на этот телефон" in office.news(office.ticket_id)[-1]
    office.types("/join код 000000", office.ticket_id)
    assert "Код не подошёл" in office.words()[-1]
    office.types(f"/join код {_codes_sent(office)[-1]}", office.ticket_id)
    assert office.view(office.ticket_id).person_id == office.anna.person_id
    assert any("код подошёл" in told for told in office.news(office.ticket_id))


def test_one_code_a_minute_goes_there(office: Reception) -> None:
    for _ in range(2):
        office.types("/join 16", office.ticket_id)
        office.presses_button("Отправить код на этот телефон")
    assert len(_codes_sent(office)) == 1


def test_what_came_from_the_phone_comes_under_their_only_contract_and_is_under_none_when_it_was_a_mistake(
    office: Reception,
) -> None:
    office.types("/join 15", office.ticket_id)
    office.presses_button("Борис")
    office.presses_button("Да, под мою ответственность")
    assert office.view(office.ticket_id).contract_number == "15"
    assert "15" in office.card()
    office.types("/unjoin 1")
    assert office.view(office.ticket_id).contract_number is None


def test_of_several_contracts_none_is_chosen_for_them(office: Reception) -> None:
    _joins_anna(office)
    assert office.view(office.ticket_id).contract_number is None
