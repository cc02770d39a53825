"""The log of what changed about a person's addresses, and what undoes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update

from models.queries.persons import AtAddress
from models.queries.tickets import Asker
from models.rules.delivery.address_changes import Change, may_undo
from models.tables.persons import person
from models.tables.reach import address_event


@dataclass(frozen=True)
class Event:
    """before: what undoes it, by its kind."""

    id: int
    address_id: int
    kind: Change
    at: datetime
    before: Mapping[str, Any]


def log_change(
    tx: Connection,
    now: datetime,
    who: Asker,
    address_id: int | None,
    kind: Change,
    *,
    by: int | None = None,
    before: Mapping[str, Any] | None = None,
) -> int:
    """by: id of the address from which it was asked for. Returns the id of the event."""
    values = {
        "organisation_id": who.organisation_id,
        "person_id": who.person_id,
        "address_id": address_id,
        "kind": kind,
        "at": now,
        "by_address_id": by,
        "before": dict(before) if before is not None else None,
    }
    return int(tx.execute(insert(address_event).values(values).returning(address_event.c.id)).scalar_one())


def undoable(tx: Connection, now: datetime, who: Asker, event_id: int) -> Event | None:
    """Held; None: not theirs, too old, undone already, or nothing that can be undone."""
    this = (
        address_event.c.id == event_id,
        address_event.c.organisation_id == who.organisation_id,
        address_event.c.person_id == who.person_id,
        address_event.c.undone_at.is_(None),
    )
    row = tx.execute(select(address_event).where(*this).with_for_update()).one_or_none()
    if row is None or row.address_id is None or not may_undo(Change(row.kind), row.at, now):
        return None
    return Event(row.id, row.address_id, Change(row.kind), row.at, row.before or {})


def removed_from_elsewhere(tx: Connection, now: datetime, who: AtAddress, event_id: int) -> tuple[int, Event] | None:
    """Whose the address was from which they write, and what took it away; by an id that came from outside.

    None: it was not taken away so, too long ago, put back, or whose it was is erased.
    """
    removed = (
        address_event.c.id == event_id,
        address_event.c.organisation_id == who.organisation_id,
        address_event.c.address_id == who.address_id,
        address_event.c.by_address_id != who.address_id,
        address_event.c.person_id != who.person_id,
        address_event.c.kind == Change.REMOVED,
        address_event.c.undone_at.is_(None),
    )
    known = and_(person.c.id == address_event.c.person_id, person.c.organisation_id == who.organisation_id)
    there = select(address_event).join(person, known).where(*removed, person.c.erased_at.is_(None))
    row = tx.execute(there).one_or_none()
    if row is None or not may_undo(Change.REMOVED, row.at, now):
        return None
    return row.person_id, Event(row.id, row.address_id, Change.REMOVED, row.at, row.before or {})


def mark_undone(tx: Connection, now: datetime, who: Asker, event: Event) -> None:
    this = (address_event.c.id == event.id, address_event.c.organisation_id == who.organisation_id)
    tx.execute(update(address_event).where(*this).values(undone_at=now))
