"""Says every few seconds that a worker lives, and asks what time it is for all hosts.

A process that is frozen or dead says nothing.
"""

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from models import shared_clock
from models.actions.queue.heartbeats import beat
from models.clock import Clock
from models.db import Database
from models.rules.health.monitoring import BEAT_SECONDS

log = logging.getLogger(__name__)


class Heart:
    """In a thread of its own: the worker waits for Redis most of the time. stop() before the database is closed."""

    def __init__(self, role: str, database: Database, clock: Clock) -> None:
        self._role = role
        self._database = database
        self._clock = clock
        self._stopped = threading.Event()
        shared_clock.follow(clock, database)  # before anything is leased by it
        self._thread = threading.Thread(target=self._beat, name="heart", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(BEAT_SECONDS)

    def _beat(self) -> None:
        while not self._stopped.is_set():
            try:
                with self._database.write() as tx:
                    beat(tx, self._role, self._clock.read().real)
            except (SQLAlchemyError, OSError):
                log.debug("no heartbeat")  # monitors notice that, and the worker itself says what is wrong
            if not self._stopped.wait(BEAT_SECONDS):
                shared_clock.follow(self._clock, self._database)
