"""A database that holds anything that its tables allow, and what it holds."""

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    cast,
    insert,
    null,
    select,
    text,
)

from models.db import Database
from models.tables import metadata
from models.tables.base import UtcDateTime

Row = dict[str, Any]
_MOST_ROWS = 3
_LONGEST_TEXT = 12
_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
_TEXTS = st.text(_CHARACTERS, max_size=_LONGEST_TEXT)
_TIMES = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 — of its kind
_ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(-1e6, 1e6, width=32) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=5,
)
#: No bare numbers: SQLite takes such a document for a number of its own, and rounds it.
_JSON = _ANY_JSON.filter(lambda found: isinstance(found, bool) or not isinstance(found, int | float))


def empty(database: Database) -> None:
    with database.write() as tx:
        for table in reversed(metadata.sorted_tables):
            tx.execute(table.delete())


def fill(database: Database, draw: st.DataObject) -> None:
    """Up to a few rows for each table, foreign keys and unique ones kept."""
    ids: dict[str, list[int]] = {}
    with database.write() as tx:
        for table in metadata.sorted_tables:
            rows = _rows(table, draw, ids)
            ids[table.name] = [row["id"] for row in rows]
            for row in rows:
                tx.execute(insert(table).values(row))


def _rows(table: Table, draw: st.DataObject, ids: dict[str, list[int]]) -> list[Row]:
    parents = {key.column.table.name for key in table.foreign_keys if not key.parent.nullable}
    if not all(ids[parent] for parent in parents):
        return []
    taken: set[tuple[Any, ...]] = set()
    rows: list[Row] = []
    for number in sorted(draw.draw(st.sets(st.integers(1, 2**31 - 1), max_size=_MOST_ROWS), label=table.name)):
        row = {"id": number} | {
            column.name: draw.draw(_value(column, ids), label=str(column))
            for column in table.columns
            if column.name != "id"
        }
        keys = {key for key in _unique_keys(table, row) if not _has_no_value(key)}
        if not keys & taken and _is_checked(table, row):
            taken |= keys
            rows.append(row)
    return rows


def _is_checked(table: Table, row: Row) -> bool:
    """What the database would refuse is no row of any installation."""
    if table.name != "delivery":
        assert not [one for one in table.constraints if isinstance(one, CheckConstraint)], table.name
        return True
    addressees = [row[name] for name in ("person_id", "agent_id", "address") if row[name] is not None]
    return len(addressees) == 1 and (row["transport"] is None) == (row["address"] is None)


def _unique_keys(table: Table, row: Row) -> list[tuple[Any, ...]]:
    named = [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    named += [list(index.columns) for index in table.indexes if index.unique]
    return [
        (tuple(column.name for column in columns), *(row[column.name] for column in columns)) for columns in named
    ]


def _has_no_value(key: tuple[Any, ...]) -> bool:
    return any(part is None for part in key)


def _value(column: Column[Any], ids: dict[str, list[int]]) -> st.SearchStrategy[Any]:
    values = _of_type(column)
    for key in column.foreign_keys:
        known = ids[key.column.table.name]
        values = st.sampled_from(known) if known else st.none()
    if not column.nullable:
        return values
    # the JSON null and no value at all are two things
    return values | st.just(null() if isinstance(column.type, JSON) else None)


def _of_type(column: Column[Any]) -> st.SearchStrategy[Any]:
    kind = column.type
    if isinstance(kind, JSON):
        return _JSON
    if isinstance(kind, Date):
        return st.dates()
    if isinstance(kind, UtcDateTime):
        return _TIMES
    if isinstance(kind, Boolean):
        return st.booleans()
    if isinstance(kind, Integer):
        bits = 62 if isinstance(kind, BigInteger) and not column.foreign_keys else 31
        return st.integers(-(2**bits) + 1, 2**bits - 1)
    assert isinstance(kind, String), column
    return st.text(_CHARACTERS, max_size=min(kind.length or _LONGEST_TEXT, _LONGEST_TEXT))


def contents(database: Database) -> dict[str, list[Row]]:
    """Everything, as Python sees it; documents parsed, and told from no value."""
    with database.read() as tx:
        return {table.name: _read(tx, table) for table in metadata.sorted_tables}


def _read(tx: Connection, table: Table) -> list[Row]:
    columns = [cast(one, Text).label(one.name) if isinstance(one.type, JSON) else one for one in table.columns]
    documents = {one.name for one in table.columns if isinstance(one.type, JSON)}
    rows = tx.execute(select(*columns).order_by(text("id"))).mappings().all()
    return [
        {name: ("document", json.loads(value)) if name in documents and value is not None else value
         for name, value in row.items()}
        for row in rows
    ]  # fmt: skip
