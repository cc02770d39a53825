"""Which queues have something to do, and when the next thing will be."""

from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select

from models.tables.lanes import lane

# made once: several of them run each second, and building one costs more than running it
_REAL: BindParameter[datetime] = bindparam("real")
_FREE = or_(lane.c.leased_until.is_(None), lane.c.leased_until <= _REAL)
_DUE_QUEUES = select(lane.c.queue).where(lane.c.due_at <= _REAL, _FREE).distinct()
_NEXT = select(func.min(lane.c.due_at)).where(lane.c.queue == bindparam("of_queue"), lane.c.due_at > _REAL)


def due_queues(tx: Connection, real: datetime) -> set[str]:
    """Queues with a lane that is due and that no living sender holds."""
    return set(tx.execute(_DUE_QUEUES, {"real": real}).scalars())


def next_due_at(tx: Connection, queue: str, real: datetime) -> datetime | None:
    """When the next lane that waits for its time may move; None when none waits."""
    due: datetime | None = tx.execute(_NEXT, {"of_queue": queue, "real": real}).scalar_one()
    return due
