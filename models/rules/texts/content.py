"""Text with entities, measured, cut and joined as the Bot API counts: in UTF-16 units.

Entities are plain dicts as in the Bot API (`type`, `offset`, `length` and what belongs to the type). We
always send text with entities and never a parse mode, so whatever a person typed stays what it is.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from models.phrases.harmless import DIRECTIONS
from models.rules.texts.visible import ZERO_WIDTH_JOINER, is_control, is_hidden, is_seen

Entity = dict[str, Any]

TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
TOPIC_NAME_LIMIT: Final = 128

_JOINERS: Final = {"\u200d", "\ufe0e", "\ufe0f", "\u20e3"}
_WHOLE_ONLY: Final = {"custom_emoji"}  # cut in two it would be refused


@dataclass(frozen=True)
class Piece:
    """One message's worth of text; its entities count from its own beginning."""

    text: str
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """How long Telegram says the text is."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shift(entities: Iterable[Entity], by: int) -> tuple[Entity, ...]:
    """The entities of a text that now stands `by` UTF-16 units further on."""
    return tuple({**entity, "offset": entity["offset"] + by} for entity in entities)


def with_header(header: str, text: str, entities: Iterable[Entity] = ()) -> Piece:
    """The header in bold on a line of its own, then the text; an empty header leaves it as it is."""
    if not header:
        return Piece(text, tuple(entities))
    whole = f"{header}\n{text}" if text else header
    return Piece(whole, (bold(0, header), *shift(entities, utf16_length(header) + 1)))


def as_plain_text(text: str, entities: Iterable[Entity] = ()) -> str:
    """For a place that knows no formatting: an address that hides behind words is written out after them."""
    return with_open_links(text, entities).text


def with_open_links(text: str, entities: Iterable[Entity] = ()) -> Piece:
    """An address that hides behind words stands after them; the other entities stay where they were."""
    links, others = list[Entity](), list[Entity]()
    for entity in entities:
        (links if entity.get("type") == "text_link" and entity.get("url") else others).append(dict(entity))
    for link in sorted(links, key=lambda e: -(e["offset"] + e["length"])):
        last = link["offset"] + link["length"]
        end = _index_at(text, last)
        if link["url"].rstrip("/") == text[_index_at(text, link["offset"]) : end].rstrip("/"):
            continue
        written = f" ({link['url']})"
        text = f"{text[:end]}{written}{text[end:]}"
        for other in others:
            if other["offset"] >= last:
                other["offset"] += utf16_length(written)
            elif other["offset"] + other["length"] > last:
                other["length"] += utf16_length(written)
    return Piece(text, tuple(others))


def bold(offset: int, text: str) -> Entity:
    """The entity that makes this text bold where it stands. offset: UTF-16 units."""
    return {"type": "bold", "offset": offset, "length": utf16_length(text)}


def clip(text: str, limit: int, mark: str = "…") -> str:
    """The text, or as much of its beginning as fits in `limit` units together with the mark.

    Never ends inside a character that is made of several (an emoji with its skin tone, a letter with
    its accent), and prefers the end of a word if one is near.
    """
    if utf16_length(text) <= limit:
        return text
    room = limit - utf16_length(mark)
    end = _index_at(text, room) if room > 0 else 0
    while end and not may_cut(text, end):
        end -= 1
    space = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1))
    if space > end * 2 // 3:
        end = space
    return text[:end].rstrip() + mark if room >= 0 else ""


def one_line(text: str) -> str:
    """The text without line breaks, runs of spaces and what can't be seen or turns its surroundings round: for names,
    titles and previews. Empty if there is nothing to see in it.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = ("" if is_hidden(character) else " " if is_control(character) else character for character in text)
    line = " ".join("".join(kept).split()).strip(ZERO_WIDTH_JOINER)
    return line if any(is_seen(character) for character in line) else ""


def harmless(text: str, entities: Sequence[Entity] = ()) -> Piece:
    """A person's words as they are, but for what would turn round what stands beside them."""
    places = [] if text.isascii() else [found.start() for found in DIRECTIONS.finditer(text)]
    if not places:
        return Piece(text, tuple(entities))
    units = [utf16_length(text[:place]) for place in places]
    kept = []
    for entity in entities:
        begins, ends = entity["offset"], entity["offset"] + entity["length"]
        first, last = begins - bisect_left(units, begins), ends - bisect_left(units, ends)
        if first < last:
            kept.append({**entity, "offset": first, "length": last - first})
    return Piece(DIRECTIONS.sub("", text), tuple(kept))


def cut(text: str, entities: Sequence[Entity], start: int, end: int) -> Piece:
    """The part of the text between two places, with its share of every entity.

    start, end: indexes of Python characters. White space at both ends of the part is dropped.
    """
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    end = max(start, end - (len(part) - len(part.rstrip())))
    first, last = utf16_length(text[:start]), utf16_length(text[:end])
    kept = []
    for entity in entities:
        begins = max(entity["offset"], first)
        ends = min(entity["offset"] + entity["length"], last)
        whole = begins == entity["offset"] and ends - begins == entity["length"]
        if begins < ends and (whole or entity["type"] not in _WHOLE_ONLY):
            kept.append({**entity, "offset": begins - first, "length": ends - begins})
    return Piece(text[start:end], tuple(kept))


def split(text: str, entities: Sequence[Entity] = (), limit: int = TEXT_LIMIT) -> tuple[Piece, ...]:
    """The text as messages of at most `limit` units each, cut at paragraphs, lines, sentences or words.

    Nothing but white space at the cuts is lost. A short text comes back as one piece, as it is.
    """
    if utf16_length(text) <= limit:
        return (Piece(text, tuple(entities)),)
    pieces = []
    start = 0
    while start < len(text):
        end = start + best_cut(text[start:], limit)
        piece = cut(text, entities, start, end)
        if piece.text:
            pieces.append(piece)
        start = end
    return tuple(pieces)


def best_cut(text: str, limit: int) -> int:
    """Where a first part of at most `limit` units should end: an index of Python characters, above zero."""
    end = _index_at(text, limit)
    if end >= len(text):
        return len(text)
    for boundary in ("\n\n", "\n", (". ", "! ", "? ", "… ", ".\n"), " "):
        marks = (boundary,) if isinstance(boundary, str) else boundary
        found = max(_end_of_last(text, mark, end) for mark in marks)
        if found > end // 2 or (boundary == " " and found > 0):
            return found
    hard = end
    while hard > 1 and not may_cut(text, hard):
        hard -= 1
    return hard if hard > 1 else max(end, 1)


def _end_of_last(text: str, mark: str, end: int) -> int:
    found = text.rfind(mark, 0, end)
    return found + len(mark) if found > 0 else 0


def _index_at(text: str, units: int) -> int:
    """How many Python characters fit in that many UTF-16 units."""
    if units >= 2 * len(text):
        return len(text)
    index = min(units, len(text))
    while (over := utf16_length(text[:index]) - units) > 0:
        index -= (over + 1) // 2
    return index


def may_cut(text: str, index: int) -> bool:
    """Whether the characters on both sides of the index are separate ones to a reader."""
    if not 0 < index < len(text):
        return True
    before, after = text[index - 1], text[index]
    if before in _JOINERS - {"\ufe0e", "\ufe0f", "\u20e3"} or after in _JOINERS:
        return False
    if unicodedata.combining(after) or "\U0001f3fb" <= after <= "\U0001f3ff":
        return False
    flag = "\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff"
    return not flag
