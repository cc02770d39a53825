"""A ticket's log and its timers, kept in line: what happens is written down, and the clocks are folded from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, insert, select

from models.actions.clocks import timers
from models.actions.clocks.ticket_past import Past, log_of, past_of
from models.actions.queue import batched_writes, shared_batches
from models.clock import Instant
from models.queries.regulation import EditionView, edition_and_another_in_force, edition_in_force
from models.queries.tickets import TicketRef, TicketView
from models.rules.deadlines.plan import plan, steps_from_json, steps_to_json
from models.rules.deadlines.replanning import Planned, replan
from models.rules.deadlines.ticket_clock import ClockState, Event, Happened, Standing, TicketClocks, fold
from models.rules.hours.working_time import WorkingTime
from models.rules.regulation.clocks import SEVERITIES, SlaClock
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Policy, Regulation
from models.tables.organisations import desk
from models.tables.tickets import ticket
from models.tables.timers import timer


@dataclass(frozen=True)
class Basis:
    """What a ticket's clocks are computed with.

    regulation: the ticket's own edition. hours: of the calendar in force, because its corrections always apply.
    """

    regulation: Regulation
    desk_key: str
    policy: Policy
    hours: WorkingTime
    severity: str


@dataclass(frozen=True)
class AtHand:
    """What was read of a ticket before its clocks change: it is locked, and nothing of it was changed since."""

    basis: Basis
    past: Past


@dataclass(frozen=True)
class Opening:
    basis: Basis
    folded: TicketClocks

    def dues(self) -> dict[str, datetime | None]:
        """The columns of the ticket."""
        return {f"{clock}_due_at": _shown_due(self.folded.clocks.get(clock)) for clock in SlaClock}


#: A ticket as it is now: read alone, or with everything that is seen of it.
_Ticket = Row[Any] | TicketView

_NEW_TIMER = insert(timer)
_TICKET: Select[Any] = (
    select(
        ticket.c.id,
        ticket.c.organisation_id,
        ticket.c.edition_id,
        ticket.c.kind,
        ticket.c.severity,
        ticket.c.tier,
        ticket.c.waiting_since,
        *(ticket.c[f"{clock}_due_at"] for clock in SlaClock),
        desk.c.key.label("desk_key"),
    )
    .select_from(
        ticket.join(desk, and_(desk.c.id == ticket.c.desk_id, desk.c.organisation_id == ticket.c.organisation_id))
    )
    .where(ticket.c.id == bindparam("ticket_id"), ticket.c.organisation_id == bindparam("organisation_id"))
)
#: Whoever changes the clocks of a ticket has it alone, or two changes at once would each miss the other.
_HELD_TICKET = _TICKET.with_for_update(of=ticket)


def happened(
    tx: Connection,
    at: Instant,
    view: TicketView,
    event: Event,
    *,
    when: datetime | None = None,
    agent_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
    at_hand: AtHand | None = None,
    also: Mapping[str, Any] | None = None,
) -> TicketClocks:
    """Writes it down and brings the timers in line. when: if that is not now, as for what a provider dated.

    at_hand: what the view was read with. also: columns of the ticket that change with its clocks.
    """
    now, read = (view, at_hand) if at_hand is not None else _held(tx, at, view)
    new = Happened(when or at.now, event, dict(facts or {}))
    log = [*read.past.log, new]
    timers.log_event(tx, view.id, new.at, event, agent_id=agent_id, facts=dict(new.facts))
    return _recompute(tx, at, now, read, log, also)


def recompute(tx: Connection, at: Instant, which: TicketView | TicketRef) -> TicketClocks:
    """The timers and the due times of a ticket, anew from its log; what already fired never fires again.

    Raises NoWorkingTime, and KeyError when the ticket's edition promises nothing for it.
    """
    now, read = _held(tx, at, which)
    return _recompute(tx, at, now, read, read.past.log)


def _held(tx: Connection, at: Instant, which: TicketView | TicketRef) -> tuple[_Ticket, AtHand]:
    row = tx.execute(_HELD_TICKET, _named(which)).one()
    return row, AtHand(basis_of(tx, at.now, row), past_of(tx, row.id))


def _recompute(
    tx: Connection,
    at: Instant,
    now: _Ticket,
    read: AtHand,
    log: Sequence[Happened],
    also: Mapping[str, Any] | None = None,
) -> TicketClocks:
    folded = fold(log, read.basis.policy, read.basis.hours)
    moved = _keep_timers(tx, at, now, read, folded)
    changed = _keep_columns(tx, now, folded, also or {})
    # by when its clock began a ticket is seen as extended or not
    shared_batches.ticket_changes(tx, now.id, None if "since" in moved else changed, timers=bool(moved))
    return folded


def _named(which: TicketView | TicketRef) -> dict[str, int]:
    return {"organisation_id": which.organisation_id, "ticket_id": which.id}


def opening(
    tx: Connection,
    now: datetime,
    edition: EditionView,
    desk_key: str,
    kind: str,
    tier: str | None,
    severity: str,
    opened_at: datetime,
) -> Opening:
    """The clocks of a ticket that is about to be opened under that edition. Raises NoWorkingTime."""
    regulation = edition.regulation
    hours = hours_in_force(tx, now, edition.organisation_id, regulation, desk_key)
    policy = regulation.policy(desk_key, kind, tier, severity)
    basis = Basis(regulation, desk_key, policy, hours, severity)
    return Opening(basis, fold([Happened(opened_at, Event.OPENED)], policy, hours))


def begin(tx: Connection, ticket_id: int, edition_id: int, opened_at: datetime, kind: str, new: Opening) -> None:
    """The first line of the log, and the timers that follow from it."""
    timers.log_event(tx, ticket_id, opened_at, Event.OPENED, facts={"kind": kind})
    basis, rows = new.basis, []
    ladder = basis.regulation.ladder(basis.desk_key)
    urgent = ladder.is_urgent(basis.severity)
    for clock, state in new.folded.clocks.items():
        steps = plan(state, basis.policy.warn_at, ladder, basis.hours, urgent=urgent)
        planned = replan(None, state, steps, opened_at)
        rows.append({"ticket_id": ticket_id, "clock": clock, "attempts": 0, **_values(edition_id, basis, planned)})
    tx.execute(_NEW_TIMER, rows)


def clocks_of(tx: Connection, now: datetime, view: TicketView) -> tuple[TicketClocks, Basis]:
    """As `recompute` sees them; changes nothing."""
    basis = basis_of(tx, now, tx.execute(_TICKET, _named(view)).one())
    return fold(log_of(tx, view.id), basis.policy, basis.hours), basis


def basis_of(tx: Connection, now: datetime, row: Row[Any]) -> Basis:
    edition, newest = edition_and_another_in_force(tx, row.organisation_id, row.edition_id, now)
    return basis_by(row, edition.regulation, None if newest is None else newest.regulation)


def basis_by(row: _Ticket, regulation: Regulation, in_force: Regulation | None) -> Basis:
    """regulation: the ticket's own edition. in_force: that of its organisation; None: it is the same."""
    tier = row.tier if regulation.tier(row.tier) else None
    policy = regulation.policy(row.desk_key, row.kind, tier, row.severity)
    hours = _corrected_hours(regulation, row.desk_key, in_force)
    return Basis(regulation, row.desk_key, policy, hours, row.severity)


def hours_in_force(
    tx: Connection, now: datetime, organisation_id: OrganisationId, regulation: Regulation, desk_key: str
) -> WorkingTime:
    """By the calendar of the desk as the edition in force corrects it, if that still has one of this name."""
    newest = edition_in_force(tx, organisation_id, now)
    return _corrected_hours(regulation, desk_key, None if newest is None else newest.regulation)


def _corrected_hours(regulation: Regulation, desk_key: str, in_force: Regulation | None) -> WorkingTime:
    calendar_id = regulation.desk(desk_key).calendar
    if in_force is not None and calendar_id in in_force.calendars:
        return in_force.hours_of(calendar_id)
    return regulation.hours_of(calendar_id)


def _keep_timers(tx: Connection, at: Instant, row: _Ticket, read: AtHand, folded: TicketClocks) -> set[str]:
    """Which columns of timers changed."""
    basis, stored = read.basis, {one.clock: one for one in read.past.timers}
    ladder = basis.regulation.ladder(basis.desk_key)
    moved = set[str]()
    for clock, state in folded.clocks.items():
        steps = plan(state, basis.policy.warn_at, ladder, basis.hours, urgent=ladder.is_urgent(basis.severity))
        old = stored.pop(clock, None)
        new = replan(None if old is None else _planned(old, state), state, steps, at.now)
        moved |= _store(tx, row.id, clock, old, _values(row.edition_id, basis, new))
    for gone in stored.values():
        if gone.due_at is not None or gone.state == Standing.PAUSED:
            stopped = {"state": Standing.STOPPED, "due_at": None}
            batched_writes.change(tx, timer.c.id, gone.id, stopped, is_read=True)
            moved |= stopped.keys()
    return moved


def _planned(row: Row[Any], state: ClockState) -> Planned:
    """A timer of a database that knew no beginnings yet began as the log says."""
    since, steps = row.since or state.since, steps_from_json(row.steps)
    return Planned(since, row.state, steps, row.next_step, row.due_at, row.cycle, row.planned_at or since)


def _values(edition_id: int, basis: Basis, planned: Planned) -> dict[str, Any]:
    return {
        "edition_id": edition_id,
        "state": planned.state,
        "since": planned.since,
        "planned_at": planned.planned_at,
        "urgency": urgency_of(basis.severity),
        "steps": steps_to_json(planned.steps),
        "next_step": planned.next_step,
        "due_at": planned.next_at,
        "cycle": planned.cycle,
    }


def urgency_of(severity: str) -> int:
    """0 goes first."""
    return len(SEVERITIES) - 1 - SEVERITIES.index(severity)


def _store(
    tx: Connection, ticket_id: int, clock: SlaClock, old: Row[Any] | None, values: Mapping[str, Any]
) -> set[str]:
    """What of it changed; of a new one its state."""
    if old is None:
        new = {"ticket_id": ticket_id, "clock": clock, "attempts": 0, **values}
        batched_writes.write(tx, _NEW_TIMER, new, is_read=True)
        return {"state"}
    changed = {name: value for name, value in values.items() if getattr(old, name) != value}
    if changed:
        batched_writes.change(tx, timer.c.id, old.id, changed, is_read="since" in changed)
    return set(changed)


def _keep_columns(tx: Connection, row: _Ticket, folded: TicketClocks, also: Mapping[str, Any]) -> dict[str, Any]:
    """What changed."""
    values: dict[str, Any] = {f"{clock}_due_at": _shown_due(folded.clocks.get(clock)) for clock in SlaClock}
    values["waiting_since"] = folded.waiting_since
    changed = {name: value for name, value in values.items() if getattr(row, name) != value} | dict(also)
    if changed:
        batched_writes.change(tx, ticket.c.id, row.id, changed, row.organisation_id, is_read=True)
    return changed


def _shown_due(state: ClockState | None) -> datetime | None:
    """A promise is shown while it can be kept, and how it was kept for the two that are judged in the end."""
    if state is None or state.standing is Standing.PAUSED:
        return None
    if state.standing is Standing.RUNNING or state.clock in (SlaClock.FIRST_RESPONSE, SlaClock.RESOLUTION):
        return state.due_at
    return None
