"""Words with entities in WhatsApp's marks: *bold*, _italic_, ~struck~, `code`, ```many lines``` and > quotes. Pure.

Its clients read marks in any text, whoever wrote it. So what a person typed that would be read as marks, and lose its
asterisks (a service code, a pattern of file names), is shown as code, where every letter stays. A mark that would not
be read as one (in the middle of a word, around its own letter) is left out: the words count more.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.rules.texts.content import Entity, utf16_length, with_open_links

_MARKS: Final = {"bold": "*", "italic": "_", "strikethrough": "~", "code": "`", "pre": "```"}
_QUOTES: Final = ("blockquote", "expandable_blockquote")
_CODE: Final = ("`", "```")
#: What its clients take for marks: at the edges of words, with no space inside, on one line.
_READ_AS_MARKS: Final = re.compile(r"(?<![\w*_~`])([*_~])(?![\s*_~])(?:[^\n`]*?[^\s`])?\1(?![\w*_~`])")
_OWN_CODE: Final = re.compile(r"```.+?```|`[^`\n]+`", re.DOTALL)


@dataclass(frozen=True)
class _Span:
    """From one place of the text to another, in characters of Python."""

    start: int
    end: int
    mark: str


def marked_up(text: str, entities: Sequence[Entity], limit: int) -> str:
    """limit: UTF-16 units. Without room for marks the words go alone, but never without the address of a link."""
    opened = with_open_links(text, entities)
    text, entities = opened.text, opened.entities
    whole = _quoted(text, entities, _marked(text, entities))
    return whole if utf16_length(whole) <= limit else text


def _index_at(text: str, units: int) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")[: units * 2].decode("utf-16-le", "ignore"))


def _marked(text: str, entities: Sequence[Entity]) -> list[str]:
    """What stands before each character, and in the end after the last."""
    spans = _spans(text, entities)
    spans += [span for span in _typed_marks(text) if not any(_meet(span, one) for one in spans if one.mark in _CODE)]
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda one: (one.mark not in _CODE, one.start, -one.end)):
        if _will_be_read(text, span) and all(_agree(span, other) for other in kept):
            kept.append(span)
    before = [""] * (len(text) + 1)
    kept.sort(key=lambda one: (one.start, -one.end))  # the wider opens first and closes last
    for span in reversed(kept):
        before[span.end] += span.mark
    for span in kept:
        before[span.start] += span.mark
    return before


def _spans(text: str, entities: Sequence[Entity]) -> list[_Span]:
    """Marks end with their line, and stand at words, not at spaces."""
    found = []
    for entity in entities:
        mark = _MARKS.get(entity["type"])
        if mark is None:
            continue
        start, end = (_index_at(text, entity["offset"] + more) for more in (0, entity["length"]))
        if mark == "```" or (mark == "`" and "\n" in text[start:end]):
            found.append(_Span(start, end, "```"))
            continue
        for line in re.finditer(r"[^\n]+", text[start:end]):
            words = line[0].strip()
            first = start + line.start() + len(line[0]) - len(line[0].lstrip())
            if words:
                found.append(_Span(first, first + len(words), mark))
    return list(dict.fromkeys(found))


def _typed_marks(text: str) -> list[_Span]:
    """What a person typed and would not find again; code of their own is left alone."""
    code = [_Span(found.start(), found.end(), "`") for found in _OWN_CODE.finditer(text)]
    typed = [_Span(found.start(), found.end(), "`") for found in _READ_AS_MARKS.finditer(text)]
    return [span for span in typed if not any(_meet(span, one) for one in code)]


def _will_be_read(text: str, span: _Span) -> bool:
    inside = text[span.start : span.end]
    if span.mark in _CODE:
        return "`" not in inside
    at_words = not (text[: span.start][-1:].isalnum() or text[span.end :][:1].isalnum())
    return at_words and span.mark not in inside


def _meet(one: _Span, other: _Span) -> bool:
    return one.start < other.end and other.start < one.end


def _agree(one: _Span, other: _Span) -> bool:
    """One lies inside the other, or they lie apart. In code no other mark is read."""
    if not _meet(one, other):
        return True
    nested = (one.start <= other.start and other.end <= one.end) or (
        other.start <= one.start and one.end <= other.end
    )
    if one.mark in _CODE or other.mark in _CODE:
        code, mark = (one, other) if one.mark in _CODE else (other, one)
        return mark.mark not in _CODE and mark.start <= code.start and code.end <= mark.end and mark != code
    return nested and one.mark != other.mark


def _quoted(text: str, entities: Sequence[Entity], before: list[str]) -> str:
    for entity in entities:
        if entity["type"] in _QUOTES:
            start, end = (_index_at(text, entity["offset"] + more) for more in (0, entity["length"]))
            for place in range(start, end):
                if place == 0 or text[place - 1] == "\n":
                    before[place] = f"> {before[place]}"
    return "".join(mark + letter for mark, letter in zip(before, [*text, ""], strict=True))
