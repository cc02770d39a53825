"""Brings a database to the newest shape, whether it is empty or from an older release."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from models.db import Database


def upgrade(database: Database) -> None:
    """One process at a time: on SQLite under the writers' lock, on PostgreSQL by Alembic's own transaction."""
    with database.write(durable=True) as connection:
        upgrade_to(connection)


def upgrade_to(tx: Connection, revision: str = "head") -> None:
    """The same within a transaction, and only as far as that step."""
    config = _config()
    config.attributes["connection"] = tx
    command.upgrade(config, revision)


def current_revision(tx: Connection) -> str | None:
    """The last step that the database has taken; None for a new one."""
    return MigrationContext.configure(tx).get_current_revision()


def is_known(revision: str) -> bool:
    """False: of a newer release than this, or of something else."""
    try:
        return ScriptDirectory.from_config(_config()).get_revision(revision) is not None
    except CommandError:
        return False


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config
