"""A file that is no list of contracts, or means harm, is refused with words that help; nothing is changed."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from models.cli import workbook_sheet
from models.rules.contracts.text_sheets import LONGEST_LINE
from tests.actions.contract_sheets import COLUMNS, Environment, Runs, sheet, written
from tests.actions.office import Office

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ANNA = "1001;;физлицо;действует;31.12.2026;Анна Лебедева;8 (916) 000-00-01;anna@example.org;;"


def _with_nul(path: Path) -> None:
    path.write_bytes(sheet(ANNA).encode() + b"10\x0002;;;;;;;;;\r\n")


def _million_columns(path: Path) -> None:
    path.write_text("Договор;" + ";".join(str(n) for n in range(1_000_000)), encoding="utf-8")


def _one_quote(path: Path) -> None:
    path.write_text(sheet(ANNA) + '"1002;' + "x;\n" * 100_000, encoding="utf-8")


def _another_encoding(path: Path) -> None:
    path.write_bytes(sheet(ANNA).encode("cp866"))


def _picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50)


def _old_workbook(path: Path) -> None:
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512))


def _torn_workbook(path: Path) -> None:
    whole = path.with_suffix(".whole")
    with Workbook(whole) as book:
        book.add_worksheet().write_row(0, 0, COLUMNS)
    path.write_bytes(whole.read_bytes()[:-200])


def _several_sheets(path: Path) -> None:
    with Workbook(path) as book:
        for name in ("Абоненты", "Архив"):
            book.add_worksheet(name).write_row(0, 0, COLUMNS)


def _merged(path: Path) -> None:
    with Workbook(path) as book:
        found = book.add_worksheet()
        found.write_row(0, 0, COLUMNS)
        found.merge_range(1, 0, 3, 0, "1001")


def _far_cell(path: Path) -> None:
    """A table of seventeen billion cells, two of which hold something."""
    with Workbook(path) as book:
        found = book.add_worksheet()
        found.write_string(0, 0, "Договор")
        found.write_string(1_048_575, 16_383, "x")


def _pipe(path: Path) -> None:
    """Nobody writes into it."""
    os.mkfifo(path)


def _bomb(path: Path) -> None:
    _torn_workbook(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(3):
                part.write(b"0" * (1 << 20))


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda path: path.write_bytes(b""), "найдено: пустой файл"),
        (lambda path: path.write_bytes(b"\r\n \r\n"), "найдено: ни одной строки"),
        (_with_nul, "строка 3: найдено: нулевые байты"),
        (_million_columns, f"строка 1: найдено: длиннее {LONGEST_LINE} знаков"),
        (_one_quote, "строка 3: найдено: не таблица"),
        (_another_encoding, "столбец с номером договора"),
        (_picture, "найдено: байты, которых нет ни в UTF-8, ни в windows-1251"),
        (_old_workbook, "найдено: книга старого вида (XLS); допустимо: XLSX"),
        (_torn_workbook, "найдено: не книга XLSX"),
        (_several_sheets, "найдено: несколько листов; допустимо: один из них, --sheet: «Абоненты», «Архив»"),
        (_merged, "найдено: объединённые ячейки A2:A4; допустимо: значение в каждой строке"),
        (_far_cell, "найдено: книга, которую не прочесть; допустимо: целый XLSX; или сохраните как CSV"),
        (_pipe, "найдено: не обычный файл; допустимо: CSV или XLSX на диске"),
        (_bomb, "найдено: в распакованном виде 3,145,736 байт"),
    ],
)
def test_it_is_refused_with_what_was_found(
    runs: Runs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    made: Callable[[Path], None],
    said: str,
) -> None:
    monkeypatch.setattr(workbook_sheet, "MOST_UNPACKED", 1 << 20)
    file = tmp_path / "a.table"
    made(file)
    status, words = runs("import", str(file), "--apply")
    assert status == 1
    assert said in words
    assert "Договоров ещё нет" in runs("list")[1]


def test_one_of_several_sheets_can_be_named(runs: Runs, tmp_path: Path) -> None:
    _several_sheets(tmp_path / "a.xlsx")
    assert runs("import", str(tmp_path / "a.xlsx"), "--sheet", "Архив")[0] == 0
    status, words = runs("import", str(tmp_path / "a.xlsx"), "--sheet", "Архи")
    assert (status, "«Абоненты», «Архив»" in words) == (1, True)


def test_a_workbook_is_read_with_its_dates_and_numbers(runs: Runs, tmp_path: Path) -> None:
    with Workbook(tmp_path / "a.xlsx") as book:
        found, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        found.write_row(0, 0, ["Договор", "Оплачен до", "ФИО", "Телефон"])
        found.write_number(1, 0, 1001)
        found.write_number(1, 1, 46387, day)
        found.write_string(1, 2, "Анна")
        found.write_number(1, 3, 79160000001)
        found.write_formula(2, 0, '=HYPERLINK("http://example.org","1002")', None, "1002")
    status, _ = runs("import", str(tmp_path / "a.xlsx"), "--apply")
    assert status == 0
    assert runs("show", "1001")[1].startswith(
        "1001; действует; физлицо; оплачен до 31.12.2026\n  Анна; SMS +7 916 000-00-01"
    )
    assert runs("show", "1002")[0] == 0


def test_a_file_that_is_not_there_is_named(runs: Runs, tmp_path: Path) -> None:
    status, words = runs("import", str(tmp_path / "нет.csv"))
    assert status == 1
    assert "нет.csv: No such file or directory" in words


def test_formulas_are_no_values(runs: Runs, tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", sheet("=1+1;;;;;=cmd|calc;;;;"))
    status, words = runs("import", file, "--apply")
    assert status == 1
    assert words.count("допустимо: значение, а не формула") == 2


def _sparse_cell(path: Path) -> None:
    """One quoted cell without an end, in a file that takes no room on the disk."""
    with path.open("wb") as file:
        file.write(f'{sheet(ANNA)}1002;"'.encode())
        file.truncate(200 << 20)


def _wide(path: Path) -> None:
    path.write_text(sheet(*["1" + ";" * (LONGEST_LINE - 10)] * 100), encoding="utf-8")


def most_kilobytes(environment: Environment, path: Path) -> int:
    """Of a process that looks at this sheet."""
    command = [sys.executable, "-m", "models", "contracts", "import", str(path)]
    nowhere = subprocess.DEVNULL
    looking = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=nowhere, stderr=nowhere)
    _, status, used = os.wait4(looking.pid, 0)
    looking.returncode = os.waitstatus_to_exitcode(status)
    assert looking.returncode in (0, 1), "it was killed"
    return used.ru_maxrss


def test_none_of_them_takes_memory_by_its_size(office: Office, environment: Environment, tmp_path: Path) -> None:
    assert office.desk_id
    (tmp_path / "small.csv").write_text(sheet(ANNA), encoding="utf-8")
    small = most_kilobytes(environment, tmp_path / "small.csv")
    for made in (_sparse_cell, _wide):
        file = tmp_path / f"{made.__name__}.csv"
        made(file)
        assert most_kilobytes(environment, file) < small * 1.5, made.__name__
