"""When the next deadline step is due."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from models.tables.timers import timer


def next_timer_at(tx: Connection) -> datetime | None:
    """Of the earliest running timer, overdue or not; None when none runs. Organisation's time."""
    # said aloud: SQLite looks into a partial index only for a question that repeats its condition
    runs = timer.c.due_at.is_not(None)
    due: datetime | None = tx.execute(select(func.min(timer.c.due_at)).where(runs)).scalar_one()
    return due
