"""Asks the modem itself whether it still takes PDUs, between two calls of libGammu.

A modem that restarted silently is in text mode: libGammu, which remembers what it once set, would send the digits of
a PDU as text, to a number made of its length, and call that a success. It has no call that asks.
What the modem says by itself at that moment is not for libGammu to read any more, so it is handed on from here.
"""

import os
import re
import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_PATIENCE = 2.0
_QUESTION = b"AT+CMGF?\r"
_CLIP = re.compile(r'\+CLIP: *"([^"]*)"')
_END = re.compile(r"OK|ERROR|\+CM[ES] ERROR: *\d+")


@dataclass
class Heard:
    """What the modem said. mode: 0 PDU, 1 text, None: no answer that can be understood."""

    mode: int | None = None
    ended: bool = False
    rings: list[str] = field(default_factory=list)
    report_pdus: list[str] = field(default_factory=list)
    announcements: int = 0
    report_follows: bool = False

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
        elif _END.fullmatch(line):
            self.ended = True


def ask(terminal: int, clock: Callable[[], float] = time.monotonic) -> Heard:
    """terminal: an open descriptor, from which nobody else reads meanwhile. A millisecond, at most two seconds."""
    heard, rest = Heard(), b""
    os.write(terminal, _QUESTION)
    until = clock() + _PATIENCE
    # a report that has begun is read to its end
    while not heard.ended or rest or heard.report_follows:
        readable, _, _ = select.select([terminal], [], [], max(0.0, until - clock()))
        if not readable:
            break
        octets = os.read(terminal, 4096)
        if not octets:
            break
        *lines, rest = re.split(rb"[\r\n]+", rest + octets)
        for line in lines:
            heard.line(line.decode("latin-1").strip())
    return heard
