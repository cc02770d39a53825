"""psycopg's cursor, without what it makes of every result for readers that we don't have."""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.pq.abc import PGresult


class Columns(Sequence[Any]):
    """(name, type) of each column of a result, made when somebody looks: SQLAlchemy does so once for each statement,
    and after that only asks whether there are any.
    """

    def __init__(self, result: PGresult, encoding: str) -> None:
        self._result = result
        self._encoding = encoding

    def __len__(self) -> int:
        return self._result.nfields

    def __bool__(self) -> bool:
        """`SELECT ;` has an answer without columns."""
        return True

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        if place < 0:
            place += len(self)
        if not 0 <= place < len(self):
            raise IndexError(place)
        return (self._result.fname(place) or b"").decode(self._encoding), self._result.ftype(place)


class PlainCursor(psycopg.Cursor[Any]):
    @property
    def description(self) -> Any:
        """psycopg makes an object of each column, with its type looked up: half of what the driver costs for a wide
        row."""
        result = self.pgresult
        if result is None or (not result.nfields and result.status != psycopg.pq.ExecStatus.TUPLES_OK):
            return None
        return Columns(result, self._encoding)
