"""What staff see of an SMS: its words, what is missing of them, whether its stamp is believed; the size of bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from models.phrases.catalogue import say, say_many
from models.phrases.times import absolute
from models.rules.delivery.post_content import NativeBytes
from models.rules.texts.content import CAPTION_LIMIT, clip, one_line

#: Where phones take notices of MMS and other pushed things (WAP push; WDP port 2948 and its secure twin).
_PUSHES: Final = (2948, 2949)


@dataclass(frozen=True)
class Shown:
    """unsupported: why there are no words. native: bytes, sent as a file."""

    text: str
    unsupported: str | None = None
    native: NativeBytes | None = None


def shown(payload: Mapping[str, Any], language: str, zone: str, at: datetime) -> Shown:
    """payload: see sms_arrivals.py. language: of staff. at: when it was said, for the name of the file."""
    words, octets = payload["text"].strip(), payload.get("binary")
    words = words if one_line(words) else ""
    notes = _notes(payload, language, zone)
    if not octets:
        return Shown("\n".join((words, *notes)) if notes else words, None if words else "empty_sms")
    content = bytes.fromhex(octets)
    text = "\n".join(filter(None, (_named(payload.get("port"), content, language), words, *notes)))
    file_name = f"sms-{at:%Y%m%d-%H%M%S}-{len(content)}.bin"
    native: NativeBytes = {
        "kind": "bytes",
        "hex": octets,
        "file_name": file_name,
        "caption": clip(text, CAPTION_LIMIT),
    }
    return Shown(text, None, native)


def _named(port: int | None, content: bytes, language: str) -> str:
    size = say_many(language, "count.bytes", len(content))
    name = say(language, "phone.push" if port in _PUSHES else "phone.binary", size=size)
    words = _words_in(content)
    return f"{name}: {words}" if words else name


def _words_in(content: bytes) -> str:
    """Of bytes that are a text, as some senders code theirs."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return ""
    return text.strip() if text.replace("\n", "").replace("\r", "").isprintable() else ""


def _notes(payload: Mapping[str, Any], language: str, zone: str) -> list[str]:
    """What did not come is said, or the words before and after the gap would read as one sentence."""
    notes = []
    if missing := payload.get("missing"):
        which = ", ".join(str(part) for part in missing)
        notes.append(say(language, "phone.incomplete", missing=which, parts=payload["parts"]))
    if stamp := payload.get("stamp"):
        when = absolute(datetime.fromisoformat(stamp), zone, language, zone_named=True)
        notes.append(say(language, "phone.stamp_doubted", when=when))
    return notes
