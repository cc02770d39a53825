"""Keeps one modem served: starts its child when the device is there, ends a child that hangs, starts the next."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from gsm_bridge import device as devices
from gsm_bridge.beats import Activity
from gsm_bridge.child import Child
from gsm_bridge.endings import Ending

#: Seconds. A path that is away for so long was unplugged; some drivers replace theirs in passing.
_GONE_AFTER = 1.0
_STEADY_AFTER = 10.0
_FIRST_WAIT, _LONGEST_WAIT = 0.25, 5.0
_PIN_WAIT = 30.0
_READING = (Activity.LIST, Activity.READ)

log = logging.getLogger(__name__)


class Witness(Protocol):
    """Who is told what became of a modem, and puts its rows right. The answers: whether it is written.

    begin: this bridge starts, for these devices. serves: it still runs.
    lasted: seconds of a state before it was seen. reader_died: at this place of the SIM; 0: while it listed.
    """

    def begin(self, devices: Sequence[str]) -> bool: ...

    def serves(self) -> bool: ...

    def note(self, device: str, state: str, detail: str = "", lasted: float = 0.0) -> bool: ...

    def child_is_dead(self, sim: str) -> None: ...

    def reader_died(self, sim: str, place: int) -> bool: ...


@dataclass
class Keeper:
    """All times are monotonic seconds."""

    device: str
    witness: Witness
    child: Child | None = None
    _start_at: float = 0.0
    _missing_since: float | None = None
    _failures: int = 0
    _known_unplugged: bool = False

    def tick(self, now: float) -> float:
        """Does what is due. Returns when to look again at the latest."""
        plugged = devices.is_plugged(self.device)
        self._missing_since = None if plugged else self._missing_since or now
        if self.child is not None:
            return self._watch(self.child, now)
        if not plugged:
            self._say_unplugged()
        elif now >= self._start_at:
            self._known_unplugged = False
            self.child = Child(self.device)
            return self.child.pulse.overrun_at
        return now + 0.25 if not plugged else self._start_at

    def _watch(self, child: Child, now: float) -> float:
        if not child.hear():
            child.kill()
            self._ended(child, child.bury(), now)
            return now
        if self._missing_since is not None and now - self._missing_since > _GONE_AFTER:
            self._end_by_force(child, Ending.UNPLUGGED, now)
            return now
        if child.overran(now):
            log.warning("modem %s: no end of %s, child killed", self.device, child.pulse.activity)
            self._end_by_force(child, Ending.SILENT, now)
            return now
        return min(child.pulse.overrun_at, now + 0.5)

    def _end_by_force(self, child: Child, why: Ending, now: float) -> None:
        child.kill()
        child.bury()
        self._ended(child, why, now)

    def _ended(self, child: Child, code: int, now: float) -> None:
        self.child = None
        steady = child.pulse.working_since is not None and now - child.pulse.working_since > _STEADY_AFTER
        self._failures = 0 if steady else self._failures + 1
        self._start_at = now + min(_FIRST_WAIT * 2 ** (self._failures - 1 if self._failures else 0), _LONGEST_WAIT)
        if child.pulse.sim:
            self.witness.child_is_dead(child.pulse.sim)
            if child.pulse.activity in _READING and (code < 0 or code in (Ending.CRASHED, Ending.SILENT)):
                self.witness.reader_died(child.pulse.sim, child.pulse.place)
        log.warning("modem %s: child ended: %s", self.device, _name(code))
        if code == Ending.UNPLUGGED:
            # what is put back must not wait for what was pulled
            self._failures, self._start_at = 0, now
            self._say_unplugged()
        elif code == Ending.REFUSED_PIN:
            self._start_at = now + _PIN_WAIT
        elif code not in (Ending.TAKEN, Ending.STOPPED, Ending.RENEWED):
            lasted = now - child.pulse.since
            self.witness.note(self.device, "silent", f"{_name(code)} during {child.pulse.activity}", lasted)

    def _say_unplugged(self) -> None:
        if not self._known_unplugged:
            self._known_unplugged = self.witness.note(self.device, "unplugged")


def _name(code: int) -> str:
    try:
        return Ending(code).name.lower()
    except ValueError:
        return f"signal {-code}" if code < 0 else f"exit {code}"
