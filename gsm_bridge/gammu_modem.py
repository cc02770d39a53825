"""A modem through libGammu: the only module that knows it. One thread, and every call is announced before it is made.

Measured behaviour behind each line: LESSONS "GSM modem", docs/gsm.md.
"""

import contextlib
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import gammu  # type: ignore[import-untyped]

from gsm_bridge import device as devices
from gsm_bridge.bad_places import PassedOver
from gsm_bridge.beats import Activity, Announce
from gsm_bridge.calls import RingLine, UnnamedRings
from gsm_bridge.conversation_log import ConversationLog
from gsm_bridge.decoding import Gammu, Slot, receipt
from gsm_bridge.errors import ModemLost, ModemRefused
from gsm_bridge.probe import ask
from gsm_bridge.ringing import Call, Ringing
from gsm_bridge.sending import Sending, accepted, failed
from gsm_bridge.sim_memory import SimMemory, raw_octets
from gsm_bridge.talk import Heard, Talk
from gsm_bridge.tildes import to_leave
from models.actions.delivery.sms_departures import Departure, Receipt
from models.rules.sms.parts import Coding

_CONFIG = """[gammu]
device = {device}
connection = at115200
synchronizetime = no
startinfo = no
use_locking = no
atgen_setcnmi = ,1,,1
logformat = textall
logfile = {log}
"""
#: After these an answer may still be on its way, and would be taken for that of the next command.
_LOST = ("ERR_TIMEOUT", "ERR_NOTCONNECTED", "ERR_NOTRUNNING", "ERR_ABORTED", "ERR_BUG")
_CODINGS = {Coding.GSM7: "Default_No_Compression", Coding.UCS2: "Unicode_No_Compression"}
_CONCATENATION = b"\x05\x00\x03"


class GammuModem:
    """about_to: told before each call what comes. Nothing here survives a ModemLost: end the process."""

    def __init__(self, device: str, about_to: Announce) -> None:
        self._device = device
        self._about_to = about_to
        self._log = ConversationLog()
        self._memory = SimMemory(self._call, self._log)
        self.passed_over = PassedOver()
        self._machine: Any = gammu.StateMachine()
        self._rings: list[str | None] = []
        self._unnamed = UnnamedRings()
        self._reports: list[Receipt] = []
        self._sms_announced = True
        self._event_came = False
        with tempfile.NamedTemporaryFile("w", prefix="gammurc-") as config:
            config.write(_CONFIG.format(device=device, log=self._log.path))
            config.flush()
            # SetConfig would zero the CNMI parameters
            self._machine.ReadConfig(0, 0, config.name)
        self._machine.SetIncomingCallback(self._event)

    # -- beginning

    def open(self) -> None:
        """Leaves `terminal`: the descriptor to wait on."""
        self._call(Activity.INIT, "Init")
        terminal = devices.descriptor_of(self._device)
        if terminal is None:
            raise ModemLost("Init", "the device is gone")
        self.terminal = terminal

    def wanted_code(self) -> str:
        """ "PIN", "PUK", …, or nothing when the SIM is open."""
        return self._call(Activity.PIN, "GetSecurityStatus") or ""

    def enter_pin(self, pin: str) -> None:
        self._call(Activity.PIN, "EnterSecurityCode", Type="PIN", Code=pin)

    def imsi(self) -> str:
        return str(self._call(Activity.IDENTIFY, "GetSIMIMSI"))

    def own_number(self) -> str | None:
        """If somebody wrote it on the SIM."""
        try:
            entry = self._call(Activity.IDENTIFY, "GetMemory", Type="ON", Location=1)
        except ModemRefused:
            return None
        numbers = [part["Value"] for part in entry["Entries"] if part["Type"].startswith("Number_")]
        return numbers[0] if numbers else None

    def takes_pdus(self) -> bool:
        """Whether the modem still is in the mode that libGammu believes it to be in."""
        self._about_to(Activity.LOOK)
        heard = ask(self.terminal)
        self._hand_on(heard)
        return heard.mode == 0

    def _hand_on(self, heard: Heard) -> None:
        """What was said past libGammu and is not for us alone."""
        self._rings += heard.rings
        self._hear_rings(heard.ring_lines)
        self._sms_announced |= heard.announcements > 0
        for pdu in heard.report_pdus:
            with contextlib.suppress(gammu.GSMError, ValueError):
                self._reports.append(receipt(gammu.DecodePDU(bytes.fromhex(pdu), True), datetime.now(UTC)))

    def arm(self) -> None:
        """Asks the modem, as if for the first time, to tell of SMS, reports and calls."""
        for enable in (False, True):
            self._call(Activity.ARM, "SetIncomingSMS", enable)
            self._call(Activity.ARM, "SetIncomingCall", enable)

    def close(self) -> None:
        self._call(Activity.CLOSE, "Terminate")

    # -- what the modem tells by itself

    def look(self) -> None:
        """Takes in what the modem has said meanwhile."""
        self._call(Activity.LOOK, "ReadDevice", False)

    def hear_out(self) -> None:
        """Every call of libGammu hands on one event of a kind, however many wait: the others come with calls that
        do nothing (the AT driver knows no locales)."""
        self._event_came = True
        while self._event_came:
            self._event_came = False
            with contextlib.suppress(gammu.GSMError):
                self._machine.GetLocale()

    def take_rings(self) -> list[str | None]:
        """Numbers of those who ring, as often as they ring; empty for a withheld one. None: a call has ended."""
        if self._unnamed.take_missed():
            self._rings.insert(0, "")  # its end may be among them
        if self._unnamed.take(time.monotonic()):
            self._rings.append("")
        rings, self._rings = self._rings, []
        return rings

    @property
    def unnamed_due_at(self) -> float | None:
        """When somebody rings of whom nothing more will be said. Monotonic seconds."""
        return self._unnamed.due_at

    def _hear_rings(self, lines: Iterable[RingLine]) -> None:
        for line in lines:
            self._unnamed.hear(line, time.monotonic())

    def take_reports(self) -> list[Receipt]:
        reports, self._reports = self._reports, []
        return reports

    @property
    def sms_announced(self) -> bool:
        """Something new lies on the SIM, since the last listing."""
        return self._sms_announced

    @property
    def has_news(self) -> bool:
        return bool(self._sms_announced or self._rings or self._reports)

    def hang_up(self) -> None:
        self._call(Activity.HANG_UP, "CancelCall", 0, True)
        self._unnamed.hung_up()

    # -- calls of ours

    def ring(self, number: str, stop: int) -> Ringing:
        """A short call: half a minute at most. stop: a descriptor, readable when we are to stop; then we hang up."""
        heard = Heard()
        ringing = self._call_on(Talk(self.terminal, heard, stop)).ring(number)
        self._hand_on(heard)
        return ringing

    def end_own_call(self) -> bool:
        """Of a child that died in the middle of it. False: the modem would not."""
        heard = Heard()
        ended = self._call_on(Talk(self.terminal, heard)).hang_up()
        self._hand_on(heard)
        return ended

    def _call_on(self, talk: Talk) -> Call:
        return Call(talk, lambda: self._about_to(Activity.RING))

    def _event(self, _machine: object, kind: str, event: dict[str, Any]) -> None:
        # at most ten of a kind are queued, and gammu must not be called here: this only wakes
        self._event_came = True
        if kind == "Call":
            # an end comes with a number too, which is rubbish
            self._rings.append(event["Number"] if event.get("Status") == "IncomingCall" else None)
        elif kind == "SMS" and event.get("Type") == "Status_Report":
            self._reports.append(receipt(event, datetime.now(UTC)))
        elif kind == "SMS":
            self._sms_announced = True

    # -- the SIM

    def listed(self) -> list[Slot]:
        """Everything that lies on the SIM and in the modem's own memory, readable or not."""
        self._sms_announced = False
        if self.passed_over.carefully:
            return self._memory.one_by_one(self.passed_over.places)
        return self._memory.listed()

    def octets_at(self, location: int) -> str | None:
        """What lies at a place of the SIM, without libGammu (gsm_bridge/sim_memory.py, raw_octets)."""
        heard = Heard()
        found = raw_octets(self.terminal, location, heard, lambda: self._about_to(Activity.READ, location))
        self._hand_on(heard)
        return found

    def delete(self, location: int) -> None:
        self._memory.delete(location)

    def is_full(self) -> bool:
        return self._memory.is_full()

    # -- the network

    def signal(self) -> int | None:
        """Percent."""
        percent: int = self._call(Activity.SIGNAL, "GetSignalQuality")["SignalPercent"]
        return percent if 0 <= percent <= 100 else None

    def network(self) -> tuple[bool, str]:
        """(registered, name of the operator)."""
        found = self._call(Activity.NETWORK, "GetNetworkInfo")
        registered = found.get("State") in ("HomeNetwork", "RoamingNetwork")
        return registered, found.get("NetworkName") or found.get("NetworkCode") or ""

    # -- sending

    def send(self, departure: Departure) -> Sending:
        """Hands one part over and waits for the network's word: 0.7 s at best, however fast the modem is."""
        try:
            return accepted(self._call(Activity.SEND, "SendSMS", _message(departure)))
        except ModemRefused as refused:
            return failed(refused.error, refused.said, self._log.may_have_left(), lost=False)
        except ModemLost as lost:
            return failed(lost.error, self._log.refusal(), self._log.may_have_left(), lost=True)

    def _call(self, activity: Activity, method: str, *given: Any, place: int = 0, **named: Any) -> Any:
        self._about_to(activity, place)
        self._log.forget()
        try:
            return getattr(self._machine, method)(*given, **named)
        except gammu.GSMError as error:
            name = type(error).__name__
            refusal = self._log.refusal()
            unanswered = name == "ERR_GETTING_SMSC" and not refusal
            if unanswered or name in _LOST or name.startswith("ERR_DEVICE"):
                raise ModemLost(method, name) from None
            raise ModemRefused(method, name, refusal) from None
        except ValueError:
            raise ModemRefused(method, "ValueError", "") from None
        finally:
            self._hear_rings(self._log.ring_lines())


def _message(departure: Departure) -> Gammu:
    message: dict[str, Any] = {
        # by its place, not its number: only so the validity is the longest
        "SMSC": {"Location": 1},
        "Number": departure.number,
        "Text": to_leave(departure.text) if departure.coding == Coding.UCS2 else departure.text,
        "Coding": _CODINGS[departure.coding],
        "Type": "Status_Report",
        "Class": -1,
    }
    if departure.of > 1:
        # libGammu would number by the second of the clock
        place = bytes((departure.reference, departure.of, departure.part))
        message["UDH"] = {"Type": "UserUDH", "Text": _CONCATENATION + place}
    return message
