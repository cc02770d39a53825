"""A sheet of contracts as it was read, kept aside: however long it is, little of it is in memory.

The database is SQLite's own temporary one: nobody else can open it, and it is gone with the process.
"""

import json
import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from models.rules.contracts.columns import Headings
from models.rules.contracts.sheet_lines import SheetLine
from models.rules.contracts.whole_sheets import contradictions, merged

_SCHEMA = """
CREATE TABLE line (line INTEGER PRIMARY KEY, number TEXT NOT NULL, sheet_line BLOB NOT NULL);
CREATE TABLE phone (phone TEXT NOT NULL, line INTEGER NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL);
CREATE TABLE problem (line INTEGER NOT NULL, words TEXT NOT NULL);
"""
_INDEXES = """
CREATE TABLE owner AS SELECT phone, name, name_key, min(line) AS line FROM phone WHERE name_key <> '' GROUP BY phone;
CREATE UNIQUE INDEX by_phone ON owner (phone);
CREATE TABLE contract AS SELECT number, min(line) AS first, count(*) AS lines FROM line GROUP BY number ORDER BY 2;
CREATE UNIQUE INDEX by_number ON contract (number);
CREATE INDEX lines_of ON line (number, line);
"""


#: A page of a sheet at a time: a question for each line takes longer than all that is done with its answer.
_PAGE = "SELECT max(rowid) FROM (SELECT rowid FROM contract WHERE rowid > ? ORDER BY rowid LIMIT ?)"
_LINES = """
SELECT contract.number, line.sheet_line FROM contract JOIN line ON line.number = contract.number
WHERE contract.rowid > ? AND contract.rowid <= ? ORDER BY contract.rowid, line.line
"""
_OWNERS = "SELECT phone, name, name_key FROM owner WHERE phone IN (SELECT value FROM json_each(?))"
_NAMES = "SELECT number FROM contract WHERE number IN (SELECT value FROM json_each(?))"
_KEPT_AT_ONCE = 500
Owners = Mapping[str, tuple[str, str]]


class ContractStaging:
    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._headings = Headings((), ())
        self._read: list[SheetLine] = []
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.executescript(_SCHEMA)
        self._database.execute("BEGIN")

    def close(self) -> None:
        self._database.close()

    def add(self, line: SheetLine) -> None:
        self._read.append(line)
        if len(self._read) >= _KEPT_AT_ONCE:
            self._keep()

    def _keep(self) -> None:
        lines = [(line.line, line.normal, pickle.dumps(line)) for line in self._read]
        phones = [(phone, line.line, line.name, line.name_key) for line in self._read for phone in line.phones]
        self._database.executemany("INSERT INTO line VALUES (?, ?, ?)", lines)
        self._database.executemany("INSERT INTO phone VALUES (?, ?, ?, ?)", phones)
        self._read.clear()

    def add_problem(self, line: int, words: str) -> None:
        self._database.execute("INSERT INTO problem VALUES (?, ?)", (line, words))

    def settle(self, headings: Headings, language: str) -> None:
        """Everything was read: looks for lines that contradict each other."""
        self._headings = headings
        self._keep()
        self._database.execute("COMMIT")
        self._database.executescript(_INDEXES)
        several = "SELECT number FROM contract WHERE lines > 1 ORDER BY first"
        for (number,) in self._database.execute(several):
            for problem in contradictions(self._lines(number), headings):
                self.add_problem(problem.line, problem.describe(language))

    @property
    def contracts(self) -> int:
        return self._count("contract")

    @property
    def bad_lines(self) -> int:
        [(count,)] = self._database.execute("SELECT count(DISTINCT line) FROM problem")
        return int(count)

    def problems(self) -> Iterator[str]:
        """In words, by line."""
        for (words,) in self._database.execute("SELECT words FROM problem ORDER BY line, rowid"):
            yield words

    def groups(self, at_once: int) -> Iterator[list[list[SheetLine]]]:
        """The lines of one contract each, so many contracts at once, without those that contradict each other."""
        after = 0
        while (last := self._database.execute(_PAGE, (after, at_once)).fetchone()[0]) is not None:
            contracts: dict[str, list[SheetLine]] = {}
            for number, kept in self._database.execute(_LINES, (after, last)):
                contracts.setdefault(number, []).append(pickle.loads(kept))
            owners = self._owners_of(contracts.values())
            yield [group for lines in contracts.values() if (group := self._group(lines, owners))]
            after = last

    def names(self, numbers: Iterable[str]) -> set[str]:
        """Which of these normal numbers the sheet has."""
        return {number for (number,) in self._database.execute(_NAMES, (json.dumps(list(numbers)),))}

    def owners_before(self, line: int, phones: Iterable[str]) -> dict[str, tuple[int, str]]:
        """By phone, the line further up that gives it to somebody, and their name."""
        query = "SELECT line, name FROM owner WHERE phone = ? AND line < ?"
        found = ((phone, self._database.execute(query, (phone, line)).fetchone()) for phone in phones)
        return {phone: (row[0], row[1]) for phone, row in found if row is not None}

    def _owners_of(self, contracts: Iterable[Sequence[SheetLine]]) -> Owners:
        """By phone, who has it first in the sheet: the name, and its key."""
        phones = [phone for lines in contracts for line in lines for phone in line.phones]
        found = self._database.execute(_OWNERS, (json.dumps(phones),))
        return {phone: (name, name_key) for phone, name, name_key in found}

    def _group(self, lines: list[SheetLine], owners: Owners) -> list[SheetLine]:
        if len(lines) > 1:
            wrong = {problem.line for problem in contradictions(lines, self._headings)}
            lines = [line for line in lines if line.line not in wrong]
        return merged([_with_owners(line, owners) for line in lines])

    def _lines(self, number: str) -> list[SheetLine]:
        query = "SELECT sheet_line FROM line WHERE number = ? ORDER BY line"
        return [pickle.loads(kept) for (kept,) in self._database.execute(query, (number,))]

    def _count(self, table: str) -> int:
        [(count,)] = self._database.execute(f"SELECT count(*) FROM {table}")
        return int(count)


def _with_owners(line: SheetLine, owners: Owners) -> SheetLine:
    """A phone is whose it is where it stands first with a name; a name is spelled as it is there."""
    name, theirs, others = line.name, list[str](), list[tuple[str, str]]()
    for phone in line.phones:
        owner = owners.get(phone)
        if owner is None or line.name_key in ("", owner[1]):
            theirs.append(phone)
            name = name if owner is None else owner[0]
        else:
            others.append((phone, owner[0]))
    if not others and name == line.name:
        return line
    return replace(line, name=name, phones=tuple(theirs), not_theirs=tuple(others))
