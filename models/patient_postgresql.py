"""Connections to PostgreSQL that give up a server which is away, unreachable or hung, instead of waiting for ever."""

import time
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import URL

from models.postgresql_cursor import PlainCursor

Result = TypeVar("Result")

#: In the URL of an engine: postgresql+otklik://host/database.
DRIVER = "otklik"

#: A server whose host still answers, but which itself says nothing for so long, is given up.
ANSWERS_WITHIN_SECONDS = 30.0
#: So long after its last word a server is taken for being there: a transaction that finds it gone is done again.
_HEARD_A_MOMENT_AGO_SECONDS = 1.0
#: libpq's own: for a server that takes no connection, and for a host that vanished without a word: ten seconds, as
#: the server gives us (models/db.py). It has to be known before the leases of whoever sends end.
_OF_LIBPQ = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


class ImpatientConnection(psycopg.Connection[Any]):
    """The kernel of a hung server's host takes whatever is sent: only a clock of ours notices.

    heard_at: monotonic, of the server's last answer.
    """

    heard_at = 0.0

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        try:
            answer = super().wait(gen, interval, ANSWERS_WITHIN_SECONDS if timeout is None else timeout)
        except psycopg.errors._WaitTimeout as error:
            self.pgconn.finish()  # an answer that comes later belongs to nobody
            raise psycopg.OperationalError(f"no answer in {ANSWERS_WITHIN_SECONDS:g} s") from error
        self.heard_at = time.monotonic()
        return answer

    def __del__(self, *_: object) -> None:
        """No warning: a pool drops a connection whose server hung before it was handed out. libpq closes it."""


def connect_arguments(url: URL, role: str) -> dict[str, Any]:
    """What the URL says itself goes before. role: of the process; the server's views name it by that."""
    ours = {**_OF_LIBPQ, "application_name": f"otklik {role}".strip()}
    return {name: value for name, value in ours.items() if name not in url.query}


class OtklikPostgreSQL(PGDialect_psycopg):
    """A dialect and no event handler, for the reason that sqlite_dialect.py gives."""

    supports_statement_cache = True

    def __init__(self, impatient: bool = False, **more: Any) -> None:
        """impatient: for processes that serve people; an administrator's command may wait for a statement that takes
        minutes."""
        super().__init__(**more)  # type: ignore[no-untyped-call]
        self._impatient = impatient

    def connect(self, *arguments: Any, **named: Any) -> Any:
        kind = ImpatientConnection if self._impatient else psycopg.Connection
        return kind.connect(*arguments, cursor_factory=PlainCursor, **named)

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Before each transaction; a round trip that a busy process saves."""
        heard_at: float = getattr(dbapi_connection, "heard_at", 0.0)
        if time.monotonic() - heard_at < _HEARD_A_MOMENT_AGO_SECONDS:
            return True
        return super().do_ping(dbapi_connection)  # type: ignore[no-any-return, no-untyped-call]


registry.register(f"postgresql.{DRIVER}", __name__, OtklikPostgreSQL.__name__)
