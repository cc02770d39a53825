"""psycopg's cursor, without what it makes of every result for readers that we don't have."""

from typing import Any

import psycopg


class PlainCursor(psycopg.Cursor[Any]):
    @property
    def description(self) -> Any:
        """Name and type of each column, which is all that SQLAlchemy reads, and that after every statement.

        psycopg makes an object of each column, with its type looked up: half of what the driver costs for a wide row.
        """
        result = self.pgresult
        if result is None or (not result.nfields and result.status != psycopg.pq.ExecStatus.TUPLES_OK):
            return None
        return [((result.fname(i) or b"").decode(self._encoding), result.ftype(i)) for i in range(result.nfields)]
