"""What is wrong with a sheet of contracts, in words for whoever made it."""

from dataclasses import dataclass
from typing import Final

from models.rules.texts.localised import Localised, both

_LONGEST: Final = 60


@dataclass(frozen=True)
class SheetProblem:
    """column: as its heading says it; empty: of the whole line. line: 0: of the whole file."""

    line: int
    column: str
    found: Localised
    allowed: Localised

    def describe(self, language: str) -> str:
        """`line 3, «Phone»: found …; allowed: …`, one line."""
        found, allowed = self.found.in_(language), self.allowed.in_(language)
        where = [both(f"строка {self.line}", f"line {self.line}").in_(language)] if self.line else []
        where += [f"«{self.column}»"] if self.column else []
        said = both(f"найдено: {found}; допустимо: {allowed}", f"found: {found}; allowed: {allowed}").in_(language)
        return f"{', '.join(where)}: {said}" if where else said


class SheetRefused(Exception):
    """The whole file can't be read: nothing of it is known."""

    def __init__(self, *problems: SheetProblem) -> None:
        super().__init__("\n".join(problem.describe("en") for problem in problems))
        self.problems = problems


def refused(found: Localised, allowed: Localised, line: int = 0, column: str = "") -> SheetRefused:
    return SheetRefused(SheetProblem(line, column, found, allowed))


def written(text: str) -> Localised:
    """A cell as it stands there, shortened, on one line and with nothing in it that moves a terminal's cursor."""
    seen = "".join(one if one.isprintable() else "�" for one in text.replace("\n", " "))
    if not seen.strip():
        return both("пусто", "nothing")
    shown = seen if len(seen) <= _LONGEST else f"{seen[: _LONGEST - 1]}…"
    return both(f"«{shown}»", f'"{shown}"')


def alike(text: str) -> Localised:
    return both(text, text)
