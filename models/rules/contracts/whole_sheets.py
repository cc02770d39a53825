"""Lines of one contract together: where they contradict each other, and what they say as a whole."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from models.rules.contracts.cells import has_words, word_for
from models.rules.contracts.columns import Column, Headings
from models.rules.contracts.sheet_lines import SheetLine
from models.rules.contracts.sheet_problems import SheetProblem, written
from models.rules.texts.localised import Localised, both

_OF_PERSON: Final = ("email", "sees", "may_change")
_COLUMNS: Final = {
    "tier": Column.TIER,
    "client_kind": Column.CLIENT,
    "state": Column.STATE,
    "paid_until": Column.PAID_UNTIL,
    "email": Column.EMAIL,
    "sees": Column.SEES,
    "may_change": Column.MAY_CHANGE,
}


def contradictions(lines: Sequence[SheetLine], headings: Headings) -> list[SheetProblem]:
    """An empty cell contradicts nothing. lines: of one contract."""
    problems = []
    said: dict[tuple[str, str], tuple[Any, int]] = {}
    for line in lines:
        for whose, what, value in _said(line):
            before, first = said.setdefault((whose, what), (value, line.line))
            if before != value:
                column = _COLUMNS[what]
                found, there = _shown(column, value), _shown(column, before)
                again = both(f"как в строке {first}: {there.in_('ru')}", f"as in line {first}: {there.in_('en')}")
                problems.append(SheetProblem(line.line, headings.title_of(column), found, again))
    return problems


def _said(line: SheetLine) -> list[tuple[str, str, Any]]:
    """(of whom; empty: the contract, what, value)"""
    found = [("", what, value) for what, value in line.contract.items()]
    if line.name:
        found += [(line.name_key, what, getattr(line, what)) for what in _OF_PERSON]
    return [one for one in found if one[2] is not None]


def _shown(column: Column, value: Any) -> Localised:
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if has_words(column):
        return both(f"«{word_for(column, value, 'ru')}»", f'"{word_for(column, value, "en")}"')
    return written(value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value))


def merged(lines: Sequence[SheetLine]) -> list[SheetLine]:
    """The first says all that any of them says of the contract; a name is spelled as where it stands first."""
    if len(lines) < 2:
        return list(lines)
    facts: dict[str, Any] = {}
    for line in lines:
        facts |= {what: value for what, value in line.contract.items() if facts.get(what) is None}
    names: dict[str, str] = {}
    spelled = [replace(line, name=names.setdefault(line.name_key, line.name)) for line in lines]
    return [replace(spelled[0], contract=facts), *spelled[1:]]
