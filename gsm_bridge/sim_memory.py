"""The places of a SIM and of the modem's own memory, read through libGammu and, past it, as the modem gives them."""

import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any, Protocol

from gsm_bridge.beats import Activity
from gsm_bridge.conversation_log import ConversationLog
from gsm_bridge.decoding import Slot, slot, unread
from gsm_bridge.errors import ModemRefused
from gsm_bridge.talk import Heard, Talk

_NOTHING_THERE = ("ERR_EMPTY", "ERR_INVALIDLOCATION")
#: In the flat folder 0, libGammu's places of the modem's own memory begin here when the SIM has a memory too.
_SECOND_MEMORY = 100000
_RAW_PATIENCE = 3.0
_MEMORY = re.compile(r'\+CPMS: *"(\w+)"')
_NO_SUCH_PLACE = "+CMS ERROR: 321"


class Call(Protocol):
    """One call of libGammu, announced before. place: which place it reads."""

    def __call__(self, activity: Activity, method: str, *given: Any, place: int = 0, **named: Any) -> Any: ...


class SimMemory:
    """log: what was said during the last call."""

    def __init__(self, call: Call, log: ConversationLog) -> None:
        self._call = call
        self._log = log

    def listed(self) -> list[Slot]:
        """Everything that lies there, readable or not."""
        found: list[Slot] = []
        place: dict[str, Any] = {"Start": True}
        while True:
            try:
                [entry] = self._call(Activity.LIST, "GetNextSMS", Folder=0, **place)
            except ModemRefused as refused:
                return found if refused.error == "ERR_EMPTY" else self.one_by_one()
            found.append(slot(entry, datetime.now(UTC), self._log.said()))
            place = {"Location": entry["Location"]}

    def one_by_one(self, passed_over: Collection[int] = ()) -> list[Slot]:
        """One unreadable message ends libGammu's listing, and hides all that come after it."""
        sizes = self._call(Activity.LIST, "GetSMSStatus")
        found: list[Slot] = []
        base = 0
        for used, size in ((sizes["SIMUsed"], sizes["SIMSize"]), (sizes["PhoneUsed"], sizes["PhoneSize"])):
            places = range(base + 1, base + size + 1)
            taken = sum(place in passed_over for place in places)
            for location in places:
                if taken >= used:
                    break
                read = None if location in passed_over else self._read(location)
                if read is not None:
                    found.append(read)
                    taken += 1
            if size:
                base = _SECOND_MEMORY
        return found

    def _read(self, location: int) -> Slot | None:
        try:
            [entry] = self._call(Activity.READ, "GetSMS", place=location, Folder=0, Location=location)
        except ModemRefused as refused:
            if refused.error in _NOTHING_THERE:
                return None
            return unread(location, datetime.now(UTC), self._log.said())
        return slot({**entry, "Location": location}, datetime.now(UTC), self._log.said())

    def delete(self, location: int) -> None:
        self._call(Activity.DELETE, "DeleteSMS", Folder=0, Location=location)

    def is_full(self) -> bool:
        """Nothing more can arrive: libGammu lets the modem store in its own memory, if it has one."""
        sizes = self._call(Activity.LIST, "GetSMSStatus")
        where = "Phone" if sizes["PhoneSize"] else "SIM"
        return bool(sizes[f"{where}Used"] >= sizes[f"{where}Size"])


def raw_octets(terminal: int, location: int, heard: Heard, about_to: Callable[[], None]) -> str | None:
    """Hex of the PDU that lies at a place, asked of the modem without libGammu; nothing when nothing lies there.

    None: the modem gave no answer, or libGammu must not be trusted to know its memory any more: end the process.
    """
    index = location % _SECOND_MEMORY
    wanted = "ME" if location > _SECOND_MEMORY else "SM"
    talk = Talk(terminal, heard)

    def ask(command: str) -> bool:
        about_to()
        return talk.ask(command, _RAW_PATIENCE)

    if not ask("AT+CPMS?") or (now := _MEMORY.search("\n".join(heard.others))) is None:
        return None
    if now[1] != wanted and not (ask(f'AT+CPMS="{wanted}"') and heard.final == "OK"):
        return None
    heard.others.clear()
    answered, final = ask(f"AT+CMGR={index}"), heard.final
    pdu = next((line for line in heard.others if re.fullmatch(r"[0-9A-Fa-f]{20,}", line)), "")
    if now[1] != wanted and not ask(f'AT+CPMS="{now[1]}"'):
        return None
    return pdu if answered and (pdu or final in ("OK", _NO_SUCH_PLACE)) else None
