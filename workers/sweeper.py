"""The tick: once a second it sees what is due in SQL and rings RQ. It holds nothing, so it can die at any time."""

import logging
import threading
from datetime import datetime, timedelta

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from bell.redis_bell import RedisBell
from models.actions import following
from models.actions.inbox import purge_raw
from models.clock import Clock, Instant
from models.db import Database
from models.queries.deadlines import next_of_all
from models.queries.lanes import due_queues
from models.queries.rehearsal import ahead_seconds
from models.rules.outgoing import DEADLINES, DELIVER, SLOW

TICK_SECONDS = 1.0
_SHORTEST_SECONDS = 0.02
_PURGE_EVERY = timedelta(hours=1)

log = logging.getLogger(__name__)


class Sweeper:
    """The guarantee behind every ring that was lost, and the one who rings for deadlines."""

    def __init__(self, database: Database, bell: RedisBell, clock: Clock, *, rehearsal: bool) -> None:
        self._database = database
        self._bell = bell
        self._clock = clock
        self._rehearsal = rehearsal
        self._purge_at: datetime | None = None

    def run(self, stop: threading.Event) -> None:
        """Until stopped. A database or a Redis that is away is waited for."""
        while not stop.is_set():
            try:
                wait = self.tick()
            except (SQLAlchemyError, RedisError, OSError) as error:
                log.warning("tick failed, trying again: %s", type(error).__name__)
                wait = TICK_SECONDS
            stop.wait(wait)

    def tick(self) -> float:
        """Rings what is due. Returns the seconds until the next tick, shorter when something is due before."""
        at = self._clock.read()
        with self._database.read() as tx:
            if self._rehearsal:
                self._clock.ahead = timedelta(seconds=ahead_seconds(tx))
                at = self._clock.read()
            queues = due_queues(tx, at.real)
            timer_at, soon = next_of_all(tx, at.real)
            behind = following.is_behind(tx, at.now)
        if behind or (timer_at is not None and timer_at <= at.now):
            queues.add(DEADLINES)
        for queue in sorted(queues & {DELIVER, SLOW, DEADLINES}):
            self._bell.ring_again(queue)
        self._purge(at)
        return self._until_next(at, timer_at, soon)

    def _until_next(self, at: Instant, timer_at: datetime | None, soon: list[datetime]) -> float:
        waits = [(due - at.real).total_seconds() for due in soon]
        if timer_at is not None and timer_at > at.now:
            waits.append((timer_at - at.now).total_seconds())
        return max(_SHORTEST_SECONDS, min([TICK_SECONDS, *waits]))

    def _purge(self, at: Instant) -> None:
        if self._purge_at is not None and at.real < self._purge_at:
            return
        self._purge_at = at.real + _PURGE_EVERY
        with self._database.write() as tx:
            purge_raw(tx, at.real)
