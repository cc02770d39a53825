"""A ticket's clocks as timer rows: starting, stopping, and firing what is due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from models.rules.deadlines import Step, steps_from_json, steps_to_json
from models.rules.silence import Silence
from models.tables.tickets import ticket_event
from models.tables.timers import timer

#: Clocks that end with an answer or a closing.
FIRST_RESPONSE = "first_response"
RESOLUTION = "resolution"
CLOSING = "closing"


_NEW_TIMER = insert(timer)


def start_clocks(
    tx: Connection, ticket_id: int, edition_id: int, clocks: Sequence[tuple[str, Sequence[Step]]]
) -> None:
    """One row per clock, holding the snapshot of its steps and the time of the first."""
    _insert(tx, ticket_id, edition_id, _rows(clocks), cycle=1)


def restart_clocks(
    tx: Connection, ticket_id: int, edition_id: int, clocks: Sequence[tuple[str, Sequence[Step]]]
) -> None:
    """The clocks run anew; what fired before stays recorded."""
    cycle = _forget(tx, ticket_id, [clock for clock, _ in clocks]) + 1
    _insert(tx, ticket_id, edition_id, _rows(clocks), cycle)


def start_silence(tx: Connection, ticket_id: int, edition_id: int, silence: Silence) -> None:
    """Counts the working days that a proposal to close may stay unanswered."""
    cycle = _forget(tx, ticket_id, [CLOSING]) + 1
    steps = [("remind", silence.remind_at), ("close", silence.close_at)]
    stored = [{"name": name, "at": when.isoformat()} for name, when in steps if when is not None]
    first = min(when for _, when in steps if when is not None)
    _insert(tx, ticket_id, edition_id, [(CLOSING, stored, first)], cycle)


def _rows(clocks: Sequence[tuple[str, Sequence[Step]]]) -> list[tuple[str, list[Any], datetime]]:
    return [(clock, steps_to_json(steps), steps[0].at) for clock, steps in clocks]


def _insert(
    tx: Connection,
    ticket_id: int,
    edition_id: int,
    rows: Sequence[tuple[str, list[Any], datetime]],
    cycle: int,
) -> None:
    if rows:
        tx.execute(
            _NEW_TIMER,
            [
                {
                    "ticket_id": ticket_id,
                    "edition_id": edition_id,
                    "clock": clock,
                    "cycle": cycle,
                    "state": "running",
                    "steps": steps,
                    "next_step": 0,
                    "due_at": due_at,
                    "attempts": 0,
                }
                for clock, steps, due_at in rows
            ],
        )


def _forget(tx: Connection, ticket_id: int, clocks: Sequence[str]) -> int:
    """Returns the highest cycle among the clocks that were there; 0 for none."""
    gone = tx.execute(
        delete(timer).where(timer.c.ticket_id == ticket_id, timer.c.clock.in_(clocks)).returning(timer.c.cycle)
    )
    return max(gone.scalars(), default=0)


_STOP = (
    update(timer)
    .where(
        timer.c.ticket_id == bindparam("of_ticket"),
        timer.c.clock == bindparam("of_clock"),
        timer.c.due_at.is_not(None),
    )
    .values(state=bindparam("new_state"), due_at=None)
)


def stop_clock(tx: Connection, ticket_id: int, clock: str, state: str) -> bool:
    """state: met, missed, taken or stopped. False: nothing was to come any more.

    Takes the timer's row: a step that fires at this very moment has either fired before, or never will.
    """
    return tx.execute(_STOP, {"of_ticket": ticket_id, "of_clock": clock, "new_state": state}).rowcount == 1


_LOG = insert(ticket_event)


def run_again(tx: Connection, ticket_id: int, clock: str) -> None:
    """What stopped a clock turned out not to count: it goes on with the step that was next, overdue or not."""
    row = tx.execute(
        select(timer.c.id, timer.c.steps, timer.c.next_step).where(
            timer.c.ticket_id == ticket_id, timer.c.clock == clock, timer.c.due_at.is_(None)
        )
    ).one_or_none()
    if row is not None and row.next_step < len(row.steps):
        due_at = steps_from_json(row.steps)[row.next_step].at
        tx.execute(update(timer).where(timer.c.id == row.id).values(state="running", due_at=due_at))


def log_event(
    tx: Connection,
    ticket_id: int,
    at: datetime,
    kind: str,
    *,
    agent_id: int | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """What happened to a ticket; its clock is derived from this log."""
    event = {"ticket_id": ticket_id, "at": at, "kind": kind, "agent_id": agent_id, "facts": facts or {}}
    tx.execute(_LOG, event)
