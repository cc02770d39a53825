"""Following the rehearsal clock, so that what people write now happens at the organisation's time."""

import asyncio
import logging
from datetime import timedelta

from models.clock import Clock
from models.db import DATABASE_AWAY, Database
from models.queries.rehearsal import ahead_seconds

_EVERY_SECONDS = 0.5

log = logging.getLogger(__name__)


async def follow_rehearsal(database: Database, clock: Clock) -> None:
    """Until cancelled. Runs only with REHEARSAL=1."""
    while True:
        try:
            ahead = timedelta(seconds=await asyncio.to_thread(_read, database))
            moved, clock.ahead = ahead != clock.ahead, ahead
            if moved:
                log.info("the rehearsal clock runs %d s ahead", ahead.total_seconds())
        except DATABASE_AWAY as error:
            log.warning("the rehearsal clock was not read: %s", type(error).__name__)
        await asyncio.sleep(_EVERY_SECONDS)


def _read(database: Database) -> int:
    with database.read() as tx:
        return ahead_seconds(tx)
