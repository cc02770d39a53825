"""What is due, enforced: reminders, breaches, the ladder, and closing by silence, each exactly once."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from models.actions.clocks import ticket_clocks, timers
from models.actions.desk import topics
from models.actions.desk.whole_batches import write_all
from models.actions.enforcement import apologies
from models.actions.enforcement.due_timers import claim_due
from models.actions.ladder import posts
from models.actions.ladder.people import LadderPeople
from models.actions.queue import batched_writes
from models.actions.reach import requester_words
from models.actions.tickets import tickets
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.regulation import edition_by_id
from models.queries.tickets import TicketView, ticket_by_id, tickets_of_rows
from models.rules.deadlines.plan import after_quiet, steps_from_json
from models.rules.ladder import due_steps
from models.rules.ladder.due_steps import Fired
from models.rules.regulation.clocks import SlaClock
from models.rules.regulation.parsing import Regulation
from models.tables.timers import escalation, timer

BATCH = 200

#: The database is away, or two transactions collided: everything is undone and comes again.
_NOT_ITS_FAULT = (OperationalError, InterfaceError)

log = logging.getLogger(__name__)

_ESCALATED = insert(escalation)
_ADVANCED = (
    update(timer)
    .where(timer.c.id == bindparam("of_timer"))
    .values(next_step=bindparam("to_step"), due_at=bindparam("to_due"), state=bindparam("to_state"))
)


def enforce_due(tx: Connection, at: Instant, limit: int = BATCH) -> int:
    """Fires every timer that is due, the gravest first. Returns how many it took; less than `limit`: all.

    Timers and their tickets stay locked until the commit, so an answer or a closing at the same moment comes either
    before or after; one that is under way is left for the next time. A batch that raises is done again one by one,
    and what raises then is set aside where staff can see it.
    """
    due = claim_due(tx, at.now, limit)
    if not due:
        return 0
    views = tickets_of_rows(tx, [row.ticket_id for row in due])
    batch = _Batch(tx, at, LadderPeople(tx, at.now))
    try:
        with tx.begin_nested():
            _fire_together(batch, due, views)
    except _NOT_ITS_FAULT:
        raise
    except Exception:  # found again below, where its timer is known
        _fire_all(tx, due, views, partial(_fire_alone, batch))
    return len(due)


@dataclass(frozen=True)
class _Batch:
    """quiet: when the quiet hours end that last now, by edition and desk."""

    tx: Connection
    at: Instant
    people: LadderPeople
    quiet: dict[tuple[int, str], datetime | None] = field(default_factory=dict)

    def rests_until(self, edition_id: int, view: TicketView) -> datetime | None:
        """In quiet hours their end, unless the request is grave enough to wake people; None otherwise."""
        regulation, place = self.people.regulation(view.organisation_id, edition_id), (edition_id, view.desk_key)
        if regulation.ladder(view.desk_key).is_urgent(view.severity):
            return None
        if place not in self.quiet:
            self.quiet[place] = _quiet_until(self.tx, self.at, view, regulation)
        return self.quiet[place]


def _fire_together(batch: _Batch, due: Sequence[Row[Any]], views: Mapping[int, TicketView]) -> None:
    """With few statements, but for tickets that have to be read again after they were written."""
    tx, at = batch.tx, batch.at
    times = Counter(row.ticket_id for row in due)
    alone = [times[row.ticket_id] > 1 or _reads_back(batch, row, views[row.ticket_id]) for row in due]
    fire = partial(_fire, batch)
    with batched_writes.open_batch(tx) as writes:
        _fire_all(tx, [row for row, one in zip(due, alone, strict=True) if not one], views, fire)
    write_all(tx, at, writes, views)
    _fire_all(tx, [row for row, one in zip(due, alone, strict=True) if one], views, fire)


def _reads_back(batch: _Batch, row: Row[Any], view: TicketView) -> bool:
    if row.clock == timers.CLOSING:
        return True
    return apologies.is_owed(batch.people.regulation(row.organisation_id, row.edition_id), view, row.clock)


def _fire_all(
    tx: Connection,
    due: Sequence[Row[Any]],
    views: Mapping[int, TicketView],
    fire: Callable[[Row[Any], TicketView], None],
) -> None:
    seen: set[int] = set()
    for row in due:
        view = views[row.ticket_id]
        if row.ticket_id in seen:
            # another clock of this ticket fired a moment ago: it may have closed the ticket and stopped this one
            if not _runs(tx, row.id):
                continue
            view = ticket_by_id(tx, row.organisation_id, row.ticket_id)
        seen.add(row.ticket_id)
        fire(row, view)


def _runs(tx: Connection, timer_id: int) -> bool:
    return tx.execute(select(timer.c.due_at).where(timer.c.id == timer_id)).scalar_one() is not None


def _fire_alone(batch: _Batch, row: Row[Any], view: TicketView) -> None:
    tx = batch.tx
    try:
        with tx.begin_nested():
            _fire(batch, row, view)
    except _NOT_ITS_FAULT:
        raise
    except Exception as error:
        log.exception("timer %s of ticket %s raised and is set aside", row.id, row.ticket_id)
        tx.execute(
            update(timer)
            .where(timer.c.id == row.id)
            .values(state="set_aside", due_at=None, error=repr(error), attempts=timer.c.attempts + 1)
        )
        language = _staff_language(tx, row, view)
        reason = f"{row.clock}: {type(error).__name__}"
        topics.tell_staff(tx, batch.at, view, say(language, "staff.error", reason=reason))


def _staff_language(tx: Connection, row: Row[Any], view: TicketView) -> str:
    return topics.staff_language(view, edition_by_id(tx, row.organisation_id, row.edition_id).regulation)


def _fire(batch: _Batch, row: Row[Any], view: TicketView) -> None:
    tx, at = batch.tx, batch.at
    if row.clock == timers.CLOSING:
        _fire_silence(tx, at, row, view)
        return
    regulation, steps = batch.people.regulation(row.organisation_id, row.edition_id), steps_from_json(row.steps)
    rests_until = batch.rests_until(row.edition_id, view)
    fired = due_steps.fire(steps, row.next_step, at.now, row.planned_at, rests_until=rests_until)
    _record(tx, at, row, fired)
    _advance(tx, row, fired.next_index, fired.next_at)
    if not fired.steps:
        return
    telling = posts.Telling(view, regulation, row.clock, steps, quiet=rests_until is not None)
    posts.tell(tx, at, batch.people, telling, fired.steps)
    if any(one.step.name == "breach" for one in fired.steps):
        if apologies.is_owed(regulation, view, row.clock):
            apologies.apologise(tx, at, view, SlaClock(row.clock))
        topics.refresh_card(tx, at, view, regulation)


def _quiet_until(tx: Connection, at: Instant, view: TicketView, regulation: Regulation) -> datetime | None:
    quiet = regulation.ladder(view.desk_key).quiet_hours
    if quiet is None:
        return None
    hours = ticket_clocks.hours_in_force(tx, at.now, view.organisation_id, regulation, view.desk_key)
    ends = after_quiet(at.now, quiet, hours)
    return ends if ends > at.now else None


def _record(tx: Connection, at: Instant, row: Row[Any], fired: Fired) -> None:
    for index, one in enumerate(fired.steps):
        escalated = {
            "ticket_id": row.ticket_id,
            "clock": row.clock,
            "cycle": row.cycle,
            "step": row.next_step + index,
            "name": one.step.name,
            "recipient": one.step.to,
            "due_at": one.step.at,
            "fired_at": at.now,
            "late": one.late,
        }
        batched_writes.write(tx, _ESCALATED, escalated)
    for one in fired.steps:
        timers.log_event(tx, row.ticket_id, at.now, one.step.name, facts={"clock": row.clock, "late": one.late})


def _fire_silence(tx: Connection, at: Instant, row: Row[Any], view: TicketView) -> None:
    """The requester does not say whether it is solved: reminded once, then taken for a yes."""
    regulation = edition_by_id(tx, row.organisation_id, row.edition_id).regulation
    steps: Sequence[dict[str, str]] = row.steps[row.next_step :]
    reached = [step for step in steps if datetime.fromisoformat(step["at"]) <= at.now]
    rest = steps[len(reached) :]
    _advance(tx, row, row.next_step + len(reached), datetime.fromisoformat(rest[0]["at"]) if rest else None)
    if not reached or view.state != "closing_proposed":
        return
    if reached[-1]["name"] == "close":
        tickets.close(tx, at, view, regulation, phrase="staff.closed_by_silence")
        closed = say(view.language, "ticket.closed_by_silence", number=view.number)
        requester_words.tell(tx, at, view, closed)
    else:
        text = say(view.language, tickets.closing_question(view, again=True), number=view.number)
        choices = tickets.closing_choices(view.id, view.language)
        requester_words.tell(tx, at, view, text, choices)


def _advance(tx: Connection, row: Row[Any], next_step: int, next_at: datetime | None) -> None:
    state = "running" if next_at else "over"
    batched_writes.write(
        tx, _ADVANCED, {"of_timer": row.id, "to_step": next_step, "to_due": next_at, "to_state": state}
    )
