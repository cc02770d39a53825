"""When the next deadline step is due, and whatever else somebody has to wake up for."""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, ScalarSelect, bindparam, literal_column, select

from models.rules.delivery.outgoing import DELIVER, SLOW
from models.tables.deliveries import delivery
from models.tables.erasures import erasure, person_copy
from models.tables.lanes import lane
from models.tables.persons import address, conversation
from models.tables.timers import timer
from models.tables.windows import window_reminder


def _first(column: ColumnElement[datetime | None], *conditions: ColumnElement[bool]) -> ScalarSelect[datetime | None]:
    """The smallest; None where there is none.

    Not `min`, and with a limit that is no parameter: or PostgreSQL plans it anew each time, for longer than it runs.
    """
    # said aloud that it is there: SQLite looks into a partial index only for a question that repeats its condition
    there = select(column).where(column.is_not(None), *conditions)
    return there.order_by(column).limit(literal_column("1")).scalar_subquery()


_NEXT_TIMER = select(_first(timer.c.due_at))
#: What is due by the organisation's clock, each with a partial index; the job behind DEADLINES sees to all of it
#: (workers/jobs/enforce_due.py).
BY_THE_CLOCK: Final = (
    timer.c.due_at,
    conversation.c.next_at,
    delivery.c.next_at,
    erasure.c.next_at,
    person_copy.c.next_at,
    address.c.remind_at,
    window_reminder.c.closes_at,
)
_NEXT_EVENT = select(*map(_first, BY_THE_CLOCK))


def next_timer_at(tx: Connection) -> datetime | None:
    """Of the earliest running timer, overdue or not; None when none runs. Organisation's time."""
    due: datetime | None = tx.execute(_NEXT_TIMER).scalar_one()
    return due


def next_event_at(tx: Connection) -> datetime | None:
    """The same of everything that goes by the organisation's clock: also of conversations and chains to look at."""
    return _earlier(*tx.execute(_NEXT_EVENT).one())


def _next_of(queue: str) -> ScalarSelect[datetime | None]:
    return _first(lane.c.due_at, lane.c.queue == queue, lane.c.due_at > bindparam("real"))


#: In one question: each tick asks it, and of a server every question is a journey.
_NEXT_OF_ALL = select(*map(_first, BY_THE_CLOCK), _next_of(DELIVER), _next_of(SLOW))


def next_of_all(tx: Connection, real: datetime) -> tuple[datetime | None, list[datetime]]:
    """As `next_event_at`; and when lanes that wait for their time may move, in real time."""
    found = tx.execute(_NEXT_OF_ALL, {"real": real}).one()
    count = len(BY_THE_CLOCK)
    return _earlier(*found[:count]), [due for due in found[count:] if due is not None]


def _earlier(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time is not None), default=None)
