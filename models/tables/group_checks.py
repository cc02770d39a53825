"""What Telegram last said about each staff group."""

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table, UniqueConstraint

from models.tables.base import Id, Json, UtcDateTime, identity, metadata

#: `answers`: models/rules/health/group_health.py, `GroupFacts`. `outbox_id`: the row that asked.
group_check = Table(
    "group_check",
    metadata,
    identity(),
    Column("outbox_id", Id, ForeignKey("outbox.id"), nullable=False),
    Column("account", String(64), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    Column("answers", Json, nullable=False),
    UniqueConstraint("account", "chat_id"),
)
