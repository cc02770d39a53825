"""A few words with the modem past libGammu, on its own descriptor and between two of its calls.

For what libGammu can't ask, or asks wrongly. What the modem says by itself meanwhile is not for libGammu to read any
more, so it is kept here to be handed on.
"""

import os
import re
import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from gsm_bridge.calls import RingLine

#: The caller's number, of the first call and of one that waits behind another.
_CLIP = re.compile(r'\+(?:CLIP|CCWA): *"([^"]*)"')
_CALL = re.compile(r"\+CLCC: *\d+, *([01]), *(\d)")
_RING = re.compile(r"RING|\+CRING: .*")
_FINAL = re.compile(r"OK|ERROR|\+CM[ES] ERROR: *\d+")
_CALL_END = re.compile(r"NO CARRIER|NO ANSWER|NO DIAL ?TONE|BUSY")


@dataclass
class Heard:
    """What the modem said. mode: 0 PDU, 1 text, None: no answer that can be understood.

    final: the line that ended its answer. call_end: the line that ended a call. placed: states of calls that we
    placed, as AT+CLCC lists them (3GPP TS 27.007, 7.18). ring_lines: in order.
    others: lines that are none of these.
    """

    mode: int | None = None
    final: str = ""
    call_end: str = ""
    placed: list[int] = field(default_factory=list)
    rings: list[str] = field(default_factory=list)
    ring_lines: list[RingLine] = field(default_factory=list)
    report_pdus: list[str] = field(default_factory=list)
    announcements: int = 0
    report_follows: bool = False
    others: list[str] = field(default_factory=list)

    def line(self, line: str) -> None:
        if not line:
            return
        if self.report_follows:
            self.report_pdus.append(line)
            self.report_follows = False
        elif line.startswith("+CMGF:"):
            self.mode = int(line.partition(":")[2])
        elif line.startswith(("+CMTI:", "+CDSI:")):
            self.announcements += 1
        elif line.startswith("+CDS:"):
            self.report_follows = True
        elif found := _CLIP.match(line):
            self.rings.append(found[1])
            self.ring_lines.append(RingLine.NAMED)
        elif _RING.fullmatch(line):
            self.ring_lines.append(RingLine.RING)
        elif found := _CALL.match(line):
            self.placed += [int(found[2])] if found[1] == "0" else []
        elif _FINAL.fullmatch(line):
            self.final = line
        elif _CALL_END.fullmatch(line):
            self.call_end = line
        else:
            self.others.append(line)


class Talk:
    """terminal: an open descriptor, from which nobody else reads meanwhile. stop: readable when we are to stop.

    gone: the modem's cable was pulled. stopped: somebody wants us to stop.
    """

    def __init__(
        self, terminal: int, heard: Heard, stop: int | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.heard = heard
        self.clock = clock
        self.gone = self.stopped = False
        self._terminal = terminal
        self._stop = stop
        self._rest = b""

    def ask(self, command: str, seconds: float, *, enough: Callable[[], object] = lambda: False) -> bool:
        """Whether an answer came, which `heard.final` has then, or was not needed any more."""
        self.heard.final = ""
        try:
            os.write(self._terminal, f"{command}\r".encode("ascii"))
        except OSError:
            self.gone = True
            return False
        return self._hear(seconds, lambda: bool(self.heard.final or enough()), None)

    def listen(self, seconds: float, enough: Callable[[], object]) -> None:
        """To what the modem says by itself; also until we are to stop."""
        self._hear(seconds, enough, self._stop)

    def _hear(self, seconds: float, enough: Callable[[], object], stop: int | None) -> bool:
        until = self.clock() + seconds
        # a report that has begun is read to its end
        while not enough() or self._rest or self.heard.report_follows:
            sources = [self._terminal] if stop is None else [self._terminal, stop]
            readable, _, _ = select.select(sources, [], [], max(0.0, until - self.clock()))
            if stop in readable:
                self.stopped = True
            if self._terminal not in readable or not self._take_in():
                return bool(enough())
        return True

    def _take_in(self) -> bool:
        try:
            octets = os.read(self._terminal, 4096)
        except BlockingIOError:
            return True
        except OSError:
            octets = b""
        self.gone = not octets
        *lines, self._rest = re.split(rb"[\r\n]+", self._rest + octets)
        for line in lines:
            self.heard.line(line.decode("latin-1").strip())
        return bool(octets)
