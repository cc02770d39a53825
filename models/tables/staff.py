"""Agents and heads: people who act for a desk."""

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint

from models.tables.base import Id, UtcDateTime, identity, metadata

#: An agent comes into being with the first act in a bound group, or by enrolling.
#: `staff_key`: who it is in the regulation, for those who enrolled by a link; they can be written to in private.
#: `state`: reachable, unreachable once the bot was blocked, dismissed by the administrator.
agent = Table(
    "agent",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("transport", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("language", String(8), nullable=False),
    Column("staff_key", String(64), nullable=True),
    Column("state", String(16), nullable=False, server_default="reachable"),
    UniqueConstraint("organisation_id", "transport", "account", "address"),
)

#: Somebody stands in for whoever the rotation names.
duty_swap = Table(
    "duty_swap",
    metadata,
    identity(),
    Column("desk_id", Id, ForeignKey("desk.id"), nullable=False, index=True),
    Column("staff_key", String(64), nullable=False),
    Column("from_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime, nullable=False),
    Column("swapped_at", UtcDateTime, nullable=False),
    Column("swapped_by", Id, ForeignKey("agent.id"), nullable=False),
)

#: Whom the desk's groups have seen inside. `state`: inside, left (or removed): no word of the desk reaches them then.
desk_member = Table(
    "desk_member",
    metadata,
    identity(),
    Column("desk_id", Id, ForeignKey("desk.id"), nullable=False),
    Column("agent_id", Id, ForeignKey("agent.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("desk_id", "agent_id"),
)

#: `state`: reachable, unreachable once the bot was blocked, dismissed.
desk_head = Table(
    "desk_head",
    metadata,
    identity(),
    Column("desk_id", Id, ForeignKey("desk.id"), nullable=False),
    Column("agent_id", Id, ForeignKey("agent.id"), nullable=False),
    Column("enrolled_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False, server_default="reachable"),
    UniqueConstraint("desk_id", "agent_id"),
)
