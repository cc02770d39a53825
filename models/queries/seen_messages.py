"""What was said in a ticket, as far as somebody outside the staff may read it, and what they said to others there."""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, bindparam, select

from models.queries.messages import MessageView, messages_of
from models.queries.sights import SPEAKS_FOR, ticket_seen_by_id
from models.queries.tickets import Asker
from models.rules.contracts.sight import Author, Heard, sees_message
from models.tables.among import among
from models.tables.contracts import contact_person
from models.tables.messages import message
from models.tables.tickets import ticket, ticket_participant

_TAKEN_PART_IN = select(ticket_participant.c.ticket_id).where(
    ticket_participant.c.organisation_id == bindparam("organisation_id"),
    among(ticket_participant.c.person_id, "persons"),
)
_UNDER_CONTRACTS = (
    select(ticket.c.id)
    .join(contact_person, SPEAKS_FOR)
    .where(ticket.c.organisation_id == bindparam("organisation_id"), among(contact_person.c.person_id, "persons"))
)
_SAID_THERE = (
    select(message.c.id)
    .join(
        ticket_participant,
        and_(
            ticket_participant.c.ticket_id == message.c.ticket_id,
            ticket_participant.c.person_id == message.c.person_id,
            ticket_participant.c.organisation_id == message.c.organisation_id,
        ),
    )
    .where(
        message.c.organisation_id == bindparam("organisation_id"),
        message.c.author == Author.PARTICIPANT,
        among(ticket_participant.c.person_id, "persons"),
    )
    .distinct()
    .order_by(message.c.id)
)


def messages_seen(tx: Connection, who: Asker, ticket_id: int) -> list[MessageView]:
    """Those of the ticket that they may read now, oldest first; of their own tickets too, as what others say there is
    not theirs to read without the right.
    """
    seen = ticket_seen_by_id(tx, who, ticket_id)
    if seen is None:
        return []
    return [
        one
        for one in messages_of(tx, who.organisation_id, ticket_id)
        if sees_message(seen.sight, who.person_id, Heard(one.author, one.person_id, one.audience))
    ]


def tickets_near(tx: Connection, organisation_id: int, persons: Sequence[int]) -> list[int]:
    """Of others, in which these persons took part or are told of, as they speak for the contract."""
    which = {"organisation_id": organisation_id, "persons": list(persons)}
    return sorted({*tx.execute(_TAKEN_PART_IN, which).scalars(), *tx.execute(_UNDER_CONTRACTS, which).scalars()})


def said_to_others(tx: Connection, organisation_id: int, persons: Sequence[int]) -> list[int]:
    """What these persons said in tickets of others, whether they see them still or not; the ids of the messages."""
    which = {"organisation_id": organisation_id, "persons": list(persons)}
    return list(tx.execute(_SAID_THERE, which).scalars())
