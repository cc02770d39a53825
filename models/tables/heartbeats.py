"""Which roles live: each says so every few seconds, in SQL, so that it can be seen when Redis is away too."""

from sqlalchemy import Column, String, Table

from models.tables.base import UtcDateTime, identity, metadata

#: `role`: bot, sweeper, or the queue of a worker. Of several processes of one role the last to speak counts.
heartbeat = Table(
    "heartbeat",
    metadata,
    identity(),
    Column("role", String(32), nullable=False, unique=True),
    Column("beat_at", UtcDateTime, nullable=False),
)
