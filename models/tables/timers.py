"""Deadlines as rows: when the next step of a ticket's clock is due, and what has been done about it."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from models.tables.base import Id, Json, UtcDateTime, identity, metadata

#: One row per ticket and clock. `clock`: those of models/rules/regulation/clocks.py, and closing. `steps` is the
#: snapshot of the policy (models/rules/deadlines/plan.py), `next_step` the index of the one due at `due_at`; empty:
#: nothing to come.
#: `state`: running, paused, met, missed (answered after all, but late), taken, over (all steps done), stopped,
#: set_aside (raised; staff told).
#: `cycle` grows each time the steps are planned anew. `since`: when the clock began. `planned_at`: a step that should
#: have come before that is not late. `urgency`: 0 goes first when many are due, higher later.
timer = Table(
    "timer",
    metadata,
    identity(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("edition_id", Id, ForeignKey("edition.id"), nullable=False),
    Column("clock", String(24), nullable=False),
    Column("cycle", Integer, nullable=False, server_default="1"),
    Column("state", String(16), nullable=False),
    Column("since", UtcDateTime, nullable=True),
    Column("planned_at", UtcDateTime, nullable=True),
    Column("urgency", Integer, nullable=False, server_default="2"),
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

Index(
    "ix_timer_urgency",
    timer.c.urgency,
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

#: What the open timers of an organisation were computed with: the edition in force, and a digest of its calendars
#: (with «+open» where open tickets follow that edition).
#: `began_at`: when they were last begun to be computed anew. `after_ticket_id`: while that goes on, the last ticket.
clock_basis = Table(
    "clock_basis",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False, unique=True),
    Column("edition_id", Id, ForeignKey("edition.id"), nullable=False),
    Column("calendars", String(64), nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("after_ticket_id", Id, nullable=True),
)

#: How far the rehearsal clock runs ahead, in seconds. One row; honoured only with REHEARSAL=1.
rehearsal_clock = Table(
    "rehearsal_clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ahead_seconds", Integer, nullable=False),
)
