"""Empties the SIM: what lies there is stored durably, then deleted; what can't be read or deleted is left alone."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from gsm_bridge.decoding import Foreign, Slot
from gsm_bridge.endings import Ending, EndOfChild
from gsm_bridge.errors import ModemRefused
from gsm_bridge.gammu_modem import GammuModem
from gsm_bridge.store import AWAY, Store
from models.actions.delivery.sms_departures import Receipt, record_receipt
from models.actions.reach.sim_places import listing_went_well
from models.actions.reach.sms_arrivals import Arrived, keep_sms
from models.clock import Instant

#: Stored in one transaction, and then deleted one by one.
_BATCH = 20
#: Seconds between tries to delete what the SIM would not let go.
_FIRST_PATIENCE, _LONGEST_PATIENCE = 10.0, 600.0

log = logging.getLogger(__name__)


@dataclass
class _Left:
    """Something that stays on the SIM. again_at: when to try once more (monotonic); None: never."""

    fingerprint: str
    again_at: float | None
    patience: float = _FIRST_PATIENCE


class SimReader:
    """between: called between two talks with the modem, for whoever must not wait. woken: what came is ready."""

    def __init__(
        self,
        modem: GammuModem,
        store: Store,
        sim: str,
        between: Callable[[], None],
        woken: Callable[[], None],
    ) -> None:
        self._modem = modem
        self._store = store
        self._sim = sim
        self._between = between
        self._woken = woken
        self._left: dict[int, _Left] = {}
        self._listed = False

    @property
    def something_stays(self) -> bool:
        """Places on the SIM are taken for good."""
        return bool(self._left or self._modem.passed_over.places)

    @property
    def unreadable(self) -> int:
        return sum(left.fingerprint == "unreadable" for left in self._left.values())

    def empty(self) -> None:
        """Raises one of store.AWAY when the database is: then everything still lies on the SIM."""
        slots = self._modem.listed()
        if not self._listed:
            self._begin()
        # libGammu reads in text mode too, and takes the digits for the words
        if slots and not self._modem.takes_pdus():
            raise EndOfChild(Ending.RENEWED, "the modem does not take PDUs any more")
        self._between()
        found = {slot.location: slot.fingerprint for slot in slots}
        self._left = {place: left for place, left in self._left.items() if found.get(place) == left.fingerprint}
        # places are taken anew as they become free: only the network's stamps tell what came first
        wanted = sorted((slot for slot in slots if self._is_wanted(slot)), key=_stamp)
        for first in range(0, len(wanted), _BATCH):
            for slot in self._keep(wanted[first : first + _BATCH]):
                self._delete(slot)
                self._between()

    def _begin(self) -> None:
        """A first listing ended well. What libGammu must not read is kept without it, and stays on the SIM."""
        passed = self._modem.passed_over
        readable = [one for one in passed.read if not isinstance(one.content, Foreign | None)]
        if readable:
            self._keep(readable)
        if not passed.places:
            self._store.write(lambda tx, _: listing_went_well(tx, self._sim))
        self._listed = True

    def _is_wanted(self, slot: Slot) -> bool:
        left = self._left.get(slot.location)
        if left is not None:
            return left.again_at is not None and time.monotonic() >= left.again_at
        if slot.content is None:
            log.warning("place %s can't be read; it is left alone", slot.location)
        if slot.content is None or isinstance(slot.content, Foreign):
            self._left[slot.location] = _Left(slot.fingerprint, None)
            return False
        return True

    def _keep(self, slots: Sequence[Slot]) -> list[Slot]:
        """Those that are stored now, or were before."""
        try:
            if self._store.write(lambda tx, at: [self._keep_one(tx, at, slot) for slot in slots], durable=True):
                self._woken()
        except AWAY:
            raise
        except Exception:
            log.exception("a batch of %s is not stored, trying one by one", len(slots))
            return [slot for slot in slots if self._kept_alone(slot)]
        return list(slots)

    def _kept_alone(self, slot: Slot) -> bool:
        """False: we can't store it, so it stays on the SIM and holds up no other."""
        try:
            self._store.write(lambda tx, at: self._keep_one(tx, at, slot), durable=True)
        except AWAY:
            raise
        except Exception:
            log.exception("place %s can't be stored; it is left alone", slot.location)
            self._left[slot.location] = _Left(slot.fingerprint, None)
            return False
        self._woken()
        return True

    def _keep_one(self, tx: Connection, at: Instant, slot: Slot) -> bool:
        if isinstance(slot.content, Arrived):
            return keep_sms(tx, at, self._sim, slot.content)
        assert isinstance(slot.content, Receipt)
        return record_receipt(tx, at, self._sim, slot.content)

    def _delete(self, slot: Slot) -> None:
        try:
            self._modem.delete(slot.location)
        except ModemRefused as refused:
            log.warning("place %s is stored, and can't be deleted: %s", slot.location, refused)
            left = self._left.setdefault(slot.location, _Left(slot.fingerprint, None, _FIRST_PATIENCE / 2))
            left.patience = min(left.patience * 2, _LONGEST_PATIENCE)
            left.again_at = time.monotonic() + left.patience
        else:
            self._left.pop(slot.location, None)


def _stamp(slot: Slot) -> datetime:
    if isinstance(slot.content, Arrived):
        return slot.content.sent_at
    assert isinstance(slot.content, Receipt)
    return slot.content.at
