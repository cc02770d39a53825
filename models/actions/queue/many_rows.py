"""Many rows in one statement. PostgreSQL gets them as one JSON document and takes it apart itself: a driver that
binds value after value spends more on that than the database does on writing them.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, Connection, Insert, Select, Table, Text, bindparam, cast, column, func, insert, select

#: Fewer than these are not worth a document.
_FEW = 8
#: Most rows to a statement: SQLite binds one after the other, and a document is built in memory.
_AT_ONCE = 1000

Row = Mapping[str, Any]

_NEXT_IDS = select(func.nextval(func.pg_get_serial_sequence(bindparam("name"), "id"))).select_from(
    func.generate_series(1, bindparam("count")).alias("each")
)


def insert_many(tx: Connection, table: Table, rows: Sequence[Row]) -> None:
    """rows: all with the same columns. They get their ids in this order."""
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        if takes_documents(tx, some):
            tx.execute(_insert(table, tuple(some[0])), {"document": document(some)})
        else:
            tx.execute(_one(table), some)


def take_ids(tx: Connection, table: Table, count: int) -> Sequence[int]:
    """Ids for rows that others of the same transaction will name. On SQLite nobody else writes meanwhile."""
    if tx.dialect.name == "postgresql":
        return tx.execute(_NEXT_IDS, {"name": table.name, "count": count}).scalars().all()
    last: int = tx.execute(last_id(table)).scalar_one()
    return range(last + 1, last + 1 + count)


@cache
def last_id(table: Table) -> Select[Any]:
    """0 of an empty table."""
    return select(func.coalesce(func.max(table.c.id), 0))


def takes_documents(tx: Connection, rows: Sequence[Row]) -> bool:
    return tx.dialect.name == "postgresql" and len(rows) >= _FEW


def rows_of_document(table: Table, names: Sequence[str]) -> Select[Any]:
    """What a document (bound as `document`) holds, as rows with these columns of the table, in its order."""
    typed = [column(name, table.c[name].type) for name in names]
    given = func.json_to_recordset(cast(bindparam("document", type_=Text), JSON)).table_valued(*typed)
    return select(given.render_derived(with_types=True))


def document(rows: Sequence[Row]) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=_moment)


def _moment(value: Any) -> str:
    if not isinstance(value, date) or (isinstance(value, datetime) and value.tzinfo is None):
        raise ValueError(f"{value!r} is no day and no aware time")
    return value.isoformat()


@cache
def _insert(table: Table, names: tuple[str, ...]) -> Insert:
    return insert(table).from_select(list(names), rows_of_document(table, names))


@cache
def _one(table: Table) -> Insert:
    return insert(table)
