"""What `backup` and `restore` do. A file of its own: Alembic is slow to import, and most commands do without it."""

import sys
from argparse import Namespace
from datetime import timedelta

from sqlalchemy import Connection

from models.actions.delivery.restoring import Settled, settle
from models.backup.archive import read_manifest
from models.backup.erasing_again import Again, erase_again, remembered, remove_files
from models.backup.erasure_ledger import Ledger
from models.backup.make import make_backup
from models.backup.manifest import Manifest
from models.backup.refusals import BackupRefused, said
from models.backup.restore import Source, restore
from models.backup.running import nobody_else
from models.backup.shape import counts_of
from models.cli.answers import refuse
from models.clock import Clock, Instant
from models.db import Database
from models.queries.rehearsal import ahead_seconds
from models.settings import Settings

_YES = "yes"


def write_backup(options: Namespace, settings: Settings) -> int:
    database = Database(settings.database)
    try:
        manifest = make_backup(database, settings.files_dir, options.file, Clock().read().real)
    except (BackupRefused, OSError) as error:
        return refuse(f"no backup was made: {error}")
    finally:
        database.close()
    print(f"{options.file}: {_contents(manifest)}, {options.file.stat().st_size:,} bytes")
    return 0


def bring_back(options: Namespace, settings: Settings) -> int:
    database = Database(settings.database)
    try:
        manifest = read_manifest(options.file)
        if options.check:
            print(f"{options.file} is whole: {_contents(manifest)}")
            return 0
        with nobody_else(database, settings.var_dir):
            if options.erase and not options.yes and not _erasing_is_meant(database):
                return refuse("nothing was changed")
            _replace(options, settings, database, manifest)
    except (BackupRefused, OSError) as error:
        return refuse(f"nothing was restored: {error}")
    finally:
        database.close()
    return 0


def _replace(options: Namespace, settings: Settings, database: Database, manifest: Manifest) -> None:
    settled: list[Settled] = []
    ledger = Ledger(settings.var_dir)
    entries, again = remembered(database, ledger), Again()

    def settle_here(tx: Connection) -> None:
        real = Clock().read().real
        at = Instant(real + timedelta(seconds=ahead_seconds(tx) if settings.rehearsal else 0), real)
        settled.append(settle(tx, at, manifest.made_at, moved=options.moved))
        erased = erase_again(tx, at, entries, ledger)
        again.codes, again.files = erased.codes, erased.files

    source = Source(options.file, manifest)
    before = restore(database, settings.files_dir, source, erase=options.erase, settle=settle_here)
    remove_files(database, settings.files_dir, again.files)
    database.forget_former_pages()
    if before:
        print(f"erased: {said(before)}")
    print(f"restored: {_contents(manifest)}")
    print(f"          {said({table.name: table.rows for table in manifest.tables})}")
    [done] = settled
    _tell_erased(again, len(entries), ledger)
    if done.unknown:
        print(f"{done.unknown} messages to people may have left since: marked as unknown, the agents decide")
    if done.again:
        print(f"{done.again} posts to staff go (perhaps again)")
    if done.void:
        print(f"{done.void} unused codes and links are void, for they may have been used since: issue new ones")


def _tell_erased(again: Again, known: int, ledger: Ledger) -> None:
    if again.codes:
        acts = ", ".join(again.codes)
        print(f"{len(again.codes)} persons were erased after FILE was made, and are erased again: acts {acts}")
    elif not known:
        print(f"nobody was erased, as far as {ledger.folder} says; if it was lost, erase again whoever asked for it")


def _erasing_is_meant(database: Database) -> bool:
    with database.read() as tx:
        counts = counts_of(tx)
    if not counts:
        return True
    print(f"This will be erased: {said(counts)}")
    print(f"Type {_YES} to go on: ", end="", flush=True)
    return sys.stdin.readline().strip().lower() == _YES


def _contents(manifest: Manifest) -> str:
    made = manifest.made_at.strftime("%Y-%m-%d %H:%M:%S UTC")
    filled = sum(1 for table in manifest.tables if table.rows)
    size = sum(file.size for file in manifest.files)
    return (
        f"{manifest.rows:,} rows of {filled} tables and {len(manifest.files):,} files ({size:,} bytes),"
        f" {made}, {manifest.engine}, migration {manifest.migration}"
    )
