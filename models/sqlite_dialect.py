"""SQLAlchemy's SQLite with a word of ours: how a transaction begins.

As a dialect and not as event handlers: while an engine has a single one of those, every statement asks for them many
times, which was a twentieth of all that a message costs.
"""

from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

#: In the URL of an engine: sqlite+otklik:///path.
DRIVER = "otklik"


class OtklikSQLite(SQLiteDialect_pysqlite):
    driver = DRIVER
    supports_statement_cache = True

    def __init__(self, begin: str = "BEGIN", **more: Any) -> None:
        """begin: the statement that begins a transaction."""
        super().__init__(**more)
        self._begin = begin

    def do_begin(self, dbapi_connection: Any) -> None:
        dbapi_connection.execute(self._begin)


registry.register(f"sqlite.{DRIVER}", __name__, OtklikSQLite.__name__)
