"""What belongs to a person, by the ids of its rows: read once, before anything of it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, select

from models.queries.former_selves import with_former_selves
from models.queries.seen_messages import said_to_others, tickets_near
from models.queries.tickets import Asker
from models.rules.regulation.organisations import OrganisationId
from models.rules.sms.phone_numbers import shown_number
from models.tables.among import among
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

    def needles(self, places: Sequence[Place]) -> list[str]:
        """Words by which something that was told outside all tickets is known to be about them."""
        phones = [place.address for place in places if place.address.startswith("+")]
        return [*self.names, *phones, *(shown_number(phone) for phone in phones)]


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
    files = ids(select(attachment.c.id).where(among(attachment.c.message_id, "messages")), messages=messages)
    return Theirs(
        ours,
        persons,
        addresses,
        [Place(row.transport, row.account, row.address) for row in rows],
        tickets,
        messages,
        elsewhere,
        files,
        sorted(set(deliveries)),
        _names(tx, ours, persons),
        [one for one in tickets_near(tx, ours, persons) if one not in set(tickets)],
    )


def _addresses(tx: Connection, ours: OrganisationId, persons: Sequence[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    here = select(address.c.id, address.c.transport, address.c.account, address.c.address)
    theirs = (address.c.organisation_id == ours, among(address.c.person_id, "persons"))
    return tx.execute(here.where(*theirs), {"persons": persons}).all()


def _names(tx: Connection, ours: OrganisationId, persons: Sequence[int]) -> list[str]:
    """But for those that are part of too many words."""
    called = select(person.c.name).where(person.c.organisation_id == ours, among(person.c.id, "persons"))
    names = tx.execute(called, {"persons": persons}).scalars()
    return [name for name in names if name and len(name) >= _SHORTEST_NAME]
