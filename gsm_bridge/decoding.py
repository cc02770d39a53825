"""What libGammu found in a slot of the SIM, or was handed by the modem, in our words. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gsm_bridge.tildes import as_it_came
from models.actions.sms_arrivals import Arrived, Concat
from models.actions.sms_departures import Receipt

Gammu = Mapping[str, Any]


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
    if found["Coding"].startswith("Unicode") and isinstance(found["Text"], str):
        found = {**found, "Text": as_it_came(found["Text"], said)}
    content = content_of(found, now)
    digest = hashlib.sha256(repr((found["Number"], found["Text"], found["DateTime"], content)).encode())
    return Slot(found["Location"], content, digest.hexdigest())


def unreadable(location: int) -> Slot:
    return Slot(location, None, "unreadable")


def content_of(found: Gammu, now: datetime) -> Arrived | Receipt | Foreign:
    if found["Type"] == "Status_Report":
        return receipt(found, now)
    if found["Type"] != "Deliver":
        return Foreign()
    return arrived(found, now)


def receipt(found: Gammu, now: datetime) -> Receipt:
    return Receipt(
        number=found["Number"],
        message_reference=found["MessageReference"] & 0xFF,
        status=found["DeliveryStatus"] & 0xFF,
        at=_stamp(found, now),
    )


def arrived(found: Gammu, now: datetime) -> Arrived:
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
