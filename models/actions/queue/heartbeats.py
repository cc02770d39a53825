"""Processes say in SQL that they live; monitors ask for it (models/queries/health.py)."""

from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from models.tables.heartbeats import heartbeat


def beat(tx: Connection, role: str, real: datetime) -> None:
    new = (postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert)(heartbeat)
    new = new.values(role=role, beat_at=real)
    tx.execute(new.on_conflict_do_update(index_elements=["role"], set_={"beat_at": new.excluded.beat_at}))
