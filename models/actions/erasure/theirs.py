"""What belongs to a person, by the ids of its rows: read once, before anything of it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, select

from models.queries.former_selves import with_former_selves
from models.queries.seen_messages import said_to_others, tickets_near
from models.queries.tickets import Asker
from models.rules.regulation.organisations import OrganisationId
from models.tables.among import among
from models.tables.contracts import contact_person
from models.tables.deliveries import delivery
from models.tables.messages import attachment, message
from models.tables.persons import address, person
from models.tables.tickets import ticket

_SHORTEST_NAME: Final = 3


@dataclass(frozen=True)
class Place:
    """An address as the world has it."""

    transport: str
    account: str
    address: str


@dataclass(frozen=True)
class Theirs:
    """Ids, by table. persons: also those whom they turned out to be. places: where they were reached.

    elsewhere: of the messages, those that stand in no ticket of theirs. names: by which staff and others were told of
    them. near: tickets of others where they were.
    """

    organisation_id: OrganisationId
    persons: Sequence[int]
    addresses: Sequence[int]
    places: Sequence[Place]
    tickets: Sequence[int]
    messages: Sequence[int]
    elsewhere: Sequence[int]
    attachments: Sequence[int]
    deliveries: Sequence[int]
    names: Sequence[str]
    near: Sequence[int]
    before: Sequence[int]
    beside: Sequence[int]


def theirs(tx: Connection, who: Asker) -> Theirs:
    """All of it, whether erased or not."""
    ours = who.organisation_id
    persons = with_former_selves(tx, who)

    def ids(query: Any, **bound: Sequence[int]) -> list[int]:
        return list(tx.execute(query, bound).scalars())

    def of(table: Any, *condition: ColumnElement[bool]) -> Any:
        return select(table.c.id).where(table.c.organisation_id == ours, *condition)

    rows = _addresses(tx, ours, persons)
    addresses = [row.id for row in rows]
    tickets = ids(of(ticket, among(ticket.c.person_id, "persons")), persons=persons)
    messages = ids(of(message, among(message.c.ticket_id, "tickets")), tickets=tickets)
    # what they wrote and nobody filed, and what they wrote in the tickets of others
    alone = (message.c.ticket_id.is_(None), message.c.person_id.is_(None))
    messages += ids(of(message, *alone, among(message.c.address_id, "here")), here=addresses)
    theirs = (among(message.c.person_id, "persons"), message.c.author == "requester")
    said = {*ids(of(message, *theirs), persons=persons), *said_to_others(tx, ours, persons)}
    elsewhere = sorted(said - set(messages))
    deliveries = ids(of(delivery, among(delivery.c.person_id, "persons")), persons=persons)
    deliveries += ids(of(delivery, among(delivery.c.ticket_id, "tickets")), tickets=tickets)
    messages += elsewhere
    before = _asked_before(tx, ours, addresses, tickets)
    return Theirs(
        ours,
        persons,
        addresses,
        [Place(row.transport, row.account, row.address) for row in rows],
        tickets,
        messages,
        elsewhere,
        ids(select(attachment.c.id).where(among(attachment.c.message_id, "messages")), messages=messages),
        sorted(set(deliveries)),
        _names(tx, ours, persons),
        sorted({*tickets_near(tx, ours, persons), *before} - set(tickets)),
        before,
        _beside(tx, ours, persons),
    )


def _addresses(tx: Connection, ours: OrganisationId, persons: Sequence[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    here = select(address.c.id, address.c.transport, address.c.account, address.c.address)
    theirs = (address.c.organisation_id == ours, among(address.c.person_id, "persons"))
    return tx.execute(here.where(*theirs), {"persons": persons}).all()


def _asked_before(
    tx: Connection, ours: OrganisationId, addresses: Sequence[int], tickets: Sequence[int]
) -> list[int]:
    asked = (message.c.organisation_id == ours, message.c.ticket_id.is_not(None), message.c.author == "requester")
    there = select(message.c.ticket_id).where(*asked, among(message.c.address_id, "here")).distinct()
    return sorted(set(tx.execute(there, {"here": addresses}).scalars()) - set(tickets))


def _beside(tx: Connection, ours: OrganisationId, persons: Sequence[int]) -> list[int]:
    speak = select(contact_person.c.contract_id).where(
        contact_person.c.organisation_id == ours, among(contact_person.c.person_id, "persons")
    )
    others = select(contact_person.c.person_id).where(
        contact_person.c.organisation_id == ours, contact_person.c.contract_id.in_(speak)
    )
    theirs = select(address.c.id).where(address.c.organisation_id == ours, address.c.person_id.in_(others))
    not_own = address.c.person_id.not_in(persons)
    return list(tx.execute(theirs.where(not_own).order_by(address.c.id), {"persons": persons}).scalars())


def _names(tx: Connection, ours: OrganisationId, persons: Sequence[int]) -> list[str]:
    """But for those that are part of too many words."""
    called = select(person.c.name).where(person.c.organisation_id == ours, among(person.c.id, "persons"))
    names = tx.execute(called, {"persons": persons}).scalars()
    return [name for name in names if name and len(name) >= _SHORTEST_NAME]
