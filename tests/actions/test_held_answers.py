"""A transport that is paid by the message."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import update

from models.actions.talk import answer_presses
from models.actions.talk.answer_presses import Fate
from models.db import Database
from models.queries.messages import last_message_of
from models.queries.persons import Requester
from models.queries.tickets import ticket_by_id
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.transports import TELEGRAM, TextLimit, Transports, Unit
from models.tables.persons import address
from tests.actions.office import Office, at

PIGEON = replace(
    TELEGRAM,
    name="pigeon",
    lane="pigeon",
    text=TextLimit(Unit.UTF16, most=300, caption=300),
    formatted=False,
    edits=False,
    paid=True,
)
LONG = "Проверьте питание и перезагрузите. " * 25


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    url = database.url.render_as_string(hide_password=False)
    with_pigeons = Database(url, transports=Transports((TELEGRAM, PIGEON)))
    yield Office(with_pigeons)
    with_pigeons.close()


@pytest.fixture
def anna(office: Office) -> Requester:
    return office.meets()


@pytest.fixture
def ticket_id(office: Office, anna: Requester) -> int:
    ticket_id = office.shows(anna)
    with office.database.write() as tx:
        tx.execute(update(address).where(address.c.id == anna.address_id).values(transport="pigeon"))
    return ticket_id


def flown(office: Office) -> list[str]:
    return [row.payload["text"] for row in office.rows(RowKind.POST) if row.transport == "pigeon"]


def presses_send(office: Office, ticket_id: int, when: str = "1m") -> Fate:
    with office.database.write() as tx:
        written = last_message_of(tx, office.organisation_id, ticket_id)
        assert written is not None
        return answer_presses.send(
            office.acting(tx, at(when), ticket_by_id(tx, office.organisation_id, ticket_id)),
            written.id,
            written.version,
        )


def test_a_short_answer_flies_at_once(office: Office, ticket_id: int) -> None:
    office.answers(ticket_id, "Едем")
    assert flown(office) == ["Едем"]


def test_a_long_one_shows_how_many_messages_are_paid_and_goes_on_a_yes(office: Office, ticket_id: int) -> None:
    office.answers(ticket_id, LONG)
    assert flown(office) == []
    assert any("Ответ займёт 4 сообщения, каждое платное" in text for text in office.words())
    assert presses_send(office, ticket_id) is Fate.SENT
    assert [len(text) <= 300 for text in flown(office)] == [True] * 4
    assert presses_send(office, ticket_id) is Fate.DECIDED
