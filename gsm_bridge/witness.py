"""What the core says in the database for children that can't any more. It never raises: a modem comes first."""

import logging
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from models.actions.modems import note_modem
from models.actions.sms_departures import take_over
from models.clock import Clock
from models.db import Database
from models.queries.rehearsal import ahead_seconds
from models.settings import Settings

log = logging.getLogger(__name__)


class DatabaseWitness:
    """Implements keeper.Witness."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._database = database
        self._clock = clock
        self._rehearsal = settings.rehearsal

    def note(self, device: str, state: str, detail: str = "") -> bool:
        return self._write(
            lambda tx: note_modem(tx, self._clock.read(), device, state=state, detail=detail[:255]), "state not noted"
        )

    def child_is_dead(self, sim: str) -> None:
        """Staff hear of what was in flight now, not when the modem comes back; its next child asks once more."""
        self._write(lambda tx: take_over(tx, self._clock.read(), sim), "nothing taken over yet")

    def _write(self, act: Callable[[Connection], object], otherwise: str) -> bool:
        try:
            if self._rehearsal:
                with self._database.read() as tx:
                    self._clock.ahead = timedelta(seconds=ahead_seconds(tx))
            with self._database.write() as tx:
                act(tx)
        except (SQLAlchemyError, OSError) as error:
            log.warning("%s: %s", otherwise, type(error).__name__)
            return False
        return True
