"""A sheet of contracts that is text (CSV): read line by line, whatever its length."""

import codecs
import csv
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from models.rules.contracts.sheet_problems import refused
from models.rules.contracts.text_sheets import LONGEST_LINE, delimiter_of, encoding_by_mark
from models.rules.texts.localised import both

_AT_ONCE: Final = 1 << 20
Row = tuple[int, list[str]]


class TextSheet:
    """encoding: as people call it."""

    def __init__(self, path: Path) -> None:
        """Raises SheetRefused, OSError."""
        self._path = path
        self._encoding = _encoding(path)

    @property
    def encoding(self) -> str:
        names = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "cp1251": "windows-1251"}
        return names[self._encoding]

    def rows(self) -> Iterator[Row]:
        """(number of the line that it begins on, cells). Raises SheetRefused."""
        with self._path.open(encoding=self._encoding, newline="") as file:
            lines = _Lines(file)
            first = next(lines, "")
            reader = csv.reader(_chained(first, lines), delimiter=delimiter_of(first))
            began = 1
            try:
                for cells in reader:
                    yield began, cells
                    began = reader.line_num + 1
            except csv.Error as error:
                found = both(f"не таблица ({error})", f"no table ({error})")
                raise refused(found, both("парные кавычки", "quotation marks in pairs"), began) from None


class _Lines(Iterator[str]):
    """Lines of bounded length, counted."""

    def __init__(self, file: TextIOWrapper) -> None:
        self._file = file
        self.number = 0

    def __next__(self) -> str:
        try:
            line = self._file.readline(LONGEST_LINE + 1)
        except UnicodeDecodeError:
            raise _undecodable(self.number + 1) from None
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > LONGEST_LINE:
            found = both(f"длиннее {LONGEST_LINE} знаков", f"longer than {LONGEST_LINE} characters")
            raise refused(found, both("строка таблицы", "a line of a table"), self.number)
        if "\0" in line:
            raise refused(both("нулевые байты", "NUL bytes"), both("текст", "text"), self.number)
        return line


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        marked = encoding_by_mark(file.read(4))
        if marked is not None:
            return marked
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while part := file.read(_AT_ONCE):
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1251"
    return "utf-8"


def _undecodable(line: int) -> Exception:
    return refused(
        both("байты, которых нет ни в UTF-8, ни в windows-1251", "bytes of neither UTF-8 nor windows-1251"),
        both("UTF-8 или windows-1251", "UTF-8 or windows-1251"),
        line,
    )
