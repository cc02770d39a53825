"""A text as SMS: which alphabet it needs, where it is cut, what is left in the last part (REQUIREMENTS C2, F3).

Sources: 3GPP TS 23.038 (alphabet, 7-bit and UCS-2), TS 23.040 (140 bytes a part, concatenation header).
libGammu 1.45 was seen to encode exactly these 127 + 10 characters without replacing one.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from models.rules.texts.content import may_cut

MAX_PARTS: Final = 50  # what libGammu joins by itself; the header would allow 255
_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION: Final = frozenset("\f^{}\\[~]|€")  # sent as an escape and a letter: two septets
_LOOK_ALIKES: Final = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("‘’‚‛′´`", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("\t\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f", " "),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff", ""),
        "…": "...",
    }
)
# the longest emoji sequences are about this long; a run without a place to cut is cut anyway
_STEP_BACK: Final = 16
#: Fewer characters of a text say nothing.
_LEAST_LEFT: Final = 40


class Coding(StrEnum):
    """units: septets of GSM 03.38, or UTF-16 units."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


@dataclass(frozen=True)
class _Room:
    """Units in an SMS that is alone, and in one that carries the 6 bytes which tell how to join it."""

    alone: int
    joined: int


_ROOM: Final = {Coding.GSM7: _Room(160, 153), Coding.UCS2: _Room(70, 67)}


@dataclass(frozen=True)
class SmsPlan:
    """What a text costs.

    parts: joined, they are the text; none if there is nothing to see in it. Whether they are too many is for the
    caller to say (MAX_PARTS, the regulation). units: septets or UTF-16 units of all parts. units_left: what could
    still be added without one more part.
    """

    coding: Coding
    parts: tuple[str, ...]
    units: int
    units_left: int


def plan_sms(text: str) -> SmsPlan:
    """The cheapest way to send this text.

    Look-alikes of typography (dashes, quotes, spaces, «…») go as their plain forms if that alone lets the text
    do with GSM-7 and makes it no longer in parts; beside any Cyrillic letter they stay. No letter is ever changed.
    """
    if is_gsm7(text):
        return _plan(text, Coding.GSM7)
    planned = _plan(text, Coding.UCS2)
    plain = fold_typography(text)
    if is_gsm7(plain):
        folded = _plan(plain, Coding.GSM7)
        return folded if len(folded.parts) <= len(planned.parts) else planned
    return planned


def fitted(text: str, most: int, below: str = "") -> str | None:
    """The text and what stands below it in at most so many parts; the text ends in «…» where it had to be cut.

    None: hardly anything would be left of the text.
    """
    if len(plan_sms(text + below).parts) <= most:
        return text + below
    least, end = 0, min(len(text), most * _ROOM[Coding.GSM7].alone)
    while least < end:
        middle = (least + end + 1) // 2
        if len(plan_sms(_cut(text, middle) + below).parts) <= most:
            least = middle
        else:
            end = middle - 1
    while least and not may_cut(text, least):
        least -= 1
    words = _cut(text, least) + below
    return words if least >= _LEAST_LEFT and len(plan_sms(words).parts) <= most else None


def _cut(text: str, end: int) -> str:
    return text[:end].rstrip() + "…"


def is_gsm7(text: str) -> bool:
    return all(character in _BASIC or character in _EXTENSION for character in text)


def fold_typography(text: str) -> str:
    """The text with plain dashes, quotes, spaces and dots, and letters with accents in one character."""
    return unicodedata.normalize("NFC", text.translate(_LOOK_ALIKES))


def _septets(character: str) -> int:
    return 2 if character in _EXTENSION else 1


def _utf16_units(character: str) -> int:
    return 2 if character > "\uffff" else 1


_COST: Final[dict[Coding, Callable[[str], int]]] = {Coding.GSM7: _septets, Coding.UCS2: _utf16_units}


def _plan(text: str, coding: Coding) -> SmsPlan:
    costs = list(map(_COST[coding], text))
    units, room = sum(costs), _ROOM[coding]
    if units <= room.alone:
        return SmsPlan(coding, (text,) if text else (), units, room.alone - units)
    parts: list[str] = []
    start = 0
    while start < len(text):
        end = _end_of_part(text, costs, start, room.joined)
        parts.append(text[start:end])
        start = end
    left = room.joined - sum(map(_COST[coding], parts[-1]))
    return SmsPlan(coding, tuple(parts), units, left)


def _end_of_part(text: str, costs: list[int], start: int, room: int) -> int:
    """As full as possible, but not inside an emoji or an accented letter made of several characters."""
    end = start
    while end < len(text) and costs[end] <= room:
        room -= costs[end]
        end += 1
    places = range(end, max(start, end - _STEP_BACK), -1)
    return next((place for place in places if may_cut(text, place)), end)
