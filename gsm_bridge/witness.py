"""What the core says in the database for children that can't any more. It never raises: a modem comes first."""

import logging
import socket
from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from models.actions.delivery.sms_departures import take_over
from models.actions.reach.modems import begin_serving, keep_serving, note_modem
from models.actions.reach.sim_places import note_death
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
        self._host = socket.gethostname()

    def begin(self, devices: Sequence[str]) -> bool:
        return self._write(
            lambda tx: begin_serving(tx, self._clock.read(), self._host, devices), "the start is not noted"
        )

    def serves(self) -> bool:
        return self._write(lambda tx: keep_serving(tx, self._clock.read(), self._host), "the heartbeat is not noted")

    def note(self, device: str, state: str, detail: str = "", lasted: float = 0.0) -> bool:
        bad_for = timedelta(seconds=lasted)
        return self._write(
            lambda tx: note_modem(
                tx, self._clock.read(), device, state=state, detail=detail[:255], host=self._host, bad_for=bad_for
            ),
            "state not noted",
        )

    def child_is_dead(self, sim: str) -> None:
        """Staff hear of what was in flight now, not when the modem comes back; its next child asks once more."""
        self._write(lambda tx: take_over(tx, self._clock.read(), sim), "nothing taken over yet")

    def reader_died(self, sim: str, place: int) -> bool:
        return self._write(
            lambda tx: note_death(tx, self._clock.read(), sim, place), "the place of the death is not noted"
        )

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
