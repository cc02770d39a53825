"""Hours that pass at once for what was told to wait: nobody waits for them, however slow the machine is."""

from datetime import timedelta
from typing import Any

from redis import Redis
from sqlalchemy import Column, Connection, Table, select, update

from models.rules.delivery.states import WAITING
from models.tables.lanes import lane, outbox
from tests.installation import Installation

THREE_HOURS = 3 * 3600


def hours_pass(otklik: Installation, hours: float) -> None:
    """What waits, waits so much less; what Redis holds is over by then."""
    database, less = otklik.database, timedelta(hours=-hours)
    with database.write() as tx:
        shift(tx, lane, [lane.c.due_at], less)
        shift(tx, outbox, [outbox.c.not_before], less)
    database.close()
    with redis_of(otklik) as redis:
        for key in redis.scan_iter("otklik:pause:*"):
            redis.delete(key)


def shift(tx: Connection, table: Table, columns: list[Column[Any]], by: timedelta) -> None:
    """Of what waits."""
    waits = table.c.due_at.is_not(None) if table is lane else table.c.state.in_(WAITING)
    for row in tx.execute(select(table.c.id, *columns).where(waits)).all():
        moved = {c.name: row._mapping[c] + by for c in columns if row._mapping[c] is not None}
        if moved:
            tx.execute(update(table).where(table.c.id == row.id).values(moved))


def redis_of(otklik: Installation) -> "Redis":
    return Redis.from_url(otklik.environment["REDIS_URL"])
