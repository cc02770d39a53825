"""parse_mode=HTML, with Telegram's own list of tags and its refusals."""

import html
import re

from simulators.telegram.errors import bad_request
from simulators.telegram.records import Wire

_TAG = re.compile(r"<(/?)([a-zA-Z-]*)((?:[^>\"]|\"[^\"]*\")*)>|&(?:#x?[0-9a-fA-F]+|lt|gt|amp|quot);")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)\s*=\s*\"([^\"]*)\"|([a-zA-Z-]+)")
_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}


def parse_html(source: str) -> tuple[str, list[Wire]]:
    """Raises 400 "can't parse entities: …" where Telegram does."""
    pieces: list[str] = []
    units = 0
    entities: list[Wire] = []
    opened: list[tuple[str, str, int]] = []
    place = 0
    for match in _TAG.finditer(source):
        units += _add(pieces, _plain(source, place, match.start()))
        place = match.end()
        if match.group().startswith("&"):
            units += _add(pieces, html.unescape(match.group()))
        elif match.group(1):
            _close(source, match, opened, entities, units)
        else:
            tag = match.group(2).lower()
            if tag not in _TYPES:
                raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {_byte(source, match.start())}')
            opened.append((tag, match.group(3), units))
    _add(pieces, _plain(source, place, len(source)))
    if opened:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return "".join(pieces), sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _close(
    source: str, match: re.Match[str], opened: list[tuple[str, str, int]], entities: list[Wire], units: int
) -> None:
    at = _byte(source, match.start())
    tag = match.group(2).lower()
    if not opened:
        raise _unparsable(f"Unexpected end tag at byte offset {at}")
    expected, attributes, start = opened.pop()
    if tag and tag != expected:
        raise _unparsable(f'Unmatched end tag at byte offset {at}, expected "</{expected}>", found "</{tag}>"')
    if units > start:
        entity = _entity(expected, attributes, start, units - start)
        if entity is not None:
            entities.append(entity)


def _entity(tag: str, attributes: str, offset: int, length: int) -> Wire | None:
    values = {name or bare: html.unescape(value) for name, value, bare in _ATTRIBUTE.findall(attributes)}
    entity: Wire = {"offset": offset, "length": length, "type": _TYPES[tag]}
    if tag == "a":
        if not values.get("href"):
            return None
        entity["url"] = values["href"]
    elif tag == "span" and values.get("class") != "tg-spoiler":
        raise _unparsable('Tag "span" must have class "tg-spoiler"')
    elif tag == "blockquote" and "expandable" in values:
        entity["type"] = "expandable_blockquote"
    elif tag == "tg-emoji":
        entity["custom_emoji_id"] = values.get("emoji-id", "")
    return entity


def _plain(source: str, start: int, end: int) -> str:
    piece = source[start:end]
    if "<" in piece:
        at = _byte(source, start + piece.index("<"))
        raise _unparsable(f'Unsupported start tag "" at byte offset {at}')
    return piece


def _add(pieces: list[str], piece: str) -> int:
    pieces.append(piece)
    return len(piece.encode("utf-16-le")) // 2


def _byte(source: str, place: int) -> int:
    return len(source[:place].encode())


def _unparsable(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")
