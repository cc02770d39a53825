"""One clock for all hosts: what one leases, another compares with its own time. So all follow the database's."""

import asyncio
import logging
import time
from datetime import timedelta

from sqlalchemy import text

from models.clock import Clock
from models.db import DATABASE_AWAY, Database

EVERY_SECONDS = 10.0
#: Clocks that are kept right differ by less, and asking takes some time too: nothing is corrected for so little.
_TOLERANCE = timedelta(seconds=1)
_ASKS_WITHIN_SECONDS = 1.0

log = logging.getLogger(__name__)


def follow(clock: Clock, database: Database) -> None:
    """Does nothing on SQLite, which is one host's alone, and while the database is away or slow."""
    if database.is_sqlite:
        return
    try:
        with database.read() as tx:
            began = time.monotonic()
            there = tx.execute(text("SELECT clock_timestamp()")).scalar_one()
            took = time.monotonic() - began
    except DATABASE_AWAY:
        return  # whoever needs it says so
    if took > _ASKS_WITHIN_SECONDS:
        return
    wrong_by = clock.of_this_host() - timedelta(seconds=took / 2) - there
    correction = -wrong_by if abs(wrong_by) > _TOLERANCE else timedelta(0)
    if abs(correction - clock.correction) > _TOLERANCE:
        seconds = wrong_by.total_seconds()
        log.warning("the clock of this host differs from the database's, which is followed, by %+.1f s", seconds)
    clock.correction = correction


async def keep_following(clock: Clock, database: Database) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        await asyncio.to_thread(follow, clock, database)
