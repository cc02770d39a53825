"""Following the rehearsal clock: how far the organisation's time runs ahead, read anew by every job."""

from datetime import timedelta

from models.queries.rehearsal import ahead_seconds
from workers.composition import Worker


def follow(me: Worker) -> None:
    """Does nothing without REHEARSAL=1."""
    if me.settings.rehearsal:
        with me.database.read() as tx:
            me.clock.ahead = timedelta(seconds=ahead_seconds(tx))
