"""`python -m models contracts import FILE`: what a sheet of contracts would change, and with --apply changing it."""

import stat
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy.exc import DBAPIError, IntegrityError

from models.actions.reach import imported_contracts
from models.cli.answers import Refused, organisation_now
from models.cli.contract_staging import ContractStaging
from models.cli.organisation import edition_meant
from models.cli.text_sheet import TextSheet
from models.cli.workbook_sheet import WorkbookSheet
from models.clock import Clock, Instant
from models.db import Database, collided
from models.queries.imported import contracts_after
from models.queries.regulation import EditionView
from models.rules.contracts.cells import Reader
from models.rules.contracts.columns import Headings, read_headings
from models.rules.contracts.import_report import Told
from models.rules.contracts.known import Owner
from models.rules.contracts.planning import Plan, plan
from models.rules.contracts.sheet_lines import SheetLine, read_line
from models.rules.contracts.sheet_problems import SheetRefused, refused
from models.rules.contracts.standing import ENDED
from models.rules.texts.localised import both
from models.settings import Settings

#: Contracts to a transaction: the bot waits for its turn no longer than a fraction of a second.
AT_ONCE: Final = 500
_TRIES: Final = 5
PROGRESS_SECONDS: Final = 1.0
#: Where every word of it stays.
_SELDOM: Final = 10
_ZIP: Final = b"PK\x03\x04"
#: Of a person who is found further up in the same sheet, and not in the database yet.
_NOT_YET: Final = 1 << 40


class Sheet(Protocol):
    @property
    def encoding(self) -> str: ...
    def rows(self) -> Iterator[tuple[int, list[str]]]: ...


def import_sheet(options: Namespace, settings: Settings) -> int:
    database = Database(settings.database)
    with database.read() as tx:
        edition = edition_meant(tx, options, organisation_now(tx, settings))
        ahead = organisation_now(tx, settings) - Clock().read().now
    try:
        sheet = opened(options.file, options.sheet)
        with closing(ContractStaging()) as staging:
            return _Import(options, database, edition, ahead, staging).run(sheet)
    except SheetRefused as error:
        words = (f"{options.file}: {problem.describe(options.language)}" for problem in error.problems)
        raise Refused("\n".join(words)) from None
    except OSError as error:
        raise Refused(f"{options.file}: {error.strerror}") from None
    finally:
        database.close()


def opened(path: Path, sheet: str | None = None) -> Sheet:
    """By what it holds, whatever it is called. Raises SheetRefused, OSError."""
    if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():  # it is read twice; a pipe would be waited for
        raise refused(
            both("не обычный файл", "no ordinary file"), both("CSV или XLSX на диске", "CSV or XLSX on disk")
        )
    with path.open("rb") as file:
        beginning = file.read(len(_ZIP))
    if not beginning:
        raise refused(both("пустой файл", "an empty file"), both("CSV или XLSX", "CSV or XLSX"))
    if beginning.startswith(b"\xd0\xcf\x11\xe0"):
        raise refused(both("книга старого вида (XLS)", "a workbook of the old kind (XLS)"), both("XLSX", "XLSX"))
    return WorkbookSheet(path, sheet) if beginning == _ZIP else TextSheet(path)


@dataclass
class _Import:
    options: Namespace
    database: Database
    edition: EditionView
    ahead: timedelta
    staging: ContractStaging
    progress: "_Progress" = field(default_factory=lambda: _Progress())

    def run(self, sheet: Sheet) -> int:
        headings = self._read(sheet)
        bad = self.staging.bad_lines
        self._print_reading(sheet, headings, bad)
        # what is wrong in its only line is not missing
        applies = self.options.apply and (not bad or (self.options.skip_bad and not self.options.end_missing))
        told = Told(self.options.language)
        done = 0
        for groups in self.staging.groups(AT_ONCE):
            planned = self._changed(groups, headings) if applies else self._planned(groups, headings)
            told.add(planned, len(groups))
            done += len(groups)
            self.progress.say(self._say("договоров", "contracts"), done, self.staging.contracts)
        self._missing(told, applies=applies)
        self.progress.end()
        print("\n".join(told.lines(applied=applies)))
        return self._end(bad, applies=applies)

    def _read(self, sheet: Sheet) -> Headings:
        """Everything, into the staging."""
        regulation = self.edition.regulation
        reader = Reader({tier.id: tier.title for tier in regulation.tiers}, regulation.sms.region)
        headings: Headings | None = None
        for number, cells in sheet.rows():
            if headings is None:
                headings = read_headings(cells) if any(cell.strip() for cell in cells) else None
                continue
            found = read_line(number, cells, headings, reader)
            if isinstance(found, SheetLine):
                self.staging.add(found)
            for problem in found if isinstance(found, list) else ():
                self.staging.add_problem(number, problem.describe(self.options.language))
            self.progress.say(self._say("строк", "lines"), number)
        if headings is None:
            raise refused(both("ни одной строки", "no lines"), both("заголовки столбцов", "headings of columns"))
        self.staging.settle(headings, self.options.language)
        return headings

    def _planned(self, groups: Sequence[Sequence[SheetLine]], headings: Headings) -> Plan:
        with self.database.read() as tx:
            known = imported_contracts.known_to(
                tx, self.edition.organisation_id, groups, erased_too=self.options.erased_too
            )
        lines = [line for group in groups for line in group]
        first = min((line.line for line in lines), default=0)
        unknown = {phone for line in lines for phone in line.phones} - known.owners.keys()
        for phone, (line_number, name) in self.staging.owners_before(first, unknown).items():
            known.owners[phone] = Owner(_NOT_YET + line_number, name, speaks=True, state="vouched")
        return plan(known, groups, tells_of_persons=headings.tell_of_persons)

    def _changed(self, groups: Sequence[Sequence[SheetLine]], headings: Headings) -> Plan:
        """Somebody may write for the first time at this very moment: then it is done again, and finds them."""

        def change() -> Plan:
            with self.database.write(durable=True) as tx:
                return imported_contracts.import_groups(
                    tx,
                    self._now(),
                    self.edition,
                    groups,
                    tells_of_persons=headings.tell_of_persons,
                    erased_too=self.options.erased_too,
                )

        return _again_if_collided(change)

    def _missing(self, told: Told, *, applies: bool) -> None:
        """Contracts that the sheet does not have: told, and ended if that was asked for."""
        ends, after = self.options.end_missing, ""
        while True:
            with self.database.read() as tx:
                page = contracts_after(tx, self.edition.organisation_id, after, AT_ONCE)
            if not page:
                return
            after = page[-1][1]
            there = self.staging.names(number for _, number, _, _ in page)
            gone = [one for one in page if one[1] not in there and one[3] != ENDED]
            for _, _, number, _ in gone:
                told.note("ended" if ends else "missing", number)
            if ends and applies and gone:
                _again_if_collided(lambda gone=gone: self._end_contracts([one[0] for one in gone]))  # type: ignore[misc]

    def _end_contracts(self, ids: Sequence[int]) -> None:
        with self.database.write(durable=True) as tx:
            imported_contracts.end(tx, self._now(), self.edition.organisation_id, ids)

    def _now(self) -> Instant:
        read = Clock().read()
        return Instant(read.now + self.ahead, read.real)

    def _print_reading(self, sheet: Sheet, headings: Headings, bad: int) -> None:
        self.progress.end()
        print(
            self._say(
                f"{self.options.file}: прочитано как {sheet.encoding}", f"{self.options.file}: {sheet.encoding}"
            )
        )
        if headings.unread:
            names = ", ".join(f"«{title}»" for title in headings.unread)
            print(self._say(f"Не читаются столбцы: {names}", f"Columns that are not read: {names}"))
        if bad:
            print(self._say(f"Строк с ошибками: {bad}", f"Lines with mistakes: {bad}"))
            for words in self.staging.problems():
                print(f"  {words}")

    def _end(self, bad: int, *, applies: bool) -> int:
        if applies:
            return 0
        if bad:
            words = self._say(
                "Исправьте эти строки и повторите. Пропустить их: --skip-bad (не вместе с --end-missing).",
                "Correct these lines and try again. To leave them out: --skip-bad (not with --end-missing).",
            )
            print(words, file=sys.stderr)
            return 1
        print(self._say("Чтобы внести это, добавьте --apply.", "To apply this, add --apply."))
        return 0

    def _say(self, ru: str, en: str) -> str:
        return ru if self.options.language == "ru" else en


def _again_if_collided(change: Callable[[], Plan | None]) -> Plan:
    for left in reversed(range(_TRIES)):
        try:
            return change() or Plan()
        except DBAPIError as error:
            if not left or not (isinstance(error, IntegrityError) or collided(error)):
                raise
    raise AssertionError("unreachable")


class _Progress:
    """How far it is, now and then: one line on a terminal that is written over, lines elsewhere."""

    def __init__(self) -> None:
        self._next = time.monotonic() + PROGRESS_SECONDS
        self._open = False

    def say(self, what: str, done: int, of: int | None = None) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + PROGRESS_SECONDS * (1 if sys.stderr.isatty() else _SELDOM)
        counted = f"{what}: {done:,}" if of is None else f"{what}: {done:,} / {of:,}"
        if sys.stderr.isatty():
            print(f"\r{counted}   ", end="", file=sys.stderr, flush=True)
            self._open = True
        else:
            print(counted, file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._open:
            print(file=sys.stderr)
            self._open = False
