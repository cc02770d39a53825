"""When the next deadline step is due."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from models.tables.timers import timer


def next_timer_at(tx: Connection) -> datetime | None:
    """Of the earliest running timer, overdue or not; None when none runs. Organisation's time."""
    due: datetime | None = tx.execute(select(func.min(timer.c.due_at))).scalar_one()
    return due
