"""The log of a ticket, and the timer of a silence that closes it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from models.actions.queue import batched_writes, shared_batches
from models.rules.deadlines.silence import Silence
from models.tables.tickets import ticket_event
from models.tables.timers import timer

#: Counts the silence after a proposal to close; no clock of the regulation.
CLOSING = "closing"


def start_silence(tx: Connection, ticket_id: int, edition_id: int, silence: Silence) -> None:
    """Counts the working days that a proposal to close may stay unanswered."""
    cycle = _forget(tx, ticket_id, [CLOSING]) + 1
    steps = [("remind", silence.remind_at), ("close", silence.close_at)]
    stored = [{"name": name, "at": when.isoformat()} for name, when in steps if when is not None]
    first = min(when for _, when in steps if when is not None)
    tx.execute(
        insert(timer).values(
            ticket_id=ticket_id,
            edition_id=edition_id,
            clock=CLOSING,
            cycle=cycle,
            state="running",
            steps=stored,
            next_step=0,
            due_at=first,
            attempts=0,
        )
    )


def _forget(tx: Connection, ticket_id: int, clocks: Sequence[str]) -> int:
    """Returns the highest cycle among the clocks that were there; 0 for none."""
    gone = tx.execute(
        delete(timer).where(timer.c.ticket_id == ticket_id, timer.c.clock.in_(clocks)).returning(timer.c.cycle)
    )
    return max(gone.scalars(), default=0)


def stop_silence(tx: Connection, ticket_id: int) -> None:
    """Takes the timer's row: what fires at this very moment has either fired before, or never will."""
    tx.execute(
        update(timer)
        .where(timer.c.ticket_id == ticket_id, timer.c.clock == CLOSING, timer.c.due_at.is_not(None))
        .values(state="stopped", due_at=None)
    )


_LOG = insert(ticket_event)


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
    shared_batches.log_grows(tx, event)
    batched_writes.write(tx, _LOG, event)
