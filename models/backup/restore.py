"""A backup becomes the database: verified first, then in one transaction, whichever engine it was made on."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

import psycopg
from psycopg import sql
from sqlalchemy import Connection, insert, text
from sqlalchemy import table as table_named
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import column

from models.backup.archive import opened, sync_folder
from models.backup.manifest import Manifest, TableEntry
from models.backup.refusals import BackupRefused, NotABackup, NotEmpty
from models.backup.shape import VERSION_TABLE, counts_of, tables_of
from models.backup.values import decoder, write_parameter
from models.db import Database
from models.migrations.to_newest import is_known, upgrade_to

_BATCH = 500
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Source:
    """A verified backup. path: of its file."""

    path: Path
    manifest: Manifest


def restore(
    database: Database,
    files_dir: Path,
    source: Source,
    *,
    erase: bool,
    settle: Callable[[Connection], None],
) -> dict[str, int]:
    """Returns the rows that were there before, by table.

    settle: what follows from a past that comes back, in the same transaction.
    Raises BackupRefused, and then nothing was changed; files that came too soon lie unused in files_dir.
    """
    manifest = source.manifest
    if not is_known(manifest.migration):
        raise BackupRefused(
            f"{source.path} was made by a newer Otklik than this (migration {manifest.migration}): update first"
        )
    if not erase:
        with database.read() as tx:
            _refuse_unless_empty(counts_of(tx))
    _put_files(source, files_dir)
    with database.write(durable=True) as tx:
        before = counts_of(tx)
        if not erase:
            _refuse_unless_empty(before)
        _drop_everything(tx, manifest)
        upgrade_to(tx, manifest.migration)
        _load(tx, source)
        upgrade_to(tx)
        _number_on(tx)
        settle(tx)
    if erase:
        _remove_files_besides(files_dir, {entry.path for entry in manifest.files})
    return before


def _refuse_unless_empty(counts: dict[str, int]) -> None:
    if counts:
        raise NotEmpty(counts)


def _drop_everything(tx: Connection, manifest: Manifest) -> None:
    found = tables_of(tx, [VERSION_TABLE, *(table.name for table in manifest.tables)])
    found.drop_all(tx)


def _load(tx: Connection, source: Source) -> None:
    tables = {entry.member: entry for entry in source.manifest.tables}
    there = tables_of(tx, [entry.name for entry in tables.values()])
    for entry in tables.values():
        known = there.tables.get(entry.name)
        if known is None or not {name for name, _ in entry.columns} <= set(known.columns.keys()):
            raise NotABackup(f"{source.path}: migration {source.manifest.migration} has no such table {entry.name}")
    with opened(source.path) as members:
        for name, content in members:
            if name in tables:
                _fill(tx, tables[name], content)


def _fill(tx: Connection, entry: TableEntry, lines: IO[bytes]) -> None:
    rows = _rows(lines, [decoder(kind, tx.dialect.name) for _, kind in entry.columns])
    try:
        if tx.dialect.name == "postgresql":
            _copy(tx, entry, rows)
        else:
            _insert(tx, entry, rows)
    except (ValueError, TypeError) as error:
        raise NotABackup(f"the table {entry.name} can't be read: {error}") from error
    except (DBAPIError, psycopg.Error) as error:
        # its first line names the rule that was broken, and no value
        words = str(getattr(error, "orig", error)).splitlines()[0]
        raise BackupRefused(f"the table {entry.name} does not fit: {words}") from error


def _rows(lines: IO[bytes], decoders: list[Callable[[Any], Any]]) -> Iterator[list[Any]]:
    for line in lines:
        yield [decode(value) for decode, value in zip(decoders, json.loads(line), strict=True)]


def _insert(tx: Connection, entry: TableEntry, rows: Iterator[list[Any]]) -> None:
    names = [name for name, _ in entry.columns]
    values = {name: write_parameter(name, kind) for name, kind in entry.columns}
    statement = insert(table_named(entry.name, *map(column, names))).values(values)
    while batch := [dict(zip(names, row, strict=True)) for row in islice(rows, _BATCH)]:
        tx.execute(statement, batch)


def _copy(tx: Connection, entry: TableEntry, rows: Iterator[list[Any]]) -> None:
    """Several times as fast as rows one by one."""
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in entry.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(entry.name), names)
    cursor = cast("psycopg.Cursor[Any]", tx.connection.cursor())
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _number_on(tx: Connection) -> None:
    """PostgreSQL numbers rows by sequences, which know nothing of rows that came with their numbers."""
    if tx.dialect.name != "postgresql":
        return
    for table in tables_of(tx).sorted_tables:
        sequence = tx.execute(
            text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": f'"{table.name}"'}
        ).scalar_one()
        if sequence is not None:
            highest = tx.exec_driver_sql(f'SELECT max(id) FROM "{table.name}"').scalar_one()
            if highest is not None:
                tx.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})


def _put_files(source: Source, files_dir: Path) -> None:
    """Each whole or not at all, under the name that its digest gave it."""
    wanted = {entry.member: entry.path for entry in source.manifest.files}
    if not wanted:
        return
    with opened(source.path) as members:
        for name, content in members:
            if name in wanted:
                _put(files_dir / wanted[name], content)


def _put(place: Path, content: IO[bytes]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        while chunk := content.read(_CHUNK):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)
    sync_folder(place.parent)


def _remove_files_besides(files_dir: Path, kept: set[str]) -> None:
    for place in files_dir.rglob("*"):
        if place.is_file() and place.relative_to(files_dir).as_posix() not in kept:
            place.unlink()
