"""Every few seconds of the sweeper: what modems do is told to staff, and SMS that do not leave are looked after."""

import logging
import socket
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from models.actions.delivery.sms_waiting import look_after_waiting
from models.actions.reach.modem_watch import watch_modems
from models.actions.reach.modems import retire_others
from models.actions.reach.sim_places import tell_of_bad_places
from models.clock import Instant
from models.db import Database
from models.queries.modems import any_modem
from models.rules.health.modem_health import NOT_SERVED_AFTER

_EVERY = timedelta(seconds=5)
#: Who has not looked for so long was asleep, or its database was away: then so was the bridge's.
_GAP = 4 * _EVERY

log = logging.getLogger(__name__)


class ModemWatch:
    """devices: those that the settings of this host name; None: nobody is retired."""

    def __init__(self, database: Database, devices: Collection[str] | None = None) -> None:
        self._database = database
        self._devices = devices
        self._looked_at: datetime | None = None
        self._looking_since: datetime | None = None

    def look(self, at: Instant) -> None:
        """Raises SQLAlchemyError when the database is away. Whatever else is wrong must not hold up deadlines."""
        if self._looked_at is not None and abs(at.real - self._looked_at) < _EVERY:
            return
        if self._looked_at is None or abs(at.real - self._looked_at) > _GAP:
            self._looking_since = at.real
        self._looked_at = at.real
        try:
            self._look(at)
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("modems are not watched")

    def _look(self, at: Instant) -> None:
        with self._database.read() as tx:
            if not any_modem(tx):
                return
        with self._database.write() as tx:
            if self._devices is not None:
                retire_others(tx, at, socket.gethostname(), self._devices)
                self._devices = None
            told = watch_modems(tx, at, seeing=self._sees(at.real))
            if tell_of_bad_places(tx, at) or told:
                log.info("staff were told of a modem")
        with self._database.write() as tx:
            moved = look_after_waiting(tx, at)
        if moved:
            log.info("another SIM sends what waited in %s lanes", moved)

    def _sees(self, real: datetime) -> bool:
        """A bridge that lives has had the time to say so."""
        return self._looking_since is not None and real - self._looking_since > NOT_SERVED_AFTER
