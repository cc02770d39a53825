"""Deliveries: one logical message to one person, agent or phone. Rows of the outbox are its attempts."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from models.tables.base import Id, MaybeJson, UtcDateTime, identity, metadata

_ONE_ADDRESSEE = (
    "(person_id IS NOT NULL AND agent_id IS NULL AND address IS NULL)"
    " OR (person_id IS NULL AND agent_id IS NOT NULL AND address IS NULL)"
    " OR (person_id IS NULL AND agent_id IS NULL AND address IS NOT NULL)"
)

#: `person_id`, `agent_id`, or `transport` with `address` (a phone that is nobody's): exactly one. `message_id`: an
#: agent's message, on which is shown what became of it; its ticket is `ticket_id`. `purpose`:
#: models/rules/delivery/outcomes.py. `state`: what its attempts come to (models/rules/delivery/states.py, but never
#: sending or failed_temporarily). `header`: the line of ours that was put before the words; whoever edits them puts
#: it there again.
#: `step`: how many addresses of its chain were tried. `proof`: the state that the last one has to reach; `next_at`:
#: when the chain goes on, should it not (models/rules/delivery/chain.py). Both are empty where nothing comes after.
#: `waits_at`: the address where leave to write was asked for; it goes there once its person writes, and on without it
#: at `next_at` (models/rules/delivery/leave.py).
#: `words`: of news that wait for quiet hours to end, `text` and `choices`; empty once they are rows of the outbox.
delivery = Table(
    "delivery",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=True),
    Column("agent_id", Id, ForeignKey("agent.id"), nullable=True),
    Column("transport", String(16), nullable=True),
    Column("address", String(254), nullable=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=True, index=True),
    Column("message_id", Id, ForeignKey("message.id"), nullable=True),
    Column("purpose", String(16), nullable=False),
    Column("state", String(24), nullable=False),
    Column("header", Text, nullable=False, server_default=""),
    Column("step", Integer, nullable=False, server_default="1"),
    Column("proof", String(16), nullable=True),
    Column("next_at", UtcDateTime, nullable=True),
    Column("waits_at", Id, nullable=True),
    Column("words", MaybeJson, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint(_ONE_ADDRESSEE, name="one_addressee"),
    CheckConstraint("(transport IS NULL) = (address IS NULL)", name="whole_address"),
)
Index(
    "ix_delivery_due",
    delivery.c.next_at,
    sqlite_where=delivery.c.next_at.is_not(None),
    postgresql_where=delivery.c.next_at.is_not(None),
)
Index(
    "ix_delivery_waits",
    delivery.c.waits_at,
    sqlite_where=delivery.c.waits_at.is_not(None),
    postgresql_where=delivery.c.waits_at.is_not(None),
)
