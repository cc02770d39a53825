"""A place or a contact, whatever it came by: in words that need no language, and as the other side sees it."""

from dataclasses import dataclass
from typing import Final

from models.rules.delivery.post_content import LONGEST_VCARD, Native, NativeContact, NativeLocation, NativeVenue
from models.rules.texts.content import Entity, utf16_length

_PIN: Final = "📍"
_PERSON: Final = "👤"


@dataclass(frozen=True)
class Worded:
    """kind: as models/phrases/message_types.py has it. native: what the other side is shown; None: only the words."""

    kind: str
    text: str
    entities: tuple[Entity, ...] = ()
    native: Native | None = None


def location(native: NativeLocation) -> Worded:
    return _with_coordinates("location", f"{_PIN} ", native, native)


def venue(native: NativeVenue) -> Worded:
    place = f"{native['title']}, {native['address']}"
    return _with_coordinates("venue", f"{_PIN} {place}\n", native, native)


def _with_coordinates(kind: str, lead: str, at: NativeLocation | NativeVenue, native: Native) -> Worded:
    """To within a metre; as code, because a touch copies that into any map or form."""
    coordinates = f"{at['latitude']:.5f}, {at['longitude']:.5f}"
    entity = {"type": "code", "offset": utf16_length(lead), "length": len(coordinates)}
    return Worded(kind, lead + coordinates, (entity,), native)


def contact(phone: str, first_name: str, last_name: str = "", vcard: str = "") -> Worded:
    """vcard: left out when it is longer than is passed on."""
    native: NativeContact = {
        "kind": "contact",
        "phone_number": phone,
        "first_name": first_name or phone,  # Telegram takes no contact without a name
    }
    if last_name:
        native["last_name"] = last_name
    if vcard and len(vcard.encode()) <= LONGEST_VCARD:
        native["vcard"] = vcard
    return Worded(
        "contact", person_line(" ".join(part for part in (first_name, last_name) if part), phone), native=native
    )


def person_line(name: str, phone: str) -> str:
    said = ", ".join(part for part in (name, phone) if part)
    return f"{_PERSON} {said}"
