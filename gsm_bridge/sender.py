"""Sends what waits in SQL, one part or one call at a time, so that nobody who texts or rings waits longer."""

import logging
import secrets
import time
from collections.abc import Callable

from sqlalchemy import Connection

from gsm_bridge.endings import Ending, EndOfChild
from gsm_bridge.gammu_modem import GammuModem
from gsm_bridge.ringing import Ringing
from gsm_bridge.sending import Sending
from gsm_bridge.store import AWAY, Store
from models.actions.delivery import sms_departures
from models.actions.delivery.sms_departures import Departure, DueRing
from models.actions.queue import lanes
from models.actions.queue.lanes import Lease
from models.actions.reach import modems
from models.clock import Instant
from models.rules.delivery.send_results import FailedPermanently, Refusal

#: Seconds that the network's word is kept for a database that is away; then its row's fate is what a crash leaves.
_RECORD_PATIENCE = 40.0
_DATABASE_AWAY = 0.3

_NOT_ALLOWED = Ringing(FailedPermanently(Refusal.OTHER, "GSM_MODEM_VOICE does not name this modem"), refused=True)
Following = Departure | DueRing | None

log = logging.getLogger(__name__)


class Sender:
    """sim: IMSI, whose lanes these are. stop: a descriptor, readable when we are to stop: a call is cut short then.

    may_ring: False: nobody is called from this modem.
    """

    def __init__(
        self, modem: GammuModem, store: Store, device: str, sim: str, stop: int, *, may_ring: bool = True
    ) -> None:
        self._modem = modem
        self._store = store
        self._device = device
        self._sim = sim
        self._stop = stop
        self._may_ring = may_ring
        self._token = secrets.token_hex(8)
        self._held: tuple[Lease, Departure | DueRing] | None = None

    @property
    def busy(self) -> bool:
        """The next part of the lane is in our hands."""
        return self._held is not None

    def send_one(self) -> bool:
        """True if a part or a call was tried: more may wait. Raises EndOfChild when the connection can't be trusted
        any more; what is known of it is recorded before."""
        lease, departure = self._held or self._next() or (None, None)
        if lease is None or departure is None:
            return False
        self._held = lease, departure
        if not self._modem.takes_pdus():
            raise EndOfChild(Ending.RENEWED, "the modem does not take PDUs any more")
        if not self._store.write(lambda tx, at: self._mark_leaving(tx, at, lease, departure), durable=True):
            self._held = None
            return True
        if isinstance(departure, DueRing):
            self._ring(lease, departure)
        else:
            self._send(lease, departure)
        return True

    def _send(self, lease: Lease, departure: Departure) -> None:
        sending = self._modem.send(departure)
        self._record(lease, departure.id, lambda tx, at: self._sent(tx, at, lease, departure, sending))
        if sending.spoilt:
            raise EndOfChild(Ending.RENEWED, f"after sending: {type(sending.result).__name__}")

    def _sent(self, tx: Connection, at: Instant, lease: Lease, departure: Departure, sending: Sending) -> Following:
        return sms_departures.record_departure(tx, at, lease, departure, sending.result, sending.reference)

    def _ring(self, lease: Lease, due: DueRing) -> None:
        ringing = self._modem.ring(due.number, self._stop) if self._may_ring else _NOT_ALLOWED
        self._record(lease, due.id, lambda tx, at: self._rung(tx, at, lease, due, ringing))
        if ringing.spoilt:
            raise EndOfChild(Ending.RENEWED, f"after a call: {type(ringing.result).__name__}")

    def _rung(self, tx: Connection, at: Instant, lease: Lease, due: DueRing, ringing: Ringing) -> Following:
        if ringing.free:
            modems.note_line_free(tx, self._device)
        if ringing.voice is not None:
            modems.note_voice(tx, self._device, voice=ringing.voice)
        return sms_departures.record_ring(tx, at, lease, due, ringing.result, refused=ringing.refused)

    def _next(self) -> tuple[Lease, Departure | DueRing] | None:
        return self._store.write(lambda tx, at: sms_departures.next_departure(tx, at, self._sim, self._token))

    def _mark_leaving(self, tx: Connection, at: Instant, lease: Lease, departure: Departure | DueRing) -> bool:
        if sms_departures.mark_leaving(tx, departure, self._sim, at.real):
            if isinstance(departure, DueRing):
                modems.note_dialling(tx, self._device, at)
            return True
        lanes.release_lane(tx, lease, at.real)  # it was cancelled; what stands behind it may go
        return False

    def _record(self, lease: Lease, row_id: int, write: Callable[[Connection, Instant], Following]) -> None:
        """Also while the database is away for a moment: what is known now is not known any more later."""
        until = time.monotonic() + _RECORD_PATIENCE
        while True:
            try:
                following = self._store.write(write)
            except AWAY as error:
                if time.monotonic() > until:
                    raise
                log.warning("row %s not recorded yet: %s", row_id, type(error).__name__)
                time.sleep(_DATABASE_AWAY)
            else:
                self._held = (lease, following) if following is not None else None
                return
