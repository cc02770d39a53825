"""Moving the rehearsal clock forward."""

from sqlalchemy import Connection, insert, update

from models.tables.timers import rehearsal_clock


def move_forward(tx: Connection, seconds: int) -> None:
    """seconds: > 0; a clock that people were promised something by never goes back."""
    if seconds <= 0:
        raise ValueError("the rehearsal clock only moves forward")
    moved = tx.execute(update(rehearsal_clock).values(ahead_seconds=rehearsal_clock.c.ahead_seconds + seconds))
    if moved.rowcount == 0:
        tx.execute(insert(rehearsal_clock).values(id=1, ahead_seconds=seconds))
