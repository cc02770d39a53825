"""Choices as a transport draws them: buttons or the rows of a list, with titles that have room and differ.

A title that was cut is no loss where rows have descriptions: there the whole label stands. Senders ask `drawn` and
decide nothing themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.rules.delivery.post_content import OfferedChoice
from models.rules.delivery.transports import ChoiceLimit, Drawn
from models.rules.texts.content import clip, may_cut, one_line, utf16_length

_CUT: Final = "…"


@dataclass(frozen=True, slots=True)
class DrawnChoice:
    """key: what comes back. description: below the title of a row; empty: the title says it all."""

    key: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class DrawnChoices:
    """One message's. how: never Drawn.NUMBERS, as those are part of the text."""

    how: Drawn
    choices: tuple[DrawnChoice, ...]


def drawn(limit: ChoiceLimit, offered: Sequence[OfferedChoice]) -> DrawnChoices:
    """offered: of one message, no more than it has room for. Buttons that would be cut become a list."""
    labels = [one_line(choice["label"]) for choice in offered]
    how = limit.drawn(len(offered))
    if how is Drawn.BUTTONS and len(offered) <= limit.list_rows and not _have_room(labels, limit.button_title):
        how = Drawn.LIST
    room = limit.row_title if how is Drawn.LIST else limit.button_title
    described = limit.row_description if how is Drawn.LIST else 0
    return DrawnChoices(
        how,
        tuple(
            DrawnChoice(choice["key"], title, clip(label, described) if described and title != label else "")
            for choice, label, title in zip(offered, labels, titles(labels, room), strict=True)
        ),
    )


def titles(labels: Sequence[str], room: int) -> list[str]:
    """The labels, each in so many UTF-16 units (0: as many as it has) and none like another.

    What would look alike when cut is cut in its middle; what is alike even then is counted.
    """
    if room == 0:
        return list(labels)
    labels = [label or _CUT for label in labels]
    cut = [clip(label, room) for label in labels]
    alike = {title for title in cut if cut.count(title) > 1}
    cut = [_cut_inside(label, room) if title in alike else title for label, title in zip(labels, cut, strict=True)]
    found = list[str]()
    for label, title in zip(labels, cut, strict=True):
        number, unlike = 1, title
        while unlike in found:
            number += 1
            mark = f" ({number})"
            unlike = clip(label, room - len(mark)) + mark
        found.append(unlike)
    return found


def _have_room(labels: Sequence[str], room: int) -> bool:
    return room == 0 or all(utf16_length(label) <= room for label in labels)


def _cut_inside(label: str, room: int) -> str:
    """Its beginning and its end, from the beginning of a word if one is near."""
    if utf16_length(label) <= room:
        return label
    ends = [at for at in range(len(label)) if may_cut(label, at) and utf16_length(label[at:]) <= room // 2]
    begin = next((at for at in ends if label[at - 1] == " "), ends[0] if ends else len(label))
    return clip(label, room - utf16_length(label[begin:])) + label[begin:]
