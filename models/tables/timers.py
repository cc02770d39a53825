"""Deadlines as rows: when the next step of a ticket's clock is due, and what has been done about it."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from models.tables.base import Id, Json, UtcDateTime, identity, metadata

#: One row per ticket and clock. `clock`: first_response, resolution, closing. `steps` is the snapshot of the
#: policy (models/rules/deadlines.py), `next_step` the index of the one due at `due_at`; empty: nothing to come.
#: `state`: running, met, missed (answered after all, but late), taken, over (all steps done), stopped, set_aside
#: (raised; staff told).
#: `cycle` grows each time the clock is started anew.
timer = Table(
    "timer",
    metadata,
    identity(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("edition_id", Id, ForeignKey("edition.id"), nullable=False),
    Column("clock", String(24), nullable=False),
    Column("cycle", Integer, nullable=False, server_default="1"),
    Column("state", String(16), nullable=False),
    Column("steps", Json, nullable=False),
    Column("next_step", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=True),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text, nullable=True),
    UniqueConstraint("ticket_id", "clock"),
)
Index(
    "ix_timer_due",
    timer.c.due_at,
    sqlite_where=timer.c.due_at.is_not(None),
    postgresql_where=timer.c.due_at.is_not(None),
)

#: Each fired step, once. `late`: it was due while nobody could fire it.
escalation = Table(
    "escalation",
    metadata,
    identity(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("clock", String(24), nullable=False),
    Column("step", Integer, nullable=False),
    Column("cycle", Integer, nullable=False, server_default="1"),
    Column("name", String(16), nullable=False),
    Column("recipient", String(16), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("fired_at", UtcDateTime, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("taken_at", UtcDateTime, nullable=True),
    Column("taken_by", Id, ForeignKey("agent.id"), nullable=True),
    UniqueConstraint("ticket_id", "clock", "cycle", "step"),
)

#: How far the rehearsal clock runs ahead, in seconds. One row; honoured only with REHEARSAL=1.
rehearsal_clock = Table(
    "rehearsal_clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ahead_seconds", Integer, nullable=False),
)
