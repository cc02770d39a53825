"""Formatted text: UTF-16 lengths, entities given by the caller, and those Telegram finds by itself."""

import re

from simulators.telegram.errors import bad_request
from simulators.telegram.html_text import parse_html
from simulators.telegram.records import Wire

Formatted = tuple[str, list[Wire]]

_FOUND = re.compile(
    r"(?P<url>(?:https?://|tg://)[^\s<>\"«»]+[^\s<>\"«».,;:!?)\]])"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w))"
    r"|(?P<hashtag>(?<![\w#])#\w*[^\W\d]\w*)"
)
_HINTS = re.compile(r"[/@#]|://")


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def formatted(text: str, parse_mode: str | None, entities: list[Wire] | None, limit: int, what: str) -> Formatted:
    """The text as Telegram would keep it: parsed, trimmed, with automatic entities added.

    what: "message" or "message caption", for the words of the refusal.
    Raises 400 when it is too long, or an entity lies outside the text.
    """
    text, entities = _trimmed(*parsed(text, parse_mode, entities))
    if utf16_length(text) > limit:
        raise bad_request(f"{what} is too long")
    return text, with_found_entities(text, entities)


def parsed(text: str, parse_mode: str | None, entities: list[Wire] | None) -> Formatted:
    """The text with the entities that were given or marked up, neither trimmed nor measured."""
    if parse_mode is not None and entities is None:
        if parse_mode != "HTML":
            raise bad_request(f"the simulator reads parse_mode HTML only, not {parse_mode}")
        text, entities = parse_html(text)
    if entities:
        _check_bounds(text, entities)
    return text, entities or []


def with_found_entities(text: str, entities: list[Wire]) -> list[Wire]:
    """Adds URLs, e-mails, commands, mentions and hashtags where nothing was marked yet."""
    if not _HINTS.search(text):
        return entities
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in entities]
    found = []
    for match in _FOUND.finditer(text):
        start = utf16_length(text[: match.start()])
        length = utf16_length(match.group())
        if all(end <= start or begin >= start + length for begin, end in taken):
            found.append({"offset": start, "length": length, "type": match.lastgroup})
    return sorted([*entities, *found], key=lambda entity: (entity["offset"], -entity["length"]))


def _check_bounds(text: str, entities: list[Wire]) -> None:
    units = text.encode("utf-16-le")
    count = len(units) // 2
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if start < 0 or entity["length"] <= 0 or end > count:
            raise bad_request(f"ENTITY_BOUNDS_INVALID: {entity['type']} {start}…{end} in a text of {count} units")
        if _inside_pair(units, start) or _inside_pair(units, end):
            raise bad_request(f"ENTITY_BOUNDS_INVALID: {entity['type']} {start}…{end} cuts a character in two")
        if entity["type"] == "text_link" and not entity.get("url"):
            raise bad_request("entity of the type text_link must have a URL")


def _inside_pair(units: bytes, place: int) -> bool:
    return place * 2 < len(units) and 0xDC <= units[place * 2 + 1] <= 0xDF


def _trimmed(text: str, entities: list[Wire]) -> Formatted:
    """Telegram drops white space around the text; entities move or shrink with it."""
    if text == text.strip():
        return text, entities
    shift = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    count = utf16_length(text)
    kept: list[Wire] = []
    for entity in entities:
        start = max(0, entity["offset"] - shift)
        end = min(count, entity["offset"] + entity["length"] - shift)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, kept
