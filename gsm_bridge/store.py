"""The database as a child uses it: each use is announced, and the rehearsal clock is followed."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from gsm_bridge.beats import Activity
from models.clock import Clock, Instant
from models.db import Database
from models.queries.lanes import due_queues
from models.queries.rehearsal import ahead_seconds
from models.rules.delivery.outgoing import SMS_QUEUE

Result = TypeVar("Result")
#: The database is away for a moment: nothing was written, and the same can be tried again.
AWAY = (OperationalError, InterfaceError)


class Store:
    """Raises one of AWAY when the database is."""

    def __init__(
        self, database: Database, clock: Clock, about_to: Callable[[Activity], None], *, rehearsal: bool
    ) -> None:
        self._database = database
        self._clock = clock
        self._about_to = about_to
        self._rehearsal = rehearsal

    def write(self, act: Callable[[Connection, Instant], Result], *, durable: bool = False) -> Result:
        """durable: on disk before this returns."""
        self._about_to(Activity.DATABASE)
        with self._database.write(durable=durable) as tx:
            self._follow_rehearsal(tx)
            return act(tx, self._clock.read())

    def something_departs(self) -> bool:
        """Whether an SMS may be due, of any SIM. Holds nobody up."""
        self._about_to(Activity.DATABASE)
        with self._database.read() as tx:
            self._follow_rehearsal(tx)
            return SMS_QUEUE in due_queues(tx, self._clock.read().real)

    def _follow_rehearsal(self, tx: Connection) -> None:
        """Before each use: what comes right after the clock was moved is stamped by the moved one."""
        if self._rehearsal:
            self._clock.ahead = timedelta(seconds=ahead_seconds(tx))
