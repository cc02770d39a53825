"""`python -m models db …`: the database itself."""

from argparse import Namespace

from models.cli.answers import group
from models.cli.command_line import Groups
from models.db import Database
from models.settings import Settings


def add(groups: Groups) -> None:
    database = group(groups, "db", "the database")
    database.add_parser("upgrade", help="bring it to the newest shape").set_defaults(command=_upgrade)


def _upgrade(_options: Namespace, settings: Settings) -> int:
    # Alembic is slow to import, and only this command needs it
    from models.migrations.to_newest import upgrade

    upgrade(Database(settings.database))
    print("the database is up to date")
    return 0
