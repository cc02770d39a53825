"""Troubles of the installation that every desk should know of: said once when they begin, and once when they end."""

from sqlalchemy import Connection, delete, insert, select

from models.actions.desk import announcements
from models.clock import Instant
from models.tables.troubles import trouble

#: The disk of var/ has less free space than FREE_SPACE_RESERVE_MB: no file is kept, so that the database can go on.
NO_ROOM = "no_room"


def begins(tx: Connection, at: Instant, key: str, phrase: str, **facts: object) -> None:
    """phrase: what every bound group is told, unless it was told already."""
    if is_new(tx, at, key):
        announcements.tell_every_group(tx, at, phrase, **facts)


def is_new(tx: Connection, at: Instant, key: str) -> bool:
    """False: it was written down before. True: it is now."""
    if tx.execute(select(trouble.c.id).where(trouble.c.key == key)).first() is not None:
        return False
    tx.execute(insert(trouble).values(key=key, since_at=at.now))
    return True


def ends(tx: Connection, at: Instant, key: str, phrase: str) -> None:
    """phrase: what every bound group is told, if it was told of the beginning."""
    if tx.execute(delete(trouble).where(trouble.c.key == key)).rowcount:
        announcements.tell_every_group(tx, at, phrase)
