"""What is neither words nor a file, in words that need no language; places and contacts also as they are."""

from collections.abc import Callable
from typing import Any, Final

from aiogram.types import Checklist, Contact, Dice, Location, Message, Poll, Venue

from bot import wordless
from bot.wordless import Worded
from models.rules.delivery.post_content import NativeLocation, NativeVenue

_CHART = "📊"
_IDS_OF_VENUES: Final = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")


def worded(message: Message) -> Worded | None:
    """None: it is words, a file, or something that has no words."""
    for kind, in_words in KINDS.items():  # a venue has a location too, so it is asked for first
        found = getattr(message, kind)
        if found is not None:
            return in_words(found)
    return None


def _venue(venue: Venue) -> Worded:
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
    return wordless.venue(native)


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
    return wordless.location(native)


def _contact(contact: Contact) -> Worded:
    return wordless.contact(contact.phone_number, contact.first_name, contact.last_name or "", contact.vcard or "")


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
