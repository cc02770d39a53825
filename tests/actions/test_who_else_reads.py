"""A person is told who else can read what they asked: when it is filed, whenever that changes, and when they look."""

import pytest

from models.actions.reach import contracts, imported_contracts
from models.actions.tickets import contact_persons
from models.db import Database
from models.queries.sights import readers_of
from models.rules.contracts.sheet_lines import SheetLine
from models.rules.contracts.speakers import Rights
from models.rules.contracts.standing import ALL, OWN
from tests.actions.office import NOON, at
from tests.actions.seeing_office import ANNA, BORIS, VERA, SeeingOffice

_PHONE = "+79161234567"


@pytest.fixture
def office(database: Database) -> SeeingOffice:
    return SeeingOffice(database)


def imports(office: SeeingOffice, *lines: SheetLine) -> None:
    with office.database.write() as tx:
        imported_contracts.import_groups(tx, at(), office.edition, [list(lines)], tells_of_persons=False)


def test_at_filing_they_are_named_in_one_line(office: SeeingOffice) -> None:
    (told,) = office.says(ANNA, "Не печатает принтер")
    assert "\nКроме вас и сотрудников, эту заявку видят: Борис Петров.\n" in told


def test_where_nobody_else_can_nothing_is_said(office: SeeingOffice) -> None:
    (told,) = office.says(BORIS, "Нужен монитор")
    assert "видят" not in told
    office.may_see(office.boris, OWN)
    (told,) = office.says(ANNA, "Не печатает принтер")
    assert "видят" not in told


def test_by_sms_in_few_words(office: SeeingOffice) -> None:
    imports(office, SheetLine(2, "15", "15", {}, name="Галина", phones=(_PHONE,)))
    office.sms("Не работает интернет", _PHONE)
    assert office.phone_told(_PHONE)[-1].endswith(" Её видят также: Борис Петров.")


def test_who_gets_the_right_is_told_to_those_with_open_tickets_once(office: SeeingOffice) -> None:
    office.may_see(office.boris, OWN)
    for who in (office.anna, office.anna, office.vera):
        office.asks(who)
    imports(office, SheetLine(2, "15", "15", {}, name="Борис Петров", sees=ALL))
    told = "Заявки договора №15, в том числе ваши ({}), теперь видят: Борис Петров."
    assert office.told(ANNA) == [told.format("№1, 2")]
    assert office.told(VERA) == [told.format("№3")]
    assert office.told(BORIS) == []
    imports(office, SheetLine(2, "15", "15", {}, name="Борис Петров", sees=ALL))
    assert office.told(ANNA) == []


def test_an_import_that_gives_nobody_a_right_asks_nothing(office: SeeingOffice) -> None:
    office.asks(office.anna)
    imports(office, SheetLine(2, "15", "15", {}, name="Галина", phones=(_PHONE,)))
    assert office.told(ANNA) == []


def test_a_ticket_that_comes_under_a_contract_says_who_reads_it_there(office: SeeingOffice) -> None:
    office.opens(office.anna)
    office.delivers()
    office.told(ANNA)
    office.types("/contract 15", office.ticket_of(ANNA).id)
    assert office.told(ANNA)[-1] == "Кроме вас и сотрудников, заявку №1 теперь видят: Борис Петров."


def test_staff_read_it_with_who(office: SeeingOffice) -> None:
    ticket_id = office.asks(office.anna)
    office.types("/who", ticket_id)
    assert "Эту заявку видят ещё: Борис Петров (все заявки договора)" in office.words()[-1]


def test_the_requester_is_none_of_the_readers(office: SeeingOffice) -> None:
    office.may_see(office.vera, ALL)
    view = office.view(office.asks(office.boris))
    with office.database.read() as tx:
        assert [one.name for one in readers_of(tx, view)] == ["Вера"]


def test_who_gets_the_right_from_a_contact_person_is_told_to_the_others(office: SeeingOffice) -> None:
    office.may_see(office.boris, OWN)
    with office.database.write() as tx:
        contracts.may_speak(tx, NOON, office.contract.id, office.vera, may_change_contacts=True)
    for who in (office.anna, office.vera):
        office.asks(who)
    with office.database.write() as tx:
        rights = Rights(ALL)
        contact_persons.change(tx, at(), office.vera, office.contract.id, office.boris.person_id, rights)
    assert office.told(ANNA) == ["Заявки договора №15, в том числе ваши (№1), теперь видят: Борис Петров."]
    assert office.told(VERA) == [], "she has done it herself"
