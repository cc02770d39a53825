"""Those who ring: kept durably, then hung up on, before anything else is done."""

import logging
import time

from gsm_bridge.calls import Calls
from gsm_bridge.errors import ModemRefused
from gsm_bridge.gammu_modem import GammuModem
from gsm_bridge.store import AWAY, Store
from models.actions.reach.sms_arrivals import keep_call

log = logging.getLogger(__name__)


class Callers:
    """sim: IMSI of the SIM that is rung."""

    def __init__(self, modem: GammuModem, store: Store, sim: str) -> None:
        self._modem = modem
        self._store = store
        self._sim = sim
        self._calls = Calls()
        self._not_kept: list[str] = []

    def attend(self) -> bool:
        """True if a call was kept. While the database is away nobody is hung up on: who rings on is not lost."""
        self._listen()
        kept = False
        while self._not_kept:
            number = self._not_kept[0]
            try:
                self._keep(number)
            except AWAY as error:
                log.warning("a call is not kept yet: %s", type(error).__name__)
                return kept
            del self._not_kept[0]
            kept = True
            self._listen()  # who rang on meanwhile has not called again
            self._hang_up()
        return kept

    def _listen(self) -> None:
        self._modem.hear_out()
        for ringing in self._modem.take_rings():
            now = time.monotonic()
            if ringing is None:
                self._calls.over(now)
            elif self._calls.rings(ringing, now):
                self._not_kept.append(ringing)

    def _keep(self, number: str) -> None:
        try:
            self._store.write(lambda tx, at: keep_call(tx, at, self._sim, number), durable=True)
        finally:
            self._calls.unheard_until(time.monotonic())

    def _hang_up(self) -> None:
        """Once a call: after a refusal libGammu sends nothing more until the call has ended by itself."""
        try:
            self._modem.hang_up()
        except ModemRefused as refused:
            log.warning("the modem does not hang up: %s", refused)
        else:
            self._listen()  # rings that were on their way, however long it took to read them
            self._calls.over(time.monotonic())
