"""Sheets as text: which encoding, which delimiter, and cells that no table takes for a formula."""

import codecs
import csv
from typing import Final

from models.rules.contracts.columns import known_headings

DELIMITERS: Final = (";", ",", "\t")
#: Of one line of the file, in characters: memory stays bounded whatever the file is.
LONGEST_LINE: Final = 65_536
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "'")
#: In a workbook nothing that is text is computed, but an import would take it for a formula, or for marked.
_MISREAD: Final = ("=", "'")


def encoding_by_mark(beginning: bytes) -> str | None:
    """By the mark at the beginning of a file; None: it has none."""
    if beginning.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    return "utf-16" if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else None


def delimiter_of(first_line: str) -> str:
    """The one by which the most headings are known, or cells there are."""

    def headings(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([first_line], delimiter=delimiter), [])
        return known_headings(cells), len(cells)

    return max(DELIMITERS, key=headings)


def harmless(cell: str) -> str:
    """A table shows it as it is and never computes it. `unmarked` (cells.py) takes the apostrophe off again."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def harmless_in_workbook(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_MISREAD) else cell
