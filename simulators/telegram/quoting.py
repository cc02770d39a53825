"""The quoted part of a message: found in its text, with the marks a quote may keep."""

from simulators.telegram.entities import parsed, utf16_length
from simulators.telegram.errors import bad_request
from simulators.telegram.records import Wire

LONGEST_QUOTE = 1024  # UTF-16 units
_KEPT = ("bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji", "date_time")


def words_of(body: Wire) -> tuple[str, list[Wire]]:
    """The text or caption of a message, with its entities."""
    if "text" in body:
        return body["text"], body.get("entities", [])
    return body.get("caption", ""), body.get("caption_entities", [])


def chosen_quote(
    body: Wire, text: str, parse_mode: str | None, entities: list[Wire] | None, position: int | None
) -> Wire:
    """The TextQuote of the part that somebody chose; {} when only white space was chosen.

    position: in UTF-16 units; of several places the nearest one is meant.
    Raises 400 QUOTE_TEXT_INVALID when these words, or words so marked, are not in the message.
    """
    given, marks = parsed(text, parse_mode, entities)
    text = given.strip()
    if not text:
        return {}
    shift = utf16_length(given) - utf16_length(given.lstrip())
    wanted = _marks([{**mark, "offset": mark["offset"] - shift} for mark in marks], 0, utf16_length(text))
    found = _places(body, text, wanted)
    if utf16_length(text) > LONGEST_QUOTE or not found:
        raise bad_request("QUOTE_TEXT_INVALID")
    place = min(found, key=lambda at: abs(at - (position or 0) - shift))
    return _quote(text, place, wanted) | {"is_manual": True}


def found_quote(body: Wire, text: str, position: int | None = None) -> Wire | None:
    """The TextQuote of words that a person marked in an app, which keeps how they look; None where they are not."""
    _, marks = words_of(body)
    found = _places(body, text, None)
    if not text.strip() or not found:
        return None
    place = min(found, key=lambda at: abs(at - (position or 0)))
    return _quote(text, place, _marks(marks, place, place + utf16_length(text))) | {"is_manual": True}


def automatic_quote(body: Wire) -> Wire:
    """The TextQuote that a reply into another chat carries when nobody chose a part: the beginning."""
    words, marks = words_of(body)
    units = words.encode("utf-16-le")[: LONGEST_QUOTE * 2]
    beginning = units.decode("utf-16-le", "ignore")
    return _quote(beginning, 0, _marks(marks, 0, utf16_length(beginning))) if beginning else {}


def _places(body: Wire, text: str, wanted: list[Wire] | None) -> list[int]:
    """Where the text stands, in UTF-16 units. wanted: only where it is marked like this."""
    words, marks = words_of(body)
    places: list[int] = []
    at = words.find(text)
    while at >= 0:
        start = utf16_length(words[:at])
        if wanted is None or _marks(marks, start, start + utf16_length(text)) == wanted:
            places.append(start)
        at = words.find(text, at + 1)
    return places


def _marks(marks: list[Wire], start: int, end: int) -> list[Wire]:
    """What of them a quote of start…end keeps, counted from its beginning."""
    kept: list[Wire] = []
    for mark in marks:
        first, last = max(mark["offset"], start), min(mark["offset"] + mark["length"], end)
        if mark["type"] in _KEPT and first < last:
            kept.append({**mark, "offset": first - start, "length": last - first})
    return sorted(kept, key=lambda mark: (mark["offset"], -mark["length"], mark["type"]))


def _quote(text: str, position: int, marks: list[Wire]) -> Wire:
    quote: Wire = {"text": text, "position": position}
    return {**quote, "entities": marks} if marks else quote
