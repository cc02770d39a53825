"""A desk with people, a roster and any ladder: what each of them is told when a clock runs out.

First response 1 h, round the clock; Иван is on duty in the week of 9 November 2026, Пётр in the next one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.db import Database
from models.rules.delivery.outgoing import RowKind
from tests.actions.office import at
from tests.actions.staff_office import StaffOffice
from tests.journeys.regulations import PEOPLE, RUSSIAN

_RUNGS = '[{ after = "0m", to = "group" }, { after = "15m", to = "head" }, { after = "30m", to = "head" }]'
#: Private chats.
IVAN, PETR, ANNA, OLGA = 9101, 9102, 9103, 500


def regulation(rungs: str = _RUNGS, *, ladder: str = "", policy: str = "", people: str = PEOPLE) -> str:
    """rungs, ladder, policy: TOML; people: staff and roster of the desk, as TOML."""
    text = RUSSIAN.replace(f"rungs = {_RUNGS}", f"rungs = {rungs}\n{ladder}").replace(PEOPLE, people)
    text = text.replace('first_response = "1h"\nresolution = "8h"', policy or 'first_response = "1h"')
    assert text != RUSSIAN
    return text


@dataclass
class Told:
    """chat: of a person; None for the topic. silent: nobody is woken."""

    chat: int | None
    text: str
    silent: bool
    buttons: list[str]
    mentions: list[int]


class LadderOffice(StaffOffice):
    """Nobody of the staff has enrolled yet; Ольга, the head, has."""

    def __init__(self, database: Database, text: str | None = None, *, head: bool = True, bound: bool = True) -> None:
        super().__init__(database, text or regulation(), bound=bound)
        self._people |= {"Иван": IVAN, "Пётр": PETR, "Анна": ANNA}
        if head:
            self.has_head(OLGA)

    def phoned(self) -> list[tuple[str, str, str]]:
        """(kind, number, words) of what goes by modem, in order."""
        return [(row.kind, row.address, row.payload["text"]) for row in self.rows(RowKind.SMS, RowKind.RING)]

    def runs_out(self, when: str) -> list[Told]:
        """What is told because of it, in the order in which it was written."""
        self.delivers(at(when))
        return self._told_by(lambda: self.enforces(at(when)))

    def asks(self, words: str, who: str = "Коллега", when: str = "0s", **place: Any) -> list[Told]:
        """Somebody types, and is answered. place: as `types` has it."""
        return self._told_by(lambda: self.types(words, who=who, when=at(when), **place))

    def _told_by(self, act: Callable[[], object]) -> list[Told]:
        before = {row.id for row in self.rows()}
        act()
        posts = sorted(self.rows(RowKind.POST), key=lambda row: int(row.id))
        return [_told(row) for row in posts if row.id not in before]


def _told(row: Any) -> Told:
    payload = row.payload
    return Told(
        int(row.address) if row.address else None,
        payload["text"],
        bool(payload.get("silent")),
        [choice["key"] for line in payload.get("choices", ()) for choice in line],
        [one["user"]["id"] for one in payload.get("entities", ()) if one["type"] == "text_mention"],
    )
