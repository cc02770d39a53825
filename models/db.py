"""The database: one writer at a time on SQLite, many on PostgreSQL; the same calls on both."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from models.tables.base import to_json


class Database:
    """Two engines on SQLite: writers begin IMMEDIATE under a file lock, readers never hold one up.

    Built at entry points and passed down.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._lock_path: Path | None = None
        # threads that shared a descriptor would share its lock
        self._locks = threading.local()
        # hide_parameters below: people's words must not get into logs by way of a database error
        if self.is_sqlite:
            path = Path(str(self.url.database))
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock_path = path.with_name(path.name + ".lock")
            self._writer = _sqlite_engine(url, "BEGIN IMMEDIATE")
            self._reader = _sqlite_engine(url, "BEGIN")
        else:
            self._writer = create_engine(url, json_serializer=to_json, pool_pre_ping=True, hide_parameters=True)
            event.listen(self._writer, "connect", _bounded_patience)
            self._reader = self._writer

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[Connection]:
        """One transaction. durable: on SQLite the commit reaches the disk before this returns, because a promise
        to the outside follows it; otherwise a power cut (never a kill) may undo the last commits."""
        with self._turn(), self._writer.connect() as connection:
            if self.is_sqlite:
                connection.connection.driver_connection.execute(  # type: ignore[union-attr]
                    "PRAGMA synchronous=FULL" if durable else "PRAGMA synchronous=NORMAL"
                )
            with connection.begin():
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view that blocks no writer."""
        with self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """One view of everything for as long as it takes; writers go on, and what they write is not in it."""
        with self._reader.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                if not self.is_sqlite:
                    # whoever reads everything writes it down between two looks
                    connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
                yield connection

    @property
    def engine(self) -> Engine:
        """For migrations only."""
        return self._writer

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        # SQLite's own busy wait is unfair: one writer can starve (LESSONS.md). The kernel frees the lock on a kill.
        if self._lock_path is None:
            yield
            return
        lock: int | None = getattr(self._locks, "file", None)
        if lock is None:
            lock = self._locks.file = os.open(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)


def _bounded_patience(connection: Any, _record: object) -> None:
    """A process that froze or whose host is gone holds its locks for half a minute, not for as long as TCP hopes."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
        cursor.execute("SET idle_in_transaction_session_timeout = '30s'")
    connection.commit()


#: Of PostgreSQL: two transactions waited for each other, or for the same thing too long.
_COLLIDED = ("40P01", "40001", "55P03")


def collided(error: BaseException) -> bool:
    """Nothing is wrong with the transaction but its moment: undone whole, it will do when it is done again."""
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) in _COLLIDED


def _sqlite_engine(url: str, begin: str) -> Engine:
    engine = create_engine(url, json_serializer=to_json, hide_parameters=True, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say when a transaction begins
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA cache_size=-16000")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
