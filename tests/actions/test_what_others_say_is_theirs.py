"""What somebody may read of a conversation, what they said in tickets of others, and that it goes with them."""

from pathlib import Path

import pytest

from models.actions.reach import contracts
from models.db import Database
from models.queries.contracts import contract_by_number
from models.queries.persons import Requester, requester_at
from models.queries.seen_messages import messages_seen, said_to_others
from models.rules.contracts.standing import ALL
from tests.actions.erasing_office import CHAT, ErasingOffice
from tests.actions.office import ACCOUNT, NOON, at
from tests.actions.seeing_office import BORIS, STRANGER, SeeingOffice


@pytest.fixture
def office(database: Database) -> SeeingOffice:
    return SeeingOffice(database)


def read_by(office: SeeingOffice, who: Requester, ticket_id: int) -> list[str]:
    with office.database.read() as tx:
        return [one.text for one in messages_seen(tx, who, ticket_id)]


def test_each_reads_what_is_theirs_to_read(office: SeeingOffice) -> None:
    ticket_id, _ = office.asks(office.anna), office.asks(office.stranger)
    office.types("/share №2", ticket_id)
    for chat, words in ((BORIS, "Картридж у меня"), (STRANGER, "Драйвер старый")):
        office.chooses(chat, ticket_id)
        office.says(chat, words)
    office.delivers(office.later())
    office.types("Обновите драйвер", ticket_id, reply_to=office.in_topic(ticket_id, "Драйвер"))
    office.types("// ждём поставку", ticket_id)
    all_of_it = ["Не печатает принтер", "Картридж у меня", "Драйвер старый", "Обновите драйвер"]
    assert read_by(office, office.boris, ticket_id) == all_of_it
    assert read_by(office, office.anna, ticket_id) == ["Не печатает принтер", "Обновите драйвер"]
    assert read_by(office, office.stranger, ticket_id) == ["Драйвер старый", "Обновите драйвер"]
    assert read_by(office, office.vera, ticket_id) == []
    office.may_see(office.anna, ALL)
    office.speaks_no_more(office.boris)
    assert read_by(office, office.anna, ticket_id) == all_of_it
    assert read_by(office, office.boris, ticket_id) == []
    with office.database.read() as tx:
        assert len(said_to_others(tx, office.organisation_id, [office.boris.person_id])) == 1


def test_nothing_of_who_is_erased_is_left_in_tickets_of_others(database: Database, tmp_path: Path) -> None:
    office = ErasingOffice(database, tmp_path / "var")
    office.contract()
    office.writes("/start", CHAT)
    anna = office.meets("Анна", 900)
    with database.write() as tx:
        found = requester_at(tx, office.organisation_id, "telegram", ACCOUNT, str(CHAT))
        assert found is not None
        theirs = found.who
        of = contract_by_number(tx, office.organisation_id, "1001")
        assert of is not None
        for who in (anna, theirs):
            contracts.may_speak(tx, NOON, of.id, who, sees=ALL)
    office.writes("Не печатает принтер", 900, at("1m"))
    office.touches("Вопрос", 900, at("1m"))
    office.touches("Отправить", 900, at("1m"))
    ticket_id = office.ticket_of(900).id
    office.delivers(at("1m"))
    office.writes("/status 1", CHAT, at("2m"))
    office.touches("Написать в", CHAT, at("2m"))
    office.writes("мармелад у меня", CHAT, at("2m"))
    office.types("/who", ticket_id, when=at("3m"))
    office.writes("/status 1", 900, at("4m"))
    office.delivers(at("4m"))
    assert any("мармелад" in told for told in office.told(900)), "Анна sees all too"
    office.asks_to_be_erased(at("11m"))
    office.erases(at("25h"))
    assert office.found() == [], "\n".join(office.found())
    assert office.view(ticket_id).title == "Не печатает принтер"
