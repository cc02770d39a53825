"""The tick: once a second it sees what is due in SQL and rings RQ. It holds nothing, so it can die at any time."""

import logging
import threading
import time
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from bell.redis_bell import RedisBell
from models.actions.enforcement import open_ticket_updates, stepped_clock
from models.actions.queue import ended_secrets
from models.actions.queue.inbox import PURGE_BATCH, purge_raw
from models.actions.reach import rechecks
from models.clock import Clock, Instant
from models.db import Database
from models.queries.deadlines import next_of_all
from models.queries.lanes import due_queues
from models.queries.rehearsal import ahead_seconds
from models.row_counts import count_what_grew
from models.rules.delivery.outgoing import DEADLINES, DELIVER, SLOW
from workers.account_watch import AccountWatch
from workers.group_watch import GroupWatch
from workers.holder import take_over_from_the_dead
from workers.modem_watch import ModemWatch

TICK_SECONDS = 1.0
_SHORTEST_SECONDS = 0.02
_PURGE_EVERY_SECONDS = 3600.0
#: How often it looks for addresses that are to be proved again: that is a matter of days.
_RECHECK_EVERY_SECONDS = 60.0
#: How often it looks for what waits too long because the clock ran ahead, its own or another machine's.
_MEND_EVERY_SECONDS = 10.0
_STEPPED_BACK = timedelta(seconds=-1)

log = logging.getLogger(__name__)


class Sweeper:
    """The guarantee behind every ring that was lost, and the one who rings for deadlines."""

    def __init__(
        self,
        database: Database,
        bell: RedisBell,
        clock: Clock,
        *,
        rehearsal: bool,
        modem_devices: Collection[str] | None = None,
        holders: Path | None = None,
    ) -> None:
        """holders: where the processes of this host say that they live (workers/holder.py)."""
        self._database = database
        self._bell = bell
        self._clock = clock
        self._rehearsal = rehearsal
        # monotonic: what goes by a clock that is set back would stand still with it
        self._purge_at = self._mend_at = self._count_at = self._recheck_at = 0.0
        self._ticked: tuple[datetime, float] | None = None
        self._holders = holders
        self._modems = ModemWatch(database, modem_devices)
        self._groups = GroupWatch(database)
        self._accounts = AccountWatch(database)

    def run(self, stop: threading.Event) -> None:
        """Until stopped. A database or a Redis that is away is waited for."""
        while not stop.is_set():
            try:
                wait = self.tick()
            except (SQLAlchemyError, RedisError, OSError) as error:
                away = "Redis" if isinstance(error, RedisError) else "the database"
                log.warning("tick failed, %s is away: %s", away, type(error).__name__)
                wait = TICK_SECONDS
            stop.wait(wait)

    def tick(self) -> float:
        """Rings what is due. Returns the seconds until the next tick, shorter when something is due before."""
        at = self._read_clock()
        self._mend(at)
        if self._holders is not None:
            take_over_from_the_dead(self._holders, self._database, self._clock)
        with self._database.read() as tx:
            queues = due_queues(tx, at.real)
            timer_at, soon = next_of_all(tx, at.real)
            behind = open_ticket_updates.is_behind(tx, at.now)
        self._modems.look(at)
        self._groups.look(at)
        self._accounts.look()
        self._count()
        if behind or (timer_at is not None and timer_at <= at.now):
            queues.add(DEADLINES)
        for queue in sorted(queues & {DELIVER, SLOW, DEADLINES}):
            self._bell.ring_again(queue)
        self._recheck(at)
        self._purge(at)
        return self._until_next(at, timer_at, soon)

    def _read_clock(self) -> Instant:
        if self._rehearsal:
            with self._database.read() as tx:
                self._clock.ahead = timedelta(seconds=ahead_seconds(tx))
        return self._clock.read()

    def _until_next(self, at: Instant, timer_at: datetime | None, soon: list[datetime]) -> float:
        waits = [(due - at.real).total_seconds() for due in soon]
        if timer_at is not None and timer_at > at.now:
            waits.append((timer_at - at.now).total_seconds())
        return max(_SHORTEST_SECONDS, min([TICK_SECONDS, *waits]))

    def _mend(self, at: Instant) -> None:
        """What was written while the clock ran ahead must not stand still now that it is right."""
        begins_or_stepped = self._ticked is None or self._stepped_back(at.real, *self._ticked)
        self._ticked = (at.real, time.monotonic())
        if not begins_or_stepped and time.monotonic() < self._mend_at:
            return
        self._mend_at = time.monotonic() + _MEND_EVERY_SECONDS
        with self._database.read() as tx:
            waits = stepped_clock.something_waits_too_long(tx, at.real)
        if not waits and not begins_or_stepped:
            return
        with self._database.write() as tx:
            moved = stepped_clock.mend_lanes(tx, at.real)
            if moved or begins_or_stepped:
                moved += stepped_clock.mend_the_rest(tx, at)
        if moved:
            log.warning("the clock ran ahead and was set back: %s rows were brought to the present", moved)

    @staticmethod
    def _stepped_back(real: datetime, before: datetime, ticked: float) -> bool:
        return real - before - timedelta(seconds=time.monotonic() - ticked) < _STEPPED_BACK

    def _count(self) -> None:
        if self._database.is_sqlite or time.monotonic() < self._count_at:
            return
        self._count_at = time.monotonic() + TICK_SECONDS
        with self._database.write() as tx:
            count_what_grew(tx)

    def _recheck(self, at: Instant) -> None:
        if self._recheck_at and time.monotonic() < self._recheck_at:
            return
        with self._database.read() as tx:
            due = rechecks.any_due(tx, at)
        looked = 0
        if due:
            with self._database.write() as tx:
                looked = rechecks.look(tx, at)
            self._bell.ring_again(DELIVER)
        if looked < rechecks.BATCH:  # else the next tick goes on
            self._recheck_at = time.monotonic() + _RECHECK_EVERY_SECONDS

    def _purge(self, at: Instant) -> None:
        if self._purge_at and time.monotonic() < self._purge_at:
            return
        with self._database.write() as tx:
            purged = max(purge_raw(tx, at.real), ended_secrets.hide_all(tx))
        if purged < PURGE_BATCH:  # else the next tick goes on
            self._purge_at = time.monotonic() + _PURGE_EVERY_SECONDS
