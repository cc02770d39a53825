"""The tables as they stand in a database, whatever release made them."""

from collections.abc import Iterable

from sqlalchemy import Connection, MetaData, Table, func, select

from models.tables import metadata

VERSION_TABLE = "alembic_version"


def tables_of(tx: Connection, besides: Iterable[str] = ()) -> MetaData:
    """Ours, with columns and foreign keys as they are there; others' tables in the same schema are left alone."""
    ours = {*metadata.tables, *besides}
    found = MetaData()
    found.reflect(tx, only=lambda name, _: name in ours)
    return found


def counts_of(tx: Connection) -> dict[str, int]:
    """Rows by table, all above 0."""
    counted = {table.name: _count(tx, table) for table in tables_of(tx).sorted_tables}
    return {name: count for name, count in counted.items() if count}


def _count(tx: Connection, table: Table) -> int:
    return tx.execute(select(func.count()).select_from(table)).scalar_one()
