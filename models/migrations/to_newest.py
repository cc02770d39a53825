"""Brings a database to the newest shape, whether it is empty or from an older release."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from models.db import Database


def upgrade(database: Database) -> None:
    """One process at a time: on SQLite under the writers' lock, on PostgreSQL by Alembic's own transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with database.write(durable=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
