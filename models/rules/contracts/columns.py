"""Columns of a sheet of contracts, by the headings that people give them in Russian and in English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from models.rules.contracts.sheet_problems import SheetProblem, SheetRefused, alike, written
from models.rules.texts.localised import both
from models.rules.texts.problems import did_you_mean, near_word

#: More than any list of contracts has; a million of them is somebody's slip, or malice.
MOST_COLUMNS: Final = 200


class Column(StrEnum):
    NUMBER = "number"
    TIER = "tier"
    CLIENT = "client"
    STATE = "state"
    PAID_UNTIL = "paid_until"
    PERSON = "person"
    PHONE = "phone"
    EMAIL = "email"
    SEES = "sees"
    MAY_CHANGE = "may_change_contacts"


#: The first of each language is the one that an export writes.
HEADINGS: Final[Mapping[Column, Mapping[str, tuple[str, ...]]]] = {
    Column.NUMBER: {
        "ru": ("номер договора", "договор", "номер", "№ договора", "№"),
        "en": ("contract", "contract number", "number"),
    },
    Column.TIER: {"ru": ("уровень обслуживания", "уровень", "тариф", "тарифный план"), "en": ("tier", "plan")},
    Column.CLIENT: {"ru": ("вид клиента", "тип клиента", "лицо"), "en": ("client kind", "client")},
    Column.STATE: {"ru": ("состояние", "статус"), "en": ("state", "status")},
    Column.PAID_UNTIL: {"ru": ("оплачен до", "оплачено до", "оплата до"), "en": ("paid until",)},
    Column.PERSON: {
        "ru": ("контактное лицо", "фио", "имя", "контакт"),
        "en": ("contact person", "person", "name", "contact"),
    },
    Column.PHONE: {
        "ru": ("телефон", "телефоны", "номер телефона", "мобильный телефон", "мобильный"),
        "en": ("phone", "phones", "phone number", "mobile"),
    },
    Column.EMAIL: {"ru": ("электронная почта", "почта", "эл. почта"), "en": ("e-mail", "email", "mail")},
    Column.SEES: {"ru": ("видит заявки", "видит"), "en": ("sees tickets", "sees")},
    Column.MAY_CHANGE: {
        "ru": ("меняет контактных лиц", "меняет контакты"),
        "en": ("may change contacts", "changes contacts"),
    },
}
#: What a line says of the contract, and not of a person.
OF_CONTRACT: Final = (Column.TIER, Column.CLIENT, Column.STATE, Column.PAID_UNTIL)
OF_PERSON: Final = (Column.PERSON, Column.PHONE, Column.EMAIL, Column.SEES, Column.MAY_CHANGE)


@dataclass(frozen=True)
class Headings:
    """columns: by place; None for one that nobody reads. titles: as they are written. unread: titles of those."""

    columns: tuple[Column | None, ...]
    titles: tuple[str, ...]

    @property
    def present(self) -> frozenset[Column]:
        return frozenset(column for column in self.columns if column is not None)

    @property
    def unread(self) -> tuple[str, ...]:
        pairs = zip(self.columns, self.titles, strict=True)
        return tuple(title for column, title in pairs if column is None and title)

    @property
    def tell_of_persons(self) -> bool:
        return not self.present.isdisjoint(OF_PERSON)

    def title_of(self, column: Column) -> str:
        return self.titles[self.columns.index(column)] if column in self.columns else str(column)


def folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").replace("_", " ").split())


_BY_HEADING: Final = {
    folded(heading): column
    for column, languages in HEADINGS.items()
    for headings in languages.values()
    for heading in headings
}


def known_headings(cells: Sequence[str]) -> int:
    """How many of them are columns of ours."""
    return sum(folded(cell) in _BY_HEADING for cell in cells)


def read_headings(cells: Sequence[str]) -> Headings:
    """cells: of the first line. Raises SheetRefused."""
    titles = tuple(" ".join(cell.split()) for cell in cells)
    if len(titles) > MOST_COLUMNS:
        found = both(f"столбцов: {len(titles)}", f"{len(titles)} columns")
        raise SheetRefused(SheetProblem(1, "", found, alike(f"≤ {MOST_COLUMNS}")))
    headings = Headings(tuple(_BY_HEADING.get(folded(title)) for title in titles), titles)
    problems = [*_doubled(headings), *_slips(headings), *_without_number(headings)]
    if problems:
        raise SheetRefused(*problems)
    return headings


def _doubled(headings: Headings) -> list[SheetProblem]:
    allowed = both("каждый столбец один раз", "each column once")
    return [
        SheetProblem(1, title, both("второй такой столбец", "a second column of that kind"), allowed)
        for place, (column, title) in enumerate(zip(headings.columns, headings.titles, strict=True))
        if column is not None and column in headings.columns[:place]
    ]


def _slips(headings: Headings) -> list[SheetProblem]:
    """A column that is only nearly called as one of ours would be left out in silence."""
    problems = []
    for title in headings.unread:
        guess = near_word(folded(title), _BY_HEADING)
        if guess is not None and len(guess) > len("лицо"):
            allowed = did_you_mean(both("известный заголовок", "a known heading"), guess)
            problems.append(SheetProblem(1, title, written(title), allowed))
    return problems


def _without_number(headings: Headings) -> list[SheetProblem]:
    if Column.NUMBER in headings.columns:
        return []
    names = "; ".join(", ".join(HEADINGS[Column.NUMBER][language]) for language in ("ru", "en"))
    there = written(", ".join(title for title in headings.titles if title))
    allowed = both(f"столбец с номером договора: {names}", f"a column with the number of the contract: {names}")
    return [SheetProblem(1, "", there, allowed)]
