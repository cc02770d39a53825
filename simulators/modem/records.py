"""What is remembered: slots, messages on their way and sent, calls. All are plain enough for the journal."""

from dataclasses import dataclass, field
from typing import Any

from simulators.modem.parts import Joined
from simulators.modem.pdu import Concatenation, Content

Wire = dict[str, Any]
#: States of a slot, as AT+CMGL gives them.
UNREAD, READ, UNSENT, SENT = 0, 1, 2, 3


@dataclass
class Slot:
    """pdu: hex digits. filler: put there only to fill the SIM."""

    pdu: str
    status: int
    filler: bool = False


@dataclass
class Waiting:
    """Something the network still has to hand to the modem. due: time.time().

    part: [message, place in its parts] and verdict belong to a status report.
    """

    id: int
    pdu: str
    due: float
    part: list[int] | None = None
    verdict: str = ""


@dataclass
class SentPart:
    """octets: hex. report: the latest status the modem was told. held: one more follows when a tester says so."""

    number: int
    total: int
    reference: int
    concat_reference: int | None
    wide: bool
    encoding: str
    octets: str
    flash: bool
    validity: float | None
    report_wanted: bool
    at: str
    report: str | None = None
    held: bool = False

    @property
    def content(self) -> Content:
        long = None
        if self.concat_reference is not None:
            long = Concatenation(self.concat_reference, self.total, self.number, self.wide)
        return Content(self.encoding, bytes.fromhex(self.octets), long, self.flash)

    def shown(self) -> Wire:
        """validity: minutes."""
        seen = ("reference", "concat_reference", "encoding", "flash", "validity", "report_wanted", "report", "at")
        return {"part": self.number, "of": self.total, **{name: getattr(self, name) for name in seen}}


@dataclass
class SentMessage:
    id: int
    to: str
    parts: list[SentPart] = field(default_factory=list)

    @property
    def joined(self) -> Joined:
        return Joined(self.parts[0].total, {part.number: part.content for part in self.parts})

    def shown(self) -> Wire:
        joined = self.joined
        parts = [part.shown() for part in self.parts]
        return {"id": self.id, "to": self.to, "text": joined.text, "complete": joined.complete, "parts": parts}


@dataclass
class Call:
    """An incoming call. state: ringing, rejected, answered or missed; over: nobody is on the line any more."""

    id: int
    caller: str
    rings_planned: int
    interval: float
    state: str = "ringing"
    rings: int = 0
    clip_to_hangup_ms: float | None = None
    over: bool = False

    def shown(self) -> Wire:
        seen = ("id", "state", "rings", "clip_to_hangup_ms", "over")
        return {"from": self.caller, **{name: getattr(self, name) for name in seen}}


@dataclass
class DialledCall:
    """A call that the terminal dialled. seconds: how long it was open, None while it is.

    state: dialling, ringing, answered; it stays as it was at the end. ended_by: modem, phone or network.
    """

    id: int
    number: str
    at: str
    seconds: float | None = None
    state: str = "dialling"
    ended_by: str = ""
