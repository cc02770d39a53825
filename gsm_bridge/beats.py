"""What a child says to its core through a pipe: before each call, what it is and how long it may take.

libGammu waits 20 s to 12 minutes for a silent modem and can't be interrupted from inside, so the core kills a child
that overruns (LESSONS "GSM modem", docs/gsm.md).
"""

import contextlib
import os
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol


class Activity(StrEnum):
    """Kinds of calls that may hang, each with its own patience."""

    START = "start"
    INIT = "init"
    PIN = "pin"
    IDENTIFY = "identify"
    ARM = "arm"
    LOOK = "look"
    LIST = "list"
    READ = "read"
    DELETE = "delete"
    HANG_UP = "hang_up"
    SIGNAL = "signal"
    NETWORK = "network"
    SEND = "send"
    RING = "ring"
    CLOSE = "close"
    DATABASE = "database"
    REST = "rest"


#: Seconds. Several times what a slow modem needs, far below what libGammu would wait. SEND: it notices a missing
#: prompt by itself after 31 s, when certainly nothing has left; a result of the network may take some 20 s.
#: RING: one step of a call (gsm_bridge/ringing.py), which gives up by itself before.
DEADLINES: Final = {
    Activity.START: 20.0,
    Activity.INIT: 30.0,
    Activity.PIN: 20.0,
    Activity.IDENTIFY: 12.0,
    Activity.ARM: 12.0,
    Activity.LOOK: 6.0,
    Activity.LIST: 20.0,
    Activity.READ: 10.0,
    Activity.DELETE: 12.0,
    Activity.HANG_UP: 8.0,
    Activity.SIGNAL: 8.0,
    Activity.NETWORK: 12.0,
    Activity.SEND: 45.0,
    Activity.RING: 22.0,
    Activity.CLOSE: 2.0,
    Activity.DATABASE: 60.0,
    Activity.REST: 10.0,
}
_WORKING = "working"


class Announce(Protocol):
    """Beats.about_to."""

    def __call__(self, activity: Activity, place: int = 0) -> None: ...


class Beats:
    """The child's end of the pipe."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def about_to(self, activity: Activity, place: int = 0) -> None:
        """Said before each call; the next word takes this one back. place: of the SIM, that is read."""
        self._say(f"{activity} {place}" if place else activity)

    def working(self, sim: str) -> None:
        """Said once: the modem answers, and this is the SIM (IMSI) whose deliveries are in this child's hands."""
        self._say(f"{_WORKING} {sim}")

    def _say(self, line: str) -> None:
        # a core that is gone takes us along by the kernel's hand, not by an error here
        with contextlib.suppress(BrokenPipeError):
            os.write(self._descriptor, f"{line}\n".encode())


@dataclass
class Pulse:
    """The core's end: what the child said last. since and at: monotonic seconds. place: of the SIM, that is read."""

    activity: Activity
    since: float
    place: int = 0
    sim: str = ""
    working_since: float | None = None
    _rest: bytes = b""

    def heard(self, octets: bytes, at: float) -> None:
        *lines, self._rest = (self._rest + octets).split(b"\n")
        for line in lines:
            word, _, more = line.decode().partition(" ")
            if word == _WORKING:
                self.sim, self.working_since = more, at
            else:
                self.activity, self.since, self.place = Activity(word), at, int(more or 0)

    @property
    def overrun_at(self) -> float:
        return self.since + DEADLINES[self.activity]
