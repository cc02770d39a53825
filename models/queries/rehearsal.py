"""The rehearsal clock: how far it runs ahead, and what somebody who moves it wants to see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from models.queries.regulation import EditionView
from models.rules.hours.working_time import WorkingTime
from models.rules.regulation.parsing import Desk
from models.tables.tickets import ticket
from models.tables.timers import rehearsal_clock, timer

_NEXT = (
    select(ticket.c.organisation_id, timer.c.due_at, timer.c.clock, timer.c.steps, timer.c.next_step, ticket.c.number)
    .join(ticket, ticket.c.id == timer.c.ticket_id)
    .where(timer.c.due_at.is_not(None))
    .order_by(timer.c.due_at, timer.c.id)
    .limit(1)
)


@dataclass(frozen=True)
class DeskHours:
    """opens_at: of a closed desk; closes_at: of an open one. None: not within 366 days. Aware UTC."""

    id: str
    title: dict[str, str]
    open: bool
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True)
class NextDeadline:
    """ticket: its visible number. clock: first_response, resolution or closing. step: what is to happen.

    to: topic, group or head; None for a step that tells the requester. Aware UTC, perhaps past.
    """

    at: datetime
    ticket: int
    clock: str
    step: str
    to: str | None


@dataclass(frozen=True)
class ClockFace:
    """timezone: the organisation's. Without an edition in force there are no desks, and the zone is UTC."""

    timezone: str
    desks: tuple[DeskHours, ...]
    next_deadline: NextDeadline | None


def ahead_seconds(tx: Connection) -> int:
    return tx.execute(select(rehearsal_clock.c.ahead_seconds)).scalar_one_or_none() or 0


def clock_face(tx: Connection, edition: EditionView | None, now: datetime) -> ClockFace:
    """Of the organisation with that edition in force. now: the organisation's time."""
    if edition is None:
        return ClockFace("UTC", (), _next_deadline(tx))
    return ClockFace(edition.regulation.organisation.timezone, _desks(edition, now), _next_deadline(tx))


def _desks(edition: EditionView, now: datetime) -> tuple[DeskHours, ...]:
    rules = edition.regulation
    return tuple(_hours(desk, rules.working_time(desk.id), now) for desk in rules.desks)


def _hours(desk: Desk, hours: WorkingTime, now: datetime) -> DeskHours:
    is_open = hours.is_open(now)
    opens_at = None if is_open else hours.next_opening(now)
    return DeskHours(desk.id, dict(desk.title.texts), is_open, opens_at, hours.current_closing(now))


def _next_deadline(tx: Connection) -> NextDeadline | None:
    row = tx.execute(_NEXT).one_or_none()
    if row is None:
        return None
    steps: list[Any] = row.steps
    step = steps[row.next_step] if row.next_step < len(steps) else {}
    return NextDeadline(row.due_at, row.number, row.clock, str(step.get("name", "")), step.get("to"))
