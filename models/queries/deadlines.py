"""When the next deadline step is due, and whatever else somebody has to wake up for."""

from datetime import datetime

from sqlalchemy import Connection, ScalarSelect, bindparam, func, select

from models.rules.outgoing import DELIVER, SLOW
from models.tables.lanes import lane
from models.tables.timers import timer

# said aloud that it runs: SQLite looks into a partial index only for a question that repeats its condition
_NEXT = select(func.min(timer.c.due_at)).where(timer.c.due_at.is_not(None))


def next_timer_at(tx: Connection) -> datetime | None:
    """Of the earliest running timer, overdue or not; None when none runs. Organisation's time."""
    due: datetime | None = tx.execute(_NEXT).scalar_one()
    return due


def _next_of(queue: str) -> ScalarSelect[datetime]:
    waits = (lane.c.queue == queue) & (lane.c.due_at > bindparam("real"))
    return select(func.min(lane.c.due_at)).where(waits).scalar_subquery()


#: In one question: each tick asks it, and of a server every question is a journey.
_NEXT_OF_ALL = select(_NEXT.scalar_subquery(), _next_of(DELIVER), _next_of(SLOW))


def next_of_all(tx: Connection, real: datetime) -> tuple[datetime | None, list[datetime]]:
    """As `next_timer_at`; and when lanes that wait for their time may move, in real time."""
    timer_at, *lanes = tx.execute(_NEXT_OF_ALL, {"real": real}).one()
    return timer_at, [due for due in lanes if due is not None]
