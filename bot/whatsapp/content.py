"""A message of WhatsApp → text, files, or words for what has none; named when it can't be carried."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot import wordless
from bot.whatsapp.fields import Part, list_of, part_of, text_of
from bot.wordless import Worded
from models.actions.talk.messages import File
from models.rules.delivery.post_content import Native, NativeLocation, NativeVenue
from models.rules.texts.content import Entity, clip

#: PostgreSQL takes no more than the columns hold.
_LONGEST_NAME, _LONGEST_TYPE, _LONGEST_KIND, _LONGEST_ID = 255, 128, 32, 255
#: No column holds more.
_LARGEST_SIZE: Final = 2**53
#: What each kind of file is called in what is kept.
_FILES: Final = {
    "image": "photo",
    "video": "video",
    "audio": "audio",
    "document": "document",
    "sticker": "sticker",
}
#: What comes with an advertisement that people wrote from.
_FROM: Final = "📣"


@dataclass(frozen=True)
class Content:
    """Fields of Heard. advertised: what brought them here, in a line for staff; empty: nothing that is told."""

    text: str = ""
    entities: tuple[Entity, ...] = ()
    files: tuple[File, ...] = ()
    typed: bool = True
    native: Native | None = None
    unsupported: str | None = None
    advertised: str = field(default="")

    @property
    def kept_text(self) -> str | None:
        """What staff read instead of the text."""
        return "\n".join(filter(None, (self.text, self.advertised))) if self.advertised else None


def content_of(message: Part) -> Content:
    """Of tomorrow's types no more is known than their names: they are kept, and named so."""
    kind = text_of(message, "type")
    read = _KINDS.get(kind)
    found = read(message) if read is not None else None
    advertised = _advertised(part_of(message, "referral"))
    if found is None:
        return Content(unsupported=_unknown(message, kind), typed=False, advertised=advertised)
    return Content(found.text, found.entities, found.files, found.typed, found.native, None, advertised)


def _unknown(message: Part, kind: str) -> str:
    """What WhatsApp itself can't pass on says sometimes what it was."""
    told = text_of(part_of(message, "unsupported"), "type") if kind == "unsupported" else ""
    return (told or kind or "unknown")[:_LONGEST_KIND]


def _text(message: Part) -> Content | None:
    body = text_of(part_of(message, "text"), "body")
    return Content(body) if body else None


def _button(message: Part) -> Content | None:
    """Of a template: what stood on it is what they say."""
    shown = part_of(message, "button")
    said = text_of(shown, "text") or text_of(shown, "payload")
    return Content(said) if said else None


def _interactive(message: Part) -> Content | None:
    """A press whose key is none of ours."""
    title = next((text_of(reply, "title") for reply in _replies(message) if text_of(reply, "title")), "")
    return Content(title) if title else None


def pressed_key(message: Part) -> str:
    """What came back of a button or a row that was pressed; empty: nothing was."""
    if text_of(message, "type") == "button":
        return text_of(part_of(message, "button"), "payload")
    return next((text_of(reply, "id") for reply in _replies(message) if text_of(reply, "id")), "")


def _replies(message: Part) -> tuple[Part, Part]:
    interactive = part_of(message, "interactive")
    return part_of(interactive, "button_reply"), part_of(interactive, "list_reply")


def _file(message: Part) -> Content | None:
    kind = text_of(message, "type")
    media = part_of(message, kind)
    file_id = text_of(media, "id")
    if not file_id or len(file_id) > _LONGEST_ID:
        return None
    is_voice = kind == "audio" and media.get("voice") is True
    one = File(
        kind="voice" if is_voice else _FILES[kind],
        file_id=file_id,
        file_name=text_of(media, "filename")[:_LONGEST_NAME] or None,
        mime_type=text_of(media, "mime_type")[:_LONGEST_TYPE] or None,
        size=_size(media.get("file_size")),
        unique_id=text_of(media, "sha256")[:_LONGEST_ID] or None,
    )
    return Content(text_of(media, "caption"), files=(one,))


def _size(told: Any) -> int | None:
    """Of a file; None: nobody knows it."""
    is_count = isinstance(told, int) and not isinstance(told, bool)
    return told if is_count and 0 <= told <= _LARGEST_SIZE else None


def _location(message: Part) -> Content | None:
    place = part_of(message, "location")
    degrees = (_degrees(place.get("latitude"), 90), _degrees(place.get("longitude"), 180))
    if degrees[0] is None or degrees[1] is None:
        return None
    title, address = text_of(place, "name"), text_of(place, "address")
    if title and address:
        venue: NativeVenue = {
            "kind": "venue",
            "latitude": degrees[0],
            "longitude": degrees[1],
            "title": title,
            "address": address,
        }
        return _worded(wordless.venue(venue))
    point: NativeLocation = {"kind": "location", "latitude": degrees[0], "longitude": degrees[1]}
    return _worded(wordless.location(point))


def _degrees(value: Any, most: int) -> float | None:
    """WhatsApp sends numbers; its specification has texts."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if -most <= number <= most else None


def _contacts(message: Part) -> Content | None:
    """One is shown as a contact; of several each has a line."""
    people = [one for one in list_of(message, "contacts") if isinstance(one, Mapping)]
    told = [(part_of(one, "name"), _phones(one)) for one in people]
    if len(told) == 1 and told[0][1]:
        name, phones = told[0]
        first = text_of(name, "first_name") or text_of(name, "formatted_name")
        last = text_of(name, "last_name") if text_of(name, "first_name") else ""
        return _worded(wordless.contact(phones[0], first, last, text_of(people[0], "vcard")))
    lines = [wordless.person_line(text_of(name, "formatted_name"), ", ".join(phones)) for name, phones in told]
    return _worded(Worded("contact", "\n".join(lines))) if lines else None


def _phones(person: Part) -> list[str]:
    phones = [text_of(one, "phone") for one in list_of(person, "phones") if isinstance(one, Mapping)]
    return [phone for phone in phones if phone]


def _worded(found: Worded) -> Content:
    return Content(found.text, found.entities, typed=False, native=found.native)


def _advertised(referral: Part) -> str:
    shown = [clip(text_of(referral, name), _LONGEST_NAME) for name in ("headline", "source_url")]
    return f"{_FROM} {' '.join(filter(None, shown))}" if any(shown) else ""


_KINDS: Final[dict[str, Callable[[Part], Content | None]]] = {
    "text": _text,
    "button": _button,
    "interactive": _interactive,
    "location": _location,
    "contacts": _contacts,
    **dict.fromkeys(_FILES, _file),
}
