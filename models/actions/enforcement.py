"""What is due, enforced: reminders, breaches, the ladder, and closing by silence, each exactly once."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from models.actions import card_edits, gathering, ladder_posts, outbox, requester_words, tickets, timers, topics
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.regulation import edition_by_id
from models.queries.tickets import TicketView, ticket_by_id, tickets_by_ids
from models.rules import ladder
from models.rules.deadlines import steps_from_json
from models.tables.tickets import ticket
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
    """Fires every timer that is due, the longest overdue first. Returns how many it took; less than `limit`: all.

    Timers and their tickets stay locked until the commit, so an answer or a closing at the same moment comes either
    before or after; one that is under way is left for the next time. A batch that raises is done again one by one,
    and what raises then is set aside where staff can see it.
    """
    due = tx.execute(
        select(timer)
        .join(ticket, ticket.c.id == timer.c.ticket_id)
        .where(timer.c.due_at <= at.now)
        .order_by(timer.c.due_at, timer.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=[timer, ticket])
    ).all()
    if not due:
        return 0
    views = tickets_by_ids(tx, [row.ticket_id for row in due])
    try:
        with tx.begin_nested():
            _fire_together(tx, at, due, views)
    except _NOT_ITS_FAULT:
        raise
    except Exception:  # found again below, where its timer is known
        _fire_all(tx, at, due, views, _fire_alone)
    return len(due)


def _fire_together(tx: Connection, at: Instant, due: Sequence[Row[Any]], views: Mapping[int, TicketView]) -> None:
    """With few statements, but for tickets of which one clock may have a say in another's."""
    times = Counter(row.ticket_id for row in due)
    alone = [row.clock != timers.CLOSING and times[row.ticket_id] == 1 for row in due]
    with gathering.gathering(tx) as gathered:
        _fire_all(tx, at, [row for row, one in zip(due, alone, strict=True) if one], views, _fire)
    gathering.write_rows(gathered)
    outbox.post_many(tx, gathered.posts, at.real)
    card_edits.refresh_cards(tx, at, gathered.cards)
    _fire_all(tx, at, [row for row, one in zip(due, alone, strict=True) if not one], views, _fire)


def _fire_all(
    tx: Connection,
    at: Instant,
    due: Sequence[Row[Any]],
    views: Mapping[int, TicketView],
    fire: Callable[[Connection, Instant, Row[Any], TicketView], None],
) -> None:
    seen: set[int] = set()
    for row in due:
        view = views[row.ticket_id]
        if row.ticket_id in seen:
            # another clock of this ticket fired a moment ago: it may have closed the ticket and stopped this one
            if not _runs(tx, row.id):
                continue
            view = ticket_by_id(tx, row.ticket_id)
        seen.add(row.ticket_id)
        fire(tx, at, row, view)


def _runs(tx: Connection, timer_id: int) -> bool:
    return tx.execute(select(timer.c.due_at).where(timer.c.id == timer_id)).scalar_one() is not None


def _fire_alone(tx: Connection, at: Instant, row: Row[Any], view: TicketView) -> None:
    try:
        with tx.begin_nested():
            _fire(tx, at, row, view)
    except _NOT_ITS_FAULT:
        raise
    except Exception as error:
        log.exception("timer %s of ticket %s raised and is set aside", row.id, row.ticket_id)
        tx.execute(
            update(timer)
            .where(timer.c.id == row.id)
            .values(state="set_aside", due_at=None, error=repr(error), attempts=timer.c.attempts + 1)
        )
        topics.tell_staff(tx, at, view, say("ru", "staff.error", reason=f"{row.clock}: {type(error).__name__}"))


def _fire(tx: Connection, at: Instant, row: Row[Any], view: TicketView) -> None:
    if row.clock == timers.CLOSING:
        _fire_silence(tx, at, row, view)
        return
    fired = ladder.fire(steps_from_json(row.steps), row.next_step, at.now, row.planned_at)
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
        gathering.write(tx, _ESCALATED, escalated)
    _advance(tx, row, fired.next_index, fired.next_at)
    for one in fired.steps:
        timers.log_event(tx, view.id, at.now, one.step.name, facts={"clock": row.clock, "late": one.late})
    regulation = edition_by_id(tx, row.edition_id).regulation
    for message in ladder_posts.one_per_place(fired.messages):
        ladder_posts.tell(tx, at, view, regulation, row.clock, message)
    if any(one.step.name == "breach" for one in fired.steps):
        topics.refresh_card(tx, at, view.id, regulation)


def _fire_silence(tx: Connection, at: Instant, row: Row[Any], view: TicketView) -> None:
    """The requester does not say whether it is solved: reminded once, then taken for a yes."""
    regulation = edition_by_id(tx, row.edition_id).regulation
    steps: Sequence[dict[str, str]] = row.steps[row.next_step :]
    reached = [step for step in steps if datetime.fromisoformat(step["at"]) <= at.now]
    rest = steps[len(reached) :]
    _advance(tx, row, row.next_step + len(reached), datetime.fromisoformat(rest[0]["at"]) if rest else None)
    if not reached or view.state != "closing_proposed":
        return
    if reached[-1]["name"] == "close":
        tickets.close(tx, at, view, regulation, phrase="staff.closed_by_silence")
        closed = say(view.language, "ticket.closed_by_silence", number=view.number)
        requester_words.tell(tx, at, view, closed, ticket_id=view.id)
    else:
        text = say(view.language, tickets.closing_question(view, again=True), number=view.number)
        choices = tickets.closing_choices(view.id, view.language)
        requester_words.tell(tx, at, view, text, choices, ticket_id=view.id)


def _advance(tx: Connection, row: Row[Any], next_step: int, next_at: datetime | None) -> None:
    state = "running" if next_at else "over"
    gathering.write(tx, _ADVANCED, {"of_timer": row.id, "to_step": next_step, "to_due": next_at, "to_state": state})
