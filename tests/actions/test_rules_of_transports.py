"""For whom a transport may be used: answers, chosen ways, news and the card obey."""

import pytest
from sqlalchemy import insert, select, update

from models.db import Database
from models.rules.contracts.standing import LEGAL
from models.rules.delivery.outgoing import RowKind
from models.tables.contracts import contract
from models.tables.tickets import ticket
from tests.actions.chain_office import NOON, PHONE, ChainOffice, at
from tests.journeys.regulations import RUSSIAN

READ_AT = 'read_at = { ru = "кабинет example.org", en = "example.org" }\n'
BARRED = ["nobody", "legal_entities"]


def office_where(database: Database, transport: str, used_for: str) -> ChainOffice:
    rule = f'[transports.{transport}]\nused_for = "{used_for}"\n'
    return ChainOffice(database, f"{RUSSIAN}\n{rule}{READ_AT if used_for == 'only_notice' else ''}")


def asks_by_phone(office: ChainOffice) -> int:
    office.gets("Не работает интернет", PHONE)
    office.texts()
    (found,) = office.tickets_of(PHONE)
    office.delivers()
    office.reads()
    return found.id


def is_of_a_firm(office: ChainOffice, ticket_id: int) -> None:
    row = {"number": "1", "normal_number": "1", "client_kind": LEGAL, "state": "active"}
    with office.database.write() as tx:
        values = {**row, "organisation_id": office.organisation_id, "created_at": NOON, "changed_at": NOON}
        tx.execute(insert(contract).values(values))
        number = tx.execute(select(contract.c.id)).scalar_one()
        tx.execute(update(ticket).where(ticket.c.id == ticket_id).values(contract_id=number))


@pytest.mark.parametrize("used_for", BARRED)
def test_a_chain_passes_over_a_barred_transport(database: Database, used_for: str) -> None:
    office = office_where(database, "sms", used_for)
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.types("Едем", ticket_id)
    office.blocks_the_bot(anna)
    assert office.by_sms() == []
    assert "Других способов связаться с абонентом нет" in office.topic(ticket_id)


def test_a_chain_that_comes_to_a_transport_for_notices_sends_one(database: Database) -> None:
    office = office_where(database, "sms", "only_notice")
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.types("Пароль 12345", ticket_id)
    office.blocks_the_bot(anna)
    said = "".join(office.by_sms())
    assert "кабинет example.org" in said
    assert "12345" not in said


@pytest.mark.parametrize("used_for", BARRED)
def test_an_agent_can_not_choose_a_barred_transport(database: Database, used_for: str) -> None:
    office = office_where(database, "sms", used_for)
    ticket_id = office.shows(office.meets_with_phone())
    office.reads()
    office.types("/by SMS Едем", ticket_id)
    assert office.by_sms() == []
    assert "регламент не разрешает" in office.topic(ticket_id)


def test_an_agent_who_chooses_a_transport_for_notices_sends_one(database: Database) -> None:
    office = office_where(database, "sms", "only_notice")
    ticket_id = office.shows(office.meets_with_phone())
    office.types("/by SMS Пароль 12345", ticket_id)
    said = "".join(office.by_sms())
    assert "кабинет example.org" in said
    assert "12345" not in said


@pytest.mark.parametrize("used_for", BARRED)
def test_news_do_not_go_by_a_barred_sms(database: Database, used_for: str) -> None:
    office = office_where(database, "sms", used_for)
    ticket_id = asks_by_phone(office)
    office.types("/close", ticket_id, when=at("3h"))
    assert office.by_sms(at("3h")) == []


def test_news_by_a_transport_for_notices_are_one(database: Database) -> None:
    office = office_where(database, "sms", "only_notice")
    ticket_id = asks_by_phone(office)
    office.types("/close", ticket_id, when=at("3h"))
    said = "".join(office.by_sms(at("3h")))
    assert "кабинет example.org" in said
    assert "решён" not in said


def test_legal_entities_are_written_to_where_only_they_may_be(database: Database) -> None:
    office = office_where(database, "sms", "legal_entities")
    ticket_id = asks_by_phone(office)
    is_of_a_firm(office, ticket_id)
    office.types("Едем", ticket_id, when=at("3h"))
    assert office.by_sms(at("3h")) == ["Едем"]


@pytest.mark.parametrize(
    ("used_for", "words"),
    [
        ("nobody", "по регламенту сюда не пишем"),
        ("legal_entities", "по регламенту — только юрлицам"),
        ("only_notice", "по регламенту — только уведомление"),
    ],
)
def test_the_card_says_so(database: Database, used_for: str, words: str) -> None:
    office = office_where(database, "sms", used_for)
    office.types("/take", office.shows(office.meets_with_phone()))
    card = [row.payload["text"] for row in office.rows(RowKind.EDIT_CARD)][-1]
    assert f"Если не дойдёт: SMS +7 916 123-45-67 (из договора, не подтверждён; {words})" in card
    asks_by_phone_of_another(office)
    card = [row.payload["text"] for row in office.rows(RowKind.CARD)][-1]
    assert f"Связь: SMS, {words}" in card


def asks_by_phone_of_another(office: ChainOffice) -> None:
    office.gets("Не работает интернет", "+79167654321")
    office.delivers()
