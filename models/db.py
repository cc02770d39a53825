"""The database: one writer at a time on SQLite, many on PostgreSQL; the same calls on both."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import InterfaceError, OperationalError

from models import sqlite_dialect
from models.queries.transports import CARRIED
from models.rules.delivery.transports import SHIPPED, Transports
from models.tables.base import to_json
from models.write_turn import TurnNotCome, WriteTurn

log = logging.getLogger(__name__)


class Database:
    """Two engines on SQLite: writers begin IMMEDIATE under a file lock, readers never hold one up.

    Built at entry points and passed down.
    """

    def __init__(self, url: str, role: str = "", transports: Transports = SHIPPED) -> None:
        """role: of a process that serves people, which gives up whatever hangs; empty: an administrator's command.

        transports: those that the process knows. Every transaction carries them (models/queries/transports.py).
        """
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._turn: WriteTurn | None = None
        # hide_parameters below: people's words must not get into logs by way of a database error
        if self.is_sqlite:
            path = Path(str(self.url.database))
            path.parent.mkdir(parents=True, exist_ok=True)
            self._turn = WriteTurn(path.with_name(path.name + ".lock"), role or "a command")
            self._writer = _sqlite_engine(self.url, "BEGIN IMMEDIATE", transports)
            self._reader = _sqlite_engine(self.url, "BEGIN", transports)
        else:
            self._writer = self._reader = _postgresql_engine(self.url, transports, role)

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[Connection]:
        """One transaction. durable: on SQLite the commit reaches the disk before this returns, because a promise
        to the outside follows it; otherwise a power cut (never a kill) may undo the last commits.

        Raises OperationalError when the database is away, full, read-only or held by a writer that hangs.
        """
        with self._my_turn(), self._connected(self._writer) as connection:
            if self.is_sqlite:
                _in_no_transaction(connection, f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            with connection.begin():
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view that blocks no writer."""
        with self._connected(self._reader) as connection, connection.begin():
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """One view of everything for as long as it takes; writers go on, and what they write is not in it."""
        with self._connected(self._reader) as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                if not self.is_sqlite:
                    # whoever reads everything writes it down between two looks
                    connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
                yield connection

    def forget_former_pages(self) -> None:
        """On SQLite: what was overwritten stands in the write-ahead log still; from now on it does not. Who reads at
        this moment may keep it there: it goes with the next writes. A server has its own VACUUM.
        """
        if self.is_sqlite:
            with self._my_turn(), self._connected(self._writer) as connection:
                _in_no_transaction(connection, "PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def engine(self) -> Engine:
        """For migrations only."""
        return self._writer

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        """After a failure SQLite opens its files anew: what it opened on a read-only disk stays read-only otherwise.

        All at once: the connections of a process, readers' and writers', share what one of them opened (`-shm`).
        """
        try:
            with engine.connect() as connection:
                try:
                    yield connection
                except OperationalError:
                    if self.is_sqlite:
                        connection.invalidate()
                    raise
        except OperationalError as error:
            if self.is_sqlite and "readonly" in str(error.orig):
                self.close()  # for now: whoever asks next opens again
            raise

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        with ExitStack() as stack:
            if self._turn is not None:
                try:
                    stack.enter_context(self._turn.taken())
                except TurnNotCome as error:
                    log.error("%s", error)
                    raise OperationalError("BEGIN IMMEDIATE", None, error) from error
            yield


def _in_no_transaction(connection: Connection, statement: str) -> None:
    """On SQLite."""
    try:
        connection.connection.driver_connection.execute(statement)  # type: ignore[union-attr]
    except sqlite3.OperationalError as error:
        raise OperationalError(statement, None, error) from error


def is_there(url: str) -> bool:
    """False: on SQLite, where nobody made it yet; opening it would. A server is taken to be there."""
    found = make_url(url)
    return found.get_backend_name() != "sqlite" or Path(str(found.database)).exists()


def _postgresql_engine(url: URL, transports: Transports, role: str) -> Engine:
    # loaded only where there is such a server
    from models.patient_postgresql import DRIVER, connect_arguments

    engine = create_engine(
        url.set(drivername=f"postgresql+{DRIVER}"),
        impatient=bool(role),
        json_serializer=to_json,
        pool_pre_ping=True,
        pool_use_lifo=True,  # the one that was used last knows the statements
        hide_parameters=True,
        connect_args=connect_arguments(url, role),
        execution_options={CARRIED: transports},
    )
    asked_first = _PATIENCE + (_ONE_PLAN if role else "")
    event.listen(engine, "connect", lambda connection, _: _ask_first(connection, asked_first))
    return engine


#: For the server. A process that froze holds its locks for half a minute; one whose host vanished without a word, as
#: behind a cut cable, ten seconds: others wait for them.
_PATIENCE = """
SET lock_timeout = '10s';
SET idle_in_transaction_session_timeout = '30s';
SET tcp_keepalives_idle = 4;
SET tcp_keepalives_interval = 2;
SET tcp_keepalives_count = 3;
SET tcp_user_timeout = '10s';
"""


#: A process that serves people asks the same few questions again and again, about single rows. The server would plan
#: most of them anew each time, as it takes a list of unknown length for ten values: a tenth of what it does for us.
_ONE_PLAN = """
SET plan_cache_mode = force_generic_plan;
SET jit = off;
"""


def _ask_first(connection: Any, question: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
        connection.commit()
    except BaseException:
        connection.close()  # the pool forgets a connection whose first question fails
        raise


#: Raised when nothing can be read or written for now: away, hung, full, read-only. The same may do a moment later.
DATABASE_AWAY = (OperationalError, InterfaceError)
#: Of PostgreSQL: two transactions waited for each other, or for the same thing too long.
_COLLIDED = ("40P01", "40001", "55P03")


def collided(error: BaseException) -> bool:
    """Nothing is wrong with the transaction but its moment: undone whole, it will do when it is done again."""
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) in _COLLIDED


def unreachable(error: BaseException) -> bool:
    """Of PostgreSQL: no server answered, so whatever else is asked now would wait as long, and in vain."""
    return isinstance(error, DATABASE_AWAY) and getattr(error.orig, "sqlstate", "") is None


def _sqlite_engine(url: URL, begin: str, transports: Transports) -> Engine:
    engine = create_engine(
        url.set(drivername=f"sqlite+{sqlite_dialect.DRIVER}"),
        begin=begin,
        json_serializer=to_json,
        hide_parameters=True,
        connect_args={"timeout": 30},
        execution_options={CARRIED: transports},
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say when a transaction begins
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA cache_size=-16000")
        connection.execute("PRAGMA secure_delete=ON")  # words that were erased are no bytes in the file either

    return engine
