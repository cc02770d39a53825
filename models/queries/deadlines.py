"""When the next deadline step is due."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from models.tables.timers import timer

# said aloud that it runs: SQLite looks into a partial index only for a question that repeats its condition
_NEXT = select(func.min(timer.c.due_at)).where(timer.c.due_at.is_not(None))


def next_timer_at(tx: Connection) -> datetime | None:
    """Of the earliest running timer, overdue or not; None when none runs. Organisation's time."""
    due: datetime | None = tx.execute(_NEXT).scalar_one()
    return due
