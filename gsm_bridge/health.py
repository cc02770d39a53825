"""How the modem is, for staff: signal, network, room on the SIM. Asked every few seconds, noted when it changed."""

import logging
import time
from typing import Any

from gsm_bridge.errors import ModemRefused
from gsm_bridge.gammu_modem import GammuModem
from gsm_bridge.store import AWAY, Store
from models.actions.reach.modems import note_modem

#: Seconds.
_SIGNAL_EVERY, _NETWORK_EVERY, _NOTED_EVERY = 10.0, 20.0, 30.0
#: Percent: signals waver.
_SIGNAL_STEP = 10

log = logging.getLogger(__name__)


class Health:
    """device and sim: which modem it is. registered: whether sending makes sense."""

    def __init__(self, modem: GammuModem, store: Store, device: str, sim: str) -> None:
        self._modem = modem
        self._store = store
        self._device = device
        self._known: dict[str, Any] = {"sim": sim, "signal": None, "operator": None, "detail": None}
        self._noted: dict[str, Any] = {}
        self._full = False
        self._signal_at = self._network_at = self._noted_at = 0.0
        self.registered = True

    def begin(self, number: str | None) -> None:
        if number:
            self._known["number"] = number

    @property
    def due_at(self) -> float:
        """Monotonic seconds."""
        return min(self._signal_at + _SIGNAL_EVERY, self._network_at + _NETWORK_EVERY)

    def check(self) -> None:
        """A silent modem ends in ModemLost here, or in the core's hands."""
        now = time.monotonic()
        if now >= self._signal_at + _SIGNAL_EVERY:
            self._signal_at = now
            self._known["signal"] = self._signal()
        if now >= self._network_at + _NETWORK_EVERY or not self.registered:
            self._network_at = now
            self._look_for_network()
        self.note()

    def sim_is(self, *, full: bool, unreadable: int) -> None:
        self._full = full
        self._known["detail"] = f"unreadable messages on the SIM: {unreadable}" if unreadable else None
        self.note()

    def note(self) -> None:
        """Writes what is known, unless it is written already. Nothing is known before the network was asked."""
        if not self._network_at:
            return
        state = "no_network" if not self.registered else "full" if self._full else "working"
        known = {**self._known, "state": state}
        if self._is_noted(known) and time.monotonic() < self._noted_at + _NOTED_EVERY:
            return
        try:
            self._store.write(lambda tx, at: note_modem(tx, at, self._device, **known))
        except AWAY as error:
            log.warning("how the modem is was not noted: %s", type(error).__name__)
        else:
            self._noted, self._noted_at = known, time.monotonic()

    def _is_noted(self, known: dict[str, Any]) -> bool:
        before, after = self._noted.get("signal"), known["signal"]
        close = before == after or (None not in (before, after) and abs(before - after) < _SIGNAL_STEP)
        return close and {**self._noted, "signal": None} == {**known, "signal": None}

    def _signal(self) -> int | None:
        try:
            return self._modem.signal()
        except ModemRefused as refused:
            log.warning("no signal told: %s", refused)
            return None

    def _look_for_network(self) -> None:
        """A modem that can't say keeps its former state: sending tells more."""
        try:
            self.registered, operator = self._modem.network()
        except ModemRefused as refused:
            log.warning("no network told: %s", refused)
            return
        self._known["operator"] = operator or None
