"""Requests that go from one person to another together with an address, and back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from models.queries.identities import WentAlong
from models.queries.persons import AtAddress
from models.queries.tickets import Asker
from models.tables.deliveries import delivery
from models.tables.persons import address
from models.tables.tickets import ticket

#: By which address it came; before that was kept, where it was answered.
_CAME_BY = func.coalesce(ticket.c.came_by_address_id, ticket.c.address_id)


def asked_from(tx: Connection, there: AtAddress, *, alone: bool) -> list[WentAlong]:
    """What they asked from that address; alone: it is their only one, and all is theirs who has it."""
    which = _of(there) if alone else (*_of(there), there.address_id == _CAME_BY)
    asked = select(ticket.c.id, ticket.c.unidentified, ticket.c.address_id).where(*which).order_by(ticket.c.id)
    return [WentAlong(row.id, row.unidentified, answered_at=row.address_id) for row in tx.execute(asked)]


def came_since(tx: Connection, there: AtAddress, since: datetime, without: Collection[int]) -> Sequence[int]:
    """What this person asked from that address; the ids."""
    from_there = (*_of(there), ticket.c.came_by_address_id == there.address_id, ticket.c.created_at >= since)
    new = select(ticket.c.id).where(*from_there, ticket.c.id.not_in(without)).order_by(ticket.c.id)
    return tx.execute(new).scalars().all()


def give(tx: Connection, whose: Asker, ticket_ids: Collection[int], person_id: int, **more: Any) -> None:
    """Those of them that are that person's still, with what is on its way about them. more: what else is so of them
    from now on.
    """
    if not ticket_ids:
        return
    for_them = (delivery.c.person_id == whose.person_id, delivery.c.organisation_id == whose.organisation_id)
    theirs = select(ticket.c.id).where(*_of(whose), ticket.c.id.in_(ticket_ids))
    moved = update(delivery).where(*for_them, delivery.c.ticket_id.in_(theirs))
    tx.execute(moved.values(person_id=person_id))
    tx.execute(update(ticket).where(*_of(whose), ticket.c.id.in_(ticket_ids)).values(person_id=person_id, **more))


def part(tx: Connection, there: AtAddress, goes: Collection[int]) -> None:
    """What goes with the address is answered there, and what stays with this person is not."""
    goes_along = ticket.c.id.in_(goes)
    tx.execute(update(ticket).where(*_of(there), goes_along).values(address_id=there.address_id))
    stays = (ticket.c.address_id == there.address_id, ~goes_along)
    tx.execute(update(ticket).where(*_of(there), *stays).values(address_id=_CAME_BY))


def answer_as_before(tx: Connection, whose: Asker, came_back: Sequence[WentAlong]) -> None:
    """Where that address is their person's still."""
    for one in came_back:
        if one.answered_at is not None:
            theirs = (address.c.person_id == whose.person_id, address.c.organisation_id == whose.organisation_id)
            there = select(address.c.id).where(*theirs, address.c.id == one.answered_at).exists()
            tx.execute(
                update(ticket).where(*_of(whose), ticket.c.id == one.id, there).values(address_id=one.answered_at)
            )


def _of(whose: Asker) -> tuple[Any, ...]:
    return ticket.c.person_id == whose.person_id, ticket.c.organisation_id == whose.organisation_id
