"""Sends what waits in SQL, one part at a time, so that nobody who rings or texts waits longer than for one part."""

import logging
import secrets
import time

from sqlalchemy import Connection

from gsm_bridge.endings import Ending, EndOfChild
from gsm_bridge.gammu_modem import GammuModem
from gsm_bridge.sending import Sending
from gsm_bridge.store import AWAY, Store
from models.actions import lanes, sms_departures
from models.actions.lanes import Lease
from models.actions.sms_departures import Departure
from models.clock import Instant

#: Seconds that the network's word is kept for a database that is away; then its row's fate is what a crash leaves.
_RECORD_PATIENCE = 40.0
_DATABASE_AWAY = 0.3

log = logging.getLogger(__name__)


class Sender:
    """sim: IMSI, whose lanes these are."""

    def __init__(self, modem: GammuModem, store: Store, sim: str) -> None:
        self._modem = modem
        self._store = store
        self._sim = sim
        self._token = secrets.token_hex(8)
        self._held: tuple[Lease, Departure] | None = None

    @property
    def busy(self) -> bool:
        """The next part of the lane is in our hands."""
        return self._held is not None

    def send_one(self) -> bool:
        """True if a part was tried: more may wait. Raises EndOfChild when the connection can't be trusted any more;
        what is known of the part is recorded before."""
        lease, departure = self._held or self._next() or (None, None)
        if lease is None or departure is None:
            return False
        self._held = lease, departure
        if not self._modem.takes_pdus():
            raise EndOfChild(Ending.RENEWED, "the modem does not take PDUs any more")
        if not self._store.write(lambda tx, at: self._mark_leaving(tx, at, lease, departure), durable=True):
            self._held = None
            return True
        sending = self._modem.send(departure)
        self._held = self._record(lease, departure, sending)
        if sending.spoilt:
            raise EndOfChild(Ending.RENEWED, f"after sending: {type(sending.result).__name__}")
        return True

    def _next(self) -> tuple[Lease, Departure] | None:
        return self._store.write(lambda tx, at: sms_departures.next_departure(tx, at, self._sim, self._token))

    def _mark_leaving(self, tx: Connection, at: Instant, lease: Lease, departure: Departure) -> bool:
        if sms_departures.mark_leaving(tx, departure, self._sim, at.real):
            return True
        lanes.release_lane(tx, lease, at.real)  # it was cancelled; what stands behind it may go
        return False

    def _record(self, lease: Lease, departure: Departure, sending: Sending) -> tuple[Lease, Departure] | None:
        until = time.monotonic() + _RECORD_PATIENCE
        while True:
            try:
                following = self._store.write(
                    lambda tx, at: sms_departures.record_departure(
                        tx, at, lease, departure, sending.result, sending.reference
                    )
                )
            except AWAY as error:
                if time.monotonic() > until:
                    raise
                log.warning("row %s not recorded yet: %s", departure.id, type(error).__name__)
                time.sleep(_DATABASE_AWAY)
            else:
                return (lease, following) if following is not None else None
