"""A backup: one consistent view of every table, and the files, while everything runs."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Table, select
from sqlalchemy import table as table_named

from models.backup.archive import ArchiveWriter
from models.backup.manifest import FileEntry, Manifest, TableEntry
from models.backup.refusals import BackupRefused
from models.backup.shape import tables_of
from models.backup.values import ValueKind, encoded, kind_of, read_column
from models.db import Database
from models.migrations.to_newest import current_revision, is_known

#: Rows fetched at a time.
_BATCH = 1000
#: Files that are being fetched.
_UNFINISHED = ".part"


def make_backup(database: Database, files_dir: Path, target: Path, real: datetime) -> Manifest:
    """Writes `target`, whole or not at all. Raises BackupRefused."""
    with ArchiveWriter(target) as archive:
        with database.snapshot() as tx:
            revision = current_revision(tx)
            if revision is None:
                raise BackupRefused("there is no database yet")
            if not is_known(revision):
                raise BackupRefused(f"the database is of a newer Otklik than this: migration {revision}")
            tables = tuple(_dumped(tx, archive, table) for table in tables_of(tx).sorted_tables)
        # after the view was taken: each file that it names was there before, and files never change
        files = tuple(_files(archive, files_dir))
        manifest = Manifest(
            migration=revision,
            made_at=real,
            engine=database.url.get_backend_name(),
            tables=tables,
            files=files,
        )
        archive.finish(manifest)
    return manifest


def _dumped(tx: Connection, archive: ArchiveWriter, table: Table) -> TableEntry:
    columns = tuple((column.name, kind_of(column.type)) for column in table.columns)
    key = [column.name for column in table.primary_key]
    entry = TableEntry(name=table.name, columns=columns, rows=0, sha256="")
    rows, digest = archive.add_lines(entry.member, _lines(tx, table.name, columns, key))
    return entry.model_copy(update={"rows": rows, "sha256": digest})


def _lines(tx: Connection, name: str, columns: tuple[tuple[str, ValueKind], ...], key: list[str]) -> Iterator[bytes]:
    query = select(*(read_column(*column) for column in columns)).select_from(table_named(name))
    query = query.order_by(*(read_column(one, ValueKind.INTEGER) for one in key))
    kinds = [kind for _, kind in columns]
    for row in tx.execution_options(yield_per=_BATCH).execute(query):
        values = [encoded(kind, value) for kind, value in zip(kinds, row, strict=True)]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _files(archive: ArchiveWriter, files_dir: Path) -> Iterator[FileEntry]:
    for place in sorted(files_dir.rglob("*")):
        if place.is_symlink() or not place.is_file() or place.suffix == _UNFINISHED:
            continue
        entry = archive.add_file(place.relative_to(files_dir).as_posix(), place)
        if entry is not None:
            yield entry
