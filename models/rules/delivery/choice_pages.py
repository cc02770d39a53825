"""More choices than one message has room for: pages of them, each a message with rows that turn to the next and back.

The whole list is kept with the conversation (`Paged`), and the rows that turn name it by its mark: one that was drawn
for another list is stale.
"""

import hashlib
from collections.abc import Sequence
from typing import Final, TypedDict

from models.phrases.catalogue import say
from models.rules.delivery.choices import DialogueChoice, dialogue_key, parse_choice
from models.rules.delivery.post_content import OfferedChoice
from models.rules.texts.content import Entity

_HEAD: Final = "page"


class Paged(TypedDict):
    """text, entities: above each page. choices: all of them. page: the one shown last, from 1. room: of one message.

    version: of the dialogue's state that they were drawn with.
    """

    mark: str
    version: int
    text: str
    entities: Sequence[Entity]
    choices: Sequence[OfferedChoice]
    page: int
    room: int


def paged(text: str, entities: Sequence[Entity], offered: Sequence[OfferedChoice], room: int) -> Paged:
    """At its first page. room: more than two."""
    drawn_with = [choice.version for one in offered if isinstance(choice := parse_choice(one["key"]), DialogueChoice)]
    said = "\n".join((text, *(one["key"] for one in offered)))
    return Paged(
        mark=hashlib.sha256(said.encode()).hexdigest()[:8],
        version=max(drawn_with, default=0),
        text=text,
        entities=list(entities),
        choices=list(offered),
        page=1,
        room=room,
    )


def pages_of(kept: Paged) -> int:
    """How many there are. The first and the last have one row that turns, the others two."""
    inner = max(1, kept["room"] - 2)
    return 2 + -(-max(0, len(kept["choices"]) - 2 * (kept["room"] - 1)) // inner)


def rows_of(kept: Paged, page: int, language: str) -> list[OfferedChoice]:
    """What the page shows, with the rows that turn."""
    first = 0 if page == 1 else kept["room"] - 1 + (page - 2) * (kept["room"] - 2)
    last = page == pages_of(kept)
    count = kept["room"] - 1 if page == 1 or last else kept["room"] - 2
    rows = list(kept["choices"][first : first + count])
    if not last:
        rows.append(_turn(kept, page + 1, say(language, "choice.more")))
    if page > 1:
        rows.append(_turn(kept, page - 1, say(language, "choice.before")))
    return rows


def is_turn(key: str) -> bool:
    """Of a row that turns a page, of whatever list."""
    return key.partition(":")[0] == _HEAD


def page_meant(kept: Paged, key: str) -> int | None:
    """None: the row is of another list, or forged."""
    head, _, rest = key.partition(":")
    mark, _, page = rest.partition(":")
    pages = {str(number): number for number in range(1, pages_of(kept) + 1)}
    return pages.get(page) if (head, mark) == (_HEAD, kept["mark"]) else None


def _turn(kept: Paged, page: int, label: str) -> OfferedChoice:
    return {"key": dialogue_key(kept["version"], f"{_HEAD}:{kept['mark']}:{page}"), "label": label}
