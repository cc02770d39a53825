"""`python -m models backup`, `restore`: everything in one file, and back."""

from argparse import Namespace
from pathlib import Path

from models.cli.command_line import Groups
from models.settings import Settings


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
    from models.cli.backup_acts import write_backup

    return write_backup(options, settings)


def _restore(options: Namespace, settings: Settings) -> int:
    from models.cli.backup_acts import bring_back

    return bring_back(options, settings)
