"""A sheet of contracts in a workbook (XLSX). A process of its own reads it, with a limit on its memory: a workbook is
a compressed file that may hold anything, and what reads it holds all of it at once.

    python -m models.cli.workbook_sheet FILE [SHEET]

Prints a JSON list for each row, and at last an object that says how it ended.
"""

import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from models.rules.contracts.columns import MOST_COLUMNS
from models.rules.contracts.sheet_problems import refused, written
from models.rules.texts.localised import Localised, both

#: Of its parts when they are unpacked, and of the memory of the process that reads it.
MOST_UNPACKED: Final = 400 << 20
_MOST_MEMORY: Final = 2 << 30
_PATIENCE_SECONDS: Final = 300
_ROOT: Final = Path(__file__).resolve().parents[2]
Row = tuple[int, list[str]]


class WorkbookSheet:
    encoding = "XLSX"

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        """sheet: its name, where there are several. Raises SheetRefused, OSError."""
        self._path = path
        self._sheet = sheet
        _check_size(path)

    def rows(self) -> Iterator[Row]:
        """(number of the row, cells). Raises SheetRefused."""
        command = [sys.executable, "-m", "models.cli.workbook_sheet", str(self._path.resolve())]
        command += [self._sheet] if self._sheet is not None else []
        reading = subprocess.Popen(
            command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
        )
        assert reading.stdout is not None
        ended: dict[str, Any] = {}
        try:
            for number, line in enumerate(reading.stdout, 1):
                found = json.loads(line)
                if isinstance(found, dict):
                    ended = found
                else:
                    yield number, found
        except ValueError:
            ended = {}  # it was killed in the middle of a line
        finally:
            reading.kill()
            reading.stdout.close()
            reading.wait()
        _check_end(ended)


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise refused(both("не книга XLSX", "no XLSX workbook"), both("XLSX или CSV", "XLSX or CSV")) from None
    if unpacked > MOST_UNPACKED:
        found = both(f"в распакованном виде {unpacked:,} байт", f"{unpacked:,} bytes when it is unpacked")
        most = f"{MOST_UNPACKED:,}"
        raise refused(found, both(f"до {most} байт; или сохраните как CSV", f"up to {most}; or save it as CSV"))


def _check_end(ended: dict[str, Any]) -> None:
    """Raises SheetRefused unless all of it was read."""
    if ended.get("done"):
        return
    if "sheets" in ended:
        names = ", ".join(f"«{name}»" for name in ended["sheets"])
        allowed = both(f"один из них, --sheet: {names}", f"one of them, --sheet: {names}")
        raise refused(written(ended["found"]) if ended["found"] else _SEVERAL, allowed)
    if "merged" in ended:
        cells = both(f"объединённые ячейки {ended['merged']}", f"merged cells {ended['merged']}")
        raise refused(cells, both("значение в каждой строке", "a value in each row"))
    if "columns" in ended:
        wide = both(f"столбцов: {ended['columns']}", f"{ended['columns']} columns")
        raise refused(wide, both(f"до {MOST_COLUMNS}", f"up to {MOST_COLUMNS}"))
    broken = both("книга, которую не прочесть", "a workbook that can't be read")
    raise refused(broken, both("целый XLSX; или сохраните как CSV", "a whole XLSX; or save it as CSV"))


_SEVERAL: Final[Localised] = both("несколько листов", "several sheets")


def _read(path: str, sheet: str | None) -> dict[str, Any]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(path)
        metadata = book.sheets_metadata
        names = [
            one.name
            for one in metadata
            if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
        ]
        names = [name for name in names if book.get_sheet_by_name(name).height] if sheet is None else names
        chosen = sheet if sheet is not None else names[0] if len(names) == 1 else None
        if chosen not in names:
            return {"sheets": names, "found": sheet or ""}
        found = book.get_sheet_by_name(chosen)
        if found.merged_cell_ranges:
            (top, left), (bottom, right) = found.merged_cell_ranges[0]
            return {"merged": f"{_column(left)}{top + 1}:{_column(right)}{bottom + 1}"}
        if found.total_width > MOST_COLUMNS:
            return {"columns": found.total_width}
        first = found.start[0] if found.start else 0
        for _ in range(first):
            print("[]")
        for row in found.iter_rows():
            print(json.dumps([_text(cell) for cell in row], ensure_ascii=False))
    except CalamineError:
        return {}
    return {"done": True}


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _column(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def main(arguments: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_PATIENCE_SECONDS, _PATIENCE_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(json.dumps(_read(arguments[0], arguments[1] if len(arguments) > 1 else None), ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
