"""What is neither words nor a file, in words that need no language; places and contacts also as they are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from aiogram.types import Checklist, Contact, Dice, Location, Message, Poll, Venue

from models.rules.delivery.post_content import LONGEST_VCARD, Native, NativeContact, NativeLocation, NativeVenue
from models.rules.texts.content import Entity, utf16_length

_PIN, _PERSON, _CHART = "📍", "👤", "📊"
_IDS_OF_VENUES: Final = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")


@dataclass(frozen=True)
class Worded:
    """kind: the field of the message. native: what the other side is shown; None: only the words."""

    kind: str
    text: str
    entities: tuple[Entity, ...] = ()
    native: Native | None = None


def worded(message: Message) -> Worded | None:
    """None: it is words, a file, or something that has no words."""
    for kind, in_words in KINDS.items():  # a venue has a location too, so it is asked for first
        found = getattr(message, kind)
        if found is not None:
            return in_words(found)
    return None


def _venue(venue: Venue) -> Worded:
    place = ", ".join(part for part in (venue.title, venue.address) if part)
    if not (venue.title and venue.address):
        return _location(venue.location)
    native: NativeVenue = {
        "kind": "venue",
        "latitude": venue.location.latitude,
        "longitude": venue.location.longitude,
        "title": venue.title,
        "address": venue.address,
    }
    for name in _IDS_OF_VENUES:
        if value := getattr(venue, name):
            native[name] = value
    return _with_coordinates("venue", f"{_PIN} {place}\n", venue.location, native)


def _location(location: Location) -> Worded:
    native: NativeLocation = {
        "kind": "location",
        "latitude": location.latitude,
        "longitude": location.longitude,
    }
    if location.horizontal_accuracy:
        native["horizontal_accuracy"] = location.horizontal_accuracy
    if location.live_period:
        native["live"] = True
    return _with_coordinates("location", f"{_PIN} ", location, native)


def _with_coordinates(kind: str, lead: str, location: Location, native: Native) -> Worded:
    """To within a metre; as code, because a touch copies that into any map or form."""
    coordinates = f"{location.latitude:.5f}, {location.longitude:.5f}"
    entity = {"type": "code", "offset": utf16_length(lead), "length": len(coordinates)}
    return Worded(kind, lead + coordinates, (entity,), native)


def _contact(contact: Contact) -> Worded:
    name = " ".join(part for part in (contact.first_name, contact.last_name) if part)
    native: NativeContact = {
        "kind": "contact",
        "phone_number": contact.phone_number,
        "first_name": contact.first_name,
    }
    if not contact.first_name:
        native["first_name"] = contact.phone_number  # Telegram takes no contact without a name
    if contact.last_name:
        native["last_name"] = contact.last_name
    if contact.vcard and len(contact.vcard.encode()) <= LONGEST_VCARD:
        native["vcard"] = contact.vcard
    said = ", ".join(part for part in (name, contact.phone_number) if part)
    return Worded("contact", f"{_PERSON} {said}", native=native)


def _dice(dice: Dice) -> Worded:
    """Thrown anew it would show another number."""
    return Worded("dice", f"{dice.emoji} {dice.value}")


def _poll(poll: Poll) -> Worded:
    """A copy would gather votes of its own, which the author never sees."""
    return Worded("poll", "\n".join((f"{_CHART} {poll.question}", *(f"• {one.text}" for one in poll.options))))


def _checklist(checklist: Checklist) -> Worded:
    """Only business accounts may send one."""
    tasks = (f"{'☑' if task.completion_date else '☐'} {task.text}" for task in checklist.tasks)
    return Worded("checklist", "\n".join((checklist.title, *tasks)))


KINDS: dict[str, Callable[[Any], Worded]] = {
    "venue": _venue,
    "location": _location,
    "contact": _contact,
    "dice": _dice,
    "poll": _poll,
    "checklist": _checklist,
}
