"""The rehearsal clock: how far it runs ahead, and what somebody who moves it wants to see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from models.queries.regulation import EditionView
from models.rules.hours.working_time import WorkingTime
from models.rules.regulation.organisations import OrganisationId
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

    to: topic, group or head; None for a step that tells the requester. organisation: what it is called, where there
    are several: each counts its tickets from 1. Aware UTC, perhaps past.
    """

    at: datetime
    ticket: int
    clock: str
    step: str
    to: str | None
    organisation: dict[str, str] | None = None


@dataclass(frozen=True)
class ClockFace:
    """timezone: of the first organisation. Without an edition in force there are no desks, and the zone is UTC."""

    timezone: str
    desks: tuple[DeskHours, ...]
    next_deadline: NextDeadline | None


def ahead_seconds(tx: Connection) -> int:
    return tx.execute(select(rehearsal_clock.c.ahead_seconds)).scalar_one_or_none() or 0


def clock_face(tx: Connection, editions: Sequence[EditionView], now: datetime) -> ClockFace:
    """Of the organisations with these editions in force. now: the organisations' time, which is one for all."""
    if not editions:
        return ClockFace("UTC", (), _next_deadline(tx, {}))
    several = len(editions) > 1
    names = {one.organisation_id: dict(one.regulation.organisation.name.texts) for one in editions if several}
    desks = tuple(desk for one in editions for desk in _desks(one, names.get(one.organisation_id), now))
    return ClockFace(editions[0].regulation.organisation.timezone, desks, _next_deadline(tx, names))


def _desks(edition: EditionView, of: dict[str, str] | None, now: datetime) -> list[DeskHours]:
    """of: what the organisation is called, where there are several."""
    rules = edition.regulation
    return [_hours(desk, of, rules.working_time(desk.id), now) for desk in rules.desks]


def _hours(desk: Desk, of: dict[str, str] | None, hours: WorkingTime, now: datetime) -> DeskHours:
    is_open = hours.is_open(now)
    opens_at = None if is_open else hours.next_opening(now)
    title = dict(desk.title.texts)
    if of is not None:
        title = {code: f"{text} · {of.get(code) or next(iter(of.values()))}" for code, text in title.items()}
    return DeskHours(desk.id, title, is_open, opens_at, hours.current_closing(now))


def _next_deadline(tx: Connection, names: Mapping[OrganisationId, dict[str, str]]) -> NextDeadline | None:
    row = tx.execute(_NEXT).one_or_none()
    if row is None:
        return None
    steps: list[Any] = row.steps
    step = steps[row.next_step] if row.next_step < len(steps) else {}
    what = (row.due_at, row.number, row.clock, str(step.get("name", "")), step.get("to"))
    return NextDeadline(*what, names.get(row.organisation_id))
