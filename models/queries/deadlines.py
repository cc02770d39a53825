"""When the next deadline step is due, and whatever else somebody has to wake up for."""

from datetime import datetime

from sqlalchemy import Connection, ScalarSelect, bindparam, func, select

from models.rules.outgoing import DELIVER, SLOW
from models.tables.lanes import lane
from models.tables.persons import conversation
from models.tables.timers import timer

# said aloud that it runs: SQLite looks into a partial index only for a question that repeats its condition
_NEXT = select(func.min(timer.c.due_at)).where(timer.c.due_at.is_not(None))


_NEXT_LOOK = select(func.min(conversation.c.next_at)).where(conversation.c.next_at.is_not(None))
_NEXT_TIMER = select(_NEXT.scalar_subquery(), _NEXT_LOOK.scalar_subquery())


def next_timer_at(tx: Connection) -> datetime | None:
    """Of the earliest running timer, or conversation to look at, overdue or not; None for neither.

    Organisation's time.
    """
    return _earlier(*tx.execute(_NEXT_TIMER).one())


def _next_of(queue: str) -> ScalarSelect[datetime]:
    waits = (lane.c.queue == queue) & (lane.c.due_at > bindparam("real"))
    return select(func.min(lane.c.due_at)).where(waits).scalar_subquery()


#: In one question: each tick asks it, and of a server every question is a journey.
_NEXT_OF_ALL = select(_NEXT.scalar_subquery(), _NEXT_LOOK.scalar_subquery(), _next_of(DELIVER), _next_of(SLOW))


def next_of_all(tx: Connection, real: datetime) -> tuple[datetime | None, list[datetime]]:
    """As `next_timer_at`; and when lanes that wait for their time may move, in real time."""
    timer_at, look_at, *lanes = tx.execute(_NEXT_OF_ALL, {"real": real}).one()
    return _earlier(timer_at, look_at), [due for due in lanes if due is not None]


def _earlier(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time is not None), default=None)
