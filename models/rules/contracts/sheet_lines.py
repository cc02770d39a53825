"""One line of a sheet: a contract, and perhaps one of the persons who speak for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from models.rules.contracts.cells import BadCell, Reader
from models.rules.contracts.columns import OF_CONTRACT, Column, Headings, folded
from models.rules.contracts.numbers import normal_number
from models.rules.contracts.sheet_problems import SheetProblem, written
from models.rules.texts.localised import both

#: Columns whose empty cell says nothing: what is there stays.
_MUST_HOLD: Final = (Column.CLIENT, Column.STATE)


@dataclass(frozen=True)
class SheetLine:
    """normal: of the number (numbers.py). contract: what the line says of it, by the database's columns; only what
    the sheet has columns for.

    name, phones, email, sees, may_change: of the person; empty or None: it doesn't say. not_theirs: (phone, whose),
    which stand further up with somebody else.
    """

    line: int
    number: str
    normal: str
    contract: Mapping[str, Any]
    name: str = ""
    phones: tuple[str, ...] = ()
    email: str | None = None
    sees: str | None = None
    may_change: bool | None = None
    not_theirs: tuple[tuple[str, str], ...] = ()

    @property
    def names_person(self) -> bool:
        return bool(self.name or self.phones)

    @property
    def name_key(self) -> str:
        """By it two spellings of one name are the same."""
        return folded(self.name)


_FIELDS: Final = {Column.TIER: "tier", Column.CLIENT: "client_kind", Column.STATE: "state"}


def read_line(
    line: int, cells: Sequence[str], headings: Headings, reader: Reader
) -> SheetLine | list[SheetProblem] | None:
    """None: an empty line."""
    if not any(cell.strip() for cell in cells):
        return None
    problems, values = list[SheetProblem](), dict[Column, Any]()
    if any(cell.strip() for cell in cells[len(headings.columns) :]):
        found = both(f"ячеек: {len(cells)}", f"{len(cells)} cells")
        most = len(headings.columns)
        problems.append(SheetProblem(line, "", found, both(f"не больше {most}", f"at most {most}")))
    for column, title, cell in zip(headings.columns, headings.titles, cells, strict=False):
        if column is None:
            continue
        try:
            values[column] = reader.read(column, cell)
        except BadCell as bad:
            problems.append(SheetProblem(line, title, written(cell), bad.allowed))
            values[column] = None
    problems += _lacking(line, values, headings, problems)
    return problems or line_of(line, values, headings.present)


def _lacking(
    line: int, values: Mapping[Column, Any], headings: Headings, problems: Sequence[SheetProblem]
) -> list[SheetProblem]:
    bad, nothing = {problem.column for problem in problems}, written("")
    number = headings.title_of(Column.NUMBER)
    if values.get(Column.NUMBER) is None and number not in bad:
        return [SheetProblem(line, number, nothing, both("номер договора", "the number of a contract"))]
    rest = (Column.EMAIL, Column.SEES, Column.MAY_CHANGE)
    nameless = not values.get(Column.PERSON) and not values.get(Column.PHONE)
    if nameless and any(values.get(column) is not None for column in rest) and not bad:
        allowed = both("имя или телефон того, о ком эта строка", "the name or phone of whom the line is about")
        return [SheetProblem(line, headings.title_of(Column.PERSON), nothing, allowed)]
    return []


def line_of(line: int, values: Mapping[Column, Any], present: Collection[Column]) -> SheetLine:
    """values: as a reader gives them; none of an empty cell. present: columns that are there."""
    said = {column: values.get(column) for column in OF_CONTRACT if column in present}
    contract = {
        _FIELDS.get(column, str(column)): value
        for column, value in said.items()
        if value is not None or column not in _MUST_HOLD
    }
    may_change = values.get(Column.MAY_CHANGE)
    return SheetLine(
        line,
        values[Column.NUMBER],
        normal_number(values[Column.NUMBER]),
        contract,
        name=values.get(Column.PERSON) or "",
        phones=values.get(Column.PHONE) or (),
        email=values.get(Column.EMAIL),
        sees=values.get(Column.SEES),
        may_change=None if may_change is None else may_change == "yes",
    )
