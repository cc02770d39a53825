"""Whatever a database holds comes back equal, on the same engine and on the other."""

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from models.backup.archive import read_manifest
from models.backup.make import make_backup
from models.backup.restore import Source, restore
from models.backup.values import kind_of
from models.db import Database
from models.tables import metadata
from models.tables.organisations import organisation
from tests.backup.any_database import contents, empty, fill
from tests.backup.conftest import Pair

NOW = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)


def as_it_was(_tx: Connection) -> None:
    """Nothing follows: the past itself is looked at."""


def taken_over(source: Database, target: Database, file: Path) -> None:
    file.unlink(missing_ok=True)
    files = file.parent / "files"
    make_backup(source, files, file, NOW)
    restore(target, files, Source(file, read_manifest(file)), erase=True, settle=as_it_was)


@settings(
    max_examples=6,
    # making a case smaller takes a database for each step: minutes
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(draw=st.data())
def test_any_database_comes_back_equal(pair: Pair, tmp_path: Path, draw: st.DataObject) -> None:
    source, target = pair
    empty(source)
    fill(source, draw)
    taken_over(source, target, tmp_path / "any.tar")
    assert contents(target) == contents(source)


def test_rows_are_numbered_on_from_those_that_came(pair: Pair, tmp_path: Path) -> None:
    source, target = pair
    with source.write() as tx:
        tx.execute(insert(organisation).values(id=41, key="polosa", name="Полоса"))
    taken_over(source, target, tmp_path / "one.tar.gz")
    with target.write() as tx:
        new = tx.execute(insert(organisation).values(key="next", name="Next").returning(organisation.c.id))
        assert new.scalar_one() == 42


def test_an_empty_table_begins_to_count_at_one(pair: Pair, tmp_path: Path) -> None:
    source, target = pair
    taken_over(source, target, tmp_path / "none.tar")
    with target.write() as tx:
        new = tx.execute(insert(organisation).values(key="first", name="First").returning(organisation.c.id))
        assert new.scalar_one() == 1


def test_every_column_of_every_table_is_of_a_kind_that_backups_know() -> None:
    kinds = {kind_of(column.type) for table in metadata.sorted_tables for column in table.columns}
    assert len(kinds) >= 5
