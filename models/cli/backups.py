"""`python -m models backup`, `restore`: everything in one file, and back."""

import sys
from argparse import Namespace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from models.backup.archive import read_manifest
from models.backup.make import make_backup
from models.backup.manifest import Manifest
from models.backup.refusals import BackupRefused, said
from models.backup.restore import Source, restore
from models.backup.running import nobody_else
from models.backup.shape import counts_of
from models.cli.answers import Groups, refuse
from models.clock import Clock, Instant
from models.db import Database
from models.queries.rehearsal import ahead_seconds
from models.settings import Settings

_YES = "yes"


def add(groups: Groups) -> None:
    backup = groups.add_parser("backup", help="write all that is known into FILE, while everything runs")
    backup.set_defaults(command=_backup)
    back = groups.add_parser("restore", help="make the database what it was when FILE was written")
    back.add_argument("--check", action="store_true", help="only say whether FILE is whole and what is in it")
    back.add_argument("--erase", action="store_true", help="the database is not empty, and is to be replaced")
    back.add_argument("--yes", action="store_true", help="don't ask before erasing")
    back.add_argument(
        "--moved",
        action="store_true",
        help="Otklik was stopped before FILE was written and has not run since: what waited is sent",
    )
    back.set_defaults(command=_restore)
    for one in (backup, back):
        one.add_argument("file", type=Path, metavar="FILE", help="a tar; compressed if it ends in .gz or .tgz")


def _backup(options: Namespace, settings: Settings) -> int:
    database = Database(settings.database)
    try:
        manifest = make_backup(database, settings.files_dir, options.file, Clock().read().real)
    except (BackupRefused, OSError) as error:
        return refuse(f"no backup was made: {error}")
    finally:
        database.close()
    print(f"{options.file}: {_contents(manifest)}, {options.file.stat().st_size:,} bytes")
    return 0


def _restore(options: Namespace, settings: Settings) -> int:
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
    # only after it was read: the actions know the regulation, and everything that goes with it
    from models.actions.restoring import Settled, settle

    settled: list[Settled] = []

    def settle_here(tx: Connection) -> None:
        real = Clock().read().real
        at = Instant(real + timedelta(seconds=ahead_seconds(tx) if settings.rehearsal else 0), real)
        settled.append(settle(tx, at, manifest.made_at, moved=options.moved))

    source = Source(options.file, manifest)
    before = restore(database, settings.files_dir, source, erase=options.erase, settle=settle_here)
    if before:
        print(f"erased: {said(before)}")
    print(f"restored: {_contents(manifest)}")
    print(f"          {said({table.name: table.rows for table in manifest.tables})}")
    [done] = settled
    if done.unknown:
        print(f"{done.unknown} messages to people may have left since: marked as unknown, the agents decide")
    if done.again:
        print(f"{done.again} posts to staff go (perhaps again)")


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
