"""Whether anybody works with what is to be replaced, and keeping them from beginning meanwhile."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import text

from models.backup.refusals import StillRunning
from models.db import Database

_HOW = "stop it first (Ctrl-C in its window, or systemctl stop otklik)"
_OTHERS = text(
    "SELECT application_name, host(client_addr), count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    " GROUP BY 1, 2 ORDER BY 1, 2"
)


@contextmanager
def nobody_else(database: Database, var_dir: Path) -> Iterator[None]:
    """Holds the launcher's own lock on VAR_DIR, so that no `make run` begins. Raises StillRunning."""
    place = var_dir / "run" / "lock"
    place.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.read(lock, 200).decode(errors="replace").strip()
            raise StillRunning(f"Otklik is running here ({owner}): {_HOW}") from None
        os.ftruncate(lock, 0)
        os.write(lock, f"a restore, pid {os.getpid()}\n".encode())
        if database.is_sqlite:
            _alone_on_sqlite(Path(str(database.url.database)))
        else:
            _alone_on_postgresql(database)
        yield
    finally:
        os.close(lock)


def _alone_on_sqlite(path: Path) -> None:
    """Only somebody who is alone with a database can leave its WAL mode."""
    if not path.exists():
        return
    with closing(sqlite3.connect(path, timeout=0.5)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        except sqlite3.OperationalError:
            raise StillRunning(f"another process has {path} open: {_HOW}") from None
        except sqlite3.DatabaseError as error:
            raise StillRunning(f"{path}: {error}") from None


def _alone_on_postgresql(database: Database) -> None:
    with database.read() as tx:
        others = tx.execute(_OTHERS).all()
    if others:
        who = ", ".join(f"{name or '(no name)'} from {host or 'here'}: {count}" for name, host, count in others)
        raise StillRunning(f"others are connected to the database: {who}. If it is Otklik, {_HOW}")
