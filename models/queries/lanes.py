"""Which queues have something to do, and when the next thing will be."""

from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from models.tables.lanes import lane


def due_queues(tx: Connection, real: datetime) -> set[str]:
    """Queues with a lane that is due and that no living sender holds."""
    free = or_(lane.c.leased_until.is_(None), lane.c.leased_until <= real)
    rows = tx.execute(select(lane.c.queue).where(lane.c.due_at <= real, free).distinct())
    return set(rows.scalars())


def next_due_at(tx: Connection, queue: str, real: datetime) -> datetime | None:
    """When the next lane that waits for its time may move; None when none waits."""
    due: datetime | None = tx.execute(
        select(func.min(lane.c.due_at)).where(lane.c.queue == queue, lane.c.due_at > real)
    ).scalar_one()
    return due
