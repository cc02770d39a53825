"""What libGammu found in a slot of the SIM, or was handed by the modem, in our words. Pure.

An SMS is read from its own octets, which stand in what modem and libGammu said to each other; where they can't be
found there, libGammu's reading has to do.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gsm_bridge.pdu import Deliver, NoDeliver, read_deliver
from models.actions.delivery.sms_departures import Receipt
from models.actions.reach.sms_arrivals import Arrived, Concat

Gammu = Mapping[str, Any]
#: The first that is found: people's words come later in the log.
_PDUS = (
    re.compile(rb"Getting message from cache\r?\n([0-9A-Fa-f]+)\r?\n"),
    re.compile(rb'"\+CMGR:[^\n]*"\r?\n\d+ "([0-9A-Fa-f]+)"'),
)


@dataclass(frozen=True)
class Foreign:
    """Something that is not for us: a draft, or a copy of what was sent from another device."""


@dataclass(frozen=True)
class Slot:
    """One place of the SIM. location: as libGammu names it in a listing; content: None if nobody can read it.

    fingerprint: the same as long as the same thing lies there.
    """

    location: int
    content: Arrived | Receipt | Foreign | None
    fingerprint: str


def slot(found: Gammu, now: datetime, said: bytes = b"") -> Slot:
    """now: aware UTC, for what carries no stamp. said: by the modem, when it was asked."""
    content = content_of(found, now, said)
    digest = hashlib.sha256(repr((found["Number"], found["Text"], found["DateTime"], content)).encode())
    return Slot(found["Location"], content, digest.hexdigest())


def unread(location: int, now: datetime, said: bytes) -> Slot:
    """libGammu could not read it."""
    deliver = _delivered(said)
    if deliver is None:
        return unreadable(location)
    content = _arrived(deliver, now, said)
    return Slot(location, content, hashlib.sha256(repr(content).encode()).hexdigest())


def slot_of_octets(location: int, raw: str) -> Slot | None:
    """raw: hex of the PDU with the SMSC in front, as AT+CMGR gives it. None: no SMS that can be read."""
    try:
        deliver = read_deliver(bytes.fromhex(raw))
    except (NoDeliver, ValueError):
        return None
    return Slot(location, _arrived(deliver, datetime.now(UTC), b""), raw)


def unreadable(location: int) -> Slot:
    return Slot(location, None, "unreadable")


def content_of(found: Gammu, now: datetime, said: bytes = b"") -> Arrived | Receipt | Foreign:
    if found["Type"] == "Status_Report":
        return receipt(found, now)
    if found["Type"] != "Deliver":
        return Foreign()
    deliver = _delivered(said)
    return arrived(found, now) if deliver is None else _arrived(deliver, now, said)


def _delivered(said: bytes) -> Deliver | None:
    pdu = _pdu_in(said)
    if pdu is None:
        return None
    try:
        return read_deliver(pdu)
    except NoDeliver:
        return None


def _pdu_in(said: bytes) -> bytes | None:
    for pattern in _PDUS:
        found = pattern.search(said)
        if found is not None and len(found[1]) % 2 == 0:
            return bytes.fromhex(found[1].decode())
    return None


def _arrived(deliver: Deliver, now: datetime, said: bytes) -> Arrived:
    raw = _pdu_in(said)
    return Arrived(
        sender=deliver.sender,
        text=deliver.text,
        sent_at=deliver.stamp or now,
        flash=deliver.flash,
        binary=None if deliver.octets is None else deliver.octets.hex(),
        concat=deliver.concat,
        port=deliver.port,
        raw=None if raw is None else raw.hex(),
    )


def receipt(found: Gammu, now: datetime) -> Receipt:
    return Receipt(
        number=found["Number"],
        message_reference=found["MessageReference"] & 0xFF,
        status=found["DeliveryStatus"] & 0xFF,
        at=_stamp(found, now),
    )


def arrived(found: Gammu, now: datetime) -> Arrived:
    """As libGammu read it."""
    content = found["Text"]
    return Arrived(
        sender=found["Number"],
        text="" if isinstance(content, bytes) else _words(content),
        sent_at=_stamp(found, now),
        flash=found["Class"] == 0,
        binary=content.hex() if isinstance(content, bytes) else None,
        concat=_concat(found["UDH"]),
    )


def _words(text: str) -> str:
    # after characters of the extension table libGammu 1.45 leaves a NUL and stale memory
    return text.partition("\0")[0]


def _concat(header: Gammu) -> Concat | None:
    of, part = header["AllParts"], header["PartNumber"]
    if of < 2 or not 1 <= part <= of:
        return None
    wide, narrow = header["ID16bit"], header["ID8bit"]
    return Concat(reference=wide if wide > 0 else max(0, narrow), of=of, part=part)


def _stamp(found: Gammu, now: datetime) -> datetime:
    stamp = found["DateTime"]
    return now if stamp is None else stamp.astimezone(UTC)
