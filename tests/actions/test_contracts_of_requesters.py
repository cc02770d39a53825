"""Whoever speaks for contracts asks by SMS, where nothing is asked before a ticket opens."""

from datetime import date

import pytest

from models.actions.reach import imported_contracts
from models.db import Database
from models.rules.contracts.sheet_lines import SheetLine
from models.rules.delivery.outgoing import RowKind
from tests.actions.inviting_office import DEMANDING
from tests.actions.office import at
from tests.actions.sms_office import GALYA, SmsOffice


@pytest.fixture
def office(database: Database) -> SmsOffice:
    return SmsOffice(database)


def imports(office: SmsOffice, *numbers: str) -> None:
    """Galya, with her phone."""
    facts = {"paid_until": date(2026, 12, 31)}
    groups = [
        [SheetLine(line, one, one, facts, name="Галина", phones=(GALYA,))] for line, one in enumerate(numbers, 2)
    ]
    with office.database.write() as tx:
        imported_contracts.import_groups(tx, at(), office.edition, groups, tells_of_persons=True)


def said(office: SmsOffice, span: str = "0s") -> str:
    """All that was texted since the last time, until then."""
    return "".join(departure.text for departure in office.texts(at(span)))


def card(office: SmsOffice) -> str:
    rows = office.rows(RowKind.CARD, RowKind.EDIT_CARD)
    return str(max(rows, key=lambda row: int(row.id)).payload["text"])


def test_an_sms_from_an_imported_phone_opens_a_ticket_under_its_contract(office: SmsOffice) -> None:
    imports(office, "1001")
    office.gets("Не работает интернет")
    view = office.ticket_of()
    assert (view.contract_number, view.unidentified, view.requester_name) == ("1001", False, "Галина")
    assert "Договор: №1001, оплачен до 31.12.2026" in card(office)
    assert "По какому договору" not in said(office)


def test_of_several_contracts_one_is_chosen_by_its_number_in_the_list(office: SmsOffice) -> None:
    imports(office, "1001", "1002")
    office.gets("Не работает интернет")
    assert office.ticket_of().contract_id is None
    told = said(office)
    assert "По какому договору?\nОтветьте цифрой:" in told
    assert told.endswith("1 - Договор 1001\n2 - Договор 1002")
    office.gets("2", when=at("1m"))
    view = office.ticket_of()
    assert view.contract_number == "1002"
    assert "Заявка №1: договор 1002." in said(office, "1m")
    assert "Абонент указал договор: №1002." in office.words()
    assert "Договор: №1002" in card(office)
    office.gets("1", when=at("2m"))
    assert office.ticket_of().contract_number == "1002"


def test_who_is_imported_again_while_they_write_loses_nothing(office: SmsOffice) -> None:
    imports(office, "1001")
    office.gets("Не работает интернет")
    imports(office, "1001", "1002")
    office.gets("И телефон тоже", when=at("1m"))
    view = office.ticket_of()
    assert (view.contract_number, view.requester_name) == ("1001", "Галина")
    assert any("И телефон тоже" in words for words in office.words())


@pytest.mark.parametrize("rings", [False, True])
def test_an_unknown_phone_opens_a_ticket_though_the_regulation_demands_a_contract(
    database: Database, rings: bool
) -> None:
    office = SmsOffice(database, DEMANDING)
    if rings:
        office.is_rung()
    else:
        office.gets("Не работает интернет")
    assert office.ticket_of().unidentified
    assert "не опознан" in card(office)
    assert "№1" in said(office) or rings, "whoever texts is told its number, whoever rings hears nothing"
