"""`python -m models contracts export FILE`: every contract, in the format that an import reads."""

import csv
import os
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Connection

from models.cli.answers import Refused
from models.cli.organisation import organisation_meant
from models.db import Database
from models.queries.contracts import Listed, all_contracts, phones_of
from models.rules.contracts.exported import headings, person_cells, rows_of
from models.rules.contracts.text_sheets import harmless, harmless_in_workbook
from models.settings import Settings

_WORKBOOK = ".xlsx"


def export(options: Namespace, settings: Settings) -> int:
    """FILE is there whole, or as it was before; only its owner can read it."""
    database, path = Database(settings.database), options.file
    part = path.with_name(f"{path.name}.part")
    write = _write_workbook if path.suffix.lower() == _WORKBOOK else _write_text
    try:
        with database.snapshot() as tx:
            organisation = organisation_meant(tx, options)
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
            lines = write(part, _rows(tx, all_contracts(tx, organisation.id), options.language))
        part.replace(path)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
        database.close()
    counted = f"строк: {lines:,}" if options.language == "ru" else f"{lines:,} lines"
    print(f"{path}: {counted}")
    return 0


def _rows(tx: Connection, contracts: Iterable[Listed], language: str) -> Iterator[list[str]]:
    yield headings(language)
    for one in contracts:
        persons = [
            person_cells(who.name, phones_of(tx, who), who.email, who.sees, who.may_change_contacts, language)
            for who in one.persons
        ]
        yield from rows_of(one.contract, persons, language)


def _write_text(path: Path, rows: Iterator[list[str]]) -> int:
    """UTF-8 with a mark and semicolons: tables open it as it is."""
    lines = -1
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        for row in rows:
            writer.writerow([harmless(cell) for cell in row])
            lines += 1
    return lines


def _write_workbook(path: Path, rows: Iterator[list[str]]) -> int:
    """Every cell is text: nothing in it is computed, no number loses its zeros."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    lines = -1
    with Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for lines, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(lines, column, harmless_in_workbook(cell))
    return lines
