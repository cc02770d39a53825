"""Many rows in one statement. PostgreSQL gets them as one JSON document and takes it apart itself: a driver that
binds value after value spends more on that than the database does on writing them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import count as counted_from
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Insert,
    Select,
    Table,
    Text,
    Update,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
    update,
)

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
            tx.execute(inserting(table), some)


def take_ids(tx: Connection, table: Table, count: int) -> Sequence[int]:
    """Ids for rows that others of the same transaction will name. On SQLite nobody else writes meanwhile."""
    if tx.dialect.name == "postgresql":
        return tx.execute(_NEXT_IDS, {"name": table.name, "count": count}).scalars().all()
    last: int = tx.execute(last_id(table)).scalar_one()
    return range(last + 1, last + 1 + count)


def ids_to_come(tx: Connection, table: Table, count: int) -> Iterator[int]:
    """The same for rows that are written later, and not together; on SQLite it has no end."""
    if tx.dialect.name == "postgresql":
        return iter(take_ids(tx, table, count))
    return counted_from(tx.execute(last_id(table)).scalar_one() + 1)


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
def inserting(table: Table) -> Insert:
    """Of one row, or of many."""
    return insert(table)


def change_many(
    tx: Connection, which: Column[Any], changes: Sequence[tuple[int, Row]], organisation_id: int | None = None
) -> None:
    """New values for rows, each named by its value in the column `which`; of all of them the same columns.

    organisation_id: of a table that has one.
    """
    names = frozenset(changes[0][1])
    whose = {} if organisation_id is None else {"of_organisation": organisation_id}
    for first in range(0, len(changes), _AT_ONCE):
        some = changes[first : first + _AT_ONCE]
        rows = [{which.key: one, **values} for one, values in some]
        if takes_documents(tx, rows):
            tx.execute(_change_by_document(which, names, bool(whose)), {"document": document(rows), **whose})
        else:
            new = [{f"new_{name}": values[name] for name in names} for _, values in some]
            bound = [{"of_row": one, **values, **whose} for (one, _), values in zip(some, new, strict=True)]
            tx.execute(_change(which, names, bool(whose)), bound)


@cache
def _change(which: Column[Any], names: frozenset[str], of_organisation: bool) -> Update:
    """Made once for each set of columns: building a statement costs more than running it."""
    columns = which.table.c
    new = {name: bindparam(f"new_{name}", type_=columns[name].type) for name in sorted(names)}
    return update(which.table).where(which == bindparam("of_row"), *_whose(which, of_organisation)).values(new)


@cache
def _change_by_document(which: Column[Any], names: frozenset[str], of_organisation: bool) -> Update:
    given = rows_of_document(which.table, [which.key, *sorted(names)]).subquery("given")
    new = {name: given.c[name] for name in sorted(names)}
    return update(which.table).where(which == given.c[which.key], *_whose(which, of_organisation)).values(new)


def _whose(which: Column[Any], of_organisation: bool) -> list[ColumnElement[bool]]:
    return [which.table.c.organisation_id == bindparam("of_organisation")] if of_organisation else []
