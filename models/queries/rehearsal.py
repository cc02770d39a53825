"""How far the rehearsal clock runs ahead."""

from sqlalchemy import Connection, select

from models.tables.timers import rehearsal_clock


def ahead_seconds(tx: Connection) -> int:
    return tx.execute(select(rehearsal_clock.c.ahead_seconds)).scalar_one_or_none() or 0
