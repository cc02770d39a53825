"""Requests that go from one person to another together with an address, and back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from models.queries.persons import AtAddress
from models.queries.tickets import Asker
from models.tables.tickets import ticket


def give(tx: Connection, whose: Asker, ticket_ids: Sequence[int], person_id: int, **more: Any) -> None:
    """Those of them that are that person's still. more: what else is so of them from now on."""
    if ticket_ids:
        these = (*_of(whose), ticket.c.id.in_(ticket_ids))
        tx.execute(update(ticket).where(*these).values(person_id=person_id, **more))


def came_since(tx: Connection, there: AtAddress, since: datetime, without: Sequence[int]) -> Sequence[int]:
    """What this person asked from that address; the ids."""
    from_there = (
        *_of(there),
        ticket.c.came_by_address_id == there.address_id,
        ticket.c.created_at >= since,
        ticket.c.id.not_in(without),
    )
    return tx.execute(select(ticket.c.id).where(*from_there).order_by(ticket.c.id)).scalars().all()


def answer_there_no_more(tx: Connection, there: AtAddress, back: Sequence[int]) -> None:
    """What goes back with the address is answered there, and what stays with this person is not."""
    went_along = ticket.c.id.in_(back)
    tx.execute(update(ticket).where(*_of(there), went_along).values(address_id=there.address_id))
    stays = (ticket.c.address_id == there.address_id, ~went_along)
    elsewhere = func.coalesce(ticket.c.came_by_address_id, ticket.c.address_id)
    tx.execute(update(ticket).where(*_of(there), *stays).values(address_id=elsewhere))


def _of(whose: Asker) -> tuple[Any, ...]:
    return ticket.c.person_id == whose.person_id, ticket.c.organisation_id == whose.organisation_id
