"""The database has the shape that the tables say; times are aware UTC; a second start changes nothing."""

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, MetaData, String, Table, event, inspect, select
from sqlalchemy.exc import StatementError

from models import sqlite_dialect
from models.actions.enforcement.rehearsal import move_forward
from models.db import Database
from models.migrations.to_newest import upgrade
from models.queries.rehearsal import ahead_seconds
from models.tables import metadata
from models.tables.base import UtcDateTime
from tests.actions.office import NOON, Office
from tests.conftest import ENGINES, new_postgresql


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Without any table."""
    with contextlib.ExitStack() as stack:
        on_sqlite = request.param == "sqlite"
        url = f"sqlite:///{tmp_path / 'new' / 'otklik.db'}" if on_sqlite else stack.enter_context(new_postgresql())
        database = Database(url)
        yield database
        database.close()


def test_an_empty_database_gets_every_table_and_a_second_upgrade_changes_nothing(empty: Database) -> None:
    upgrade(empty)
    with empty.read() as tx:
        first = set(inspect(tx).get_table_names())
    assert first == {"alembic_version", *metadata.tables}
    office = Office(empty)
    office.opens(office.meets())
    upgrade(empty)
    with empty.read() as tx:
        assert set(inspect(tx).get_table_names()) == first
        assert tx.exec_driver_sql("SELECT count(*) FROM ticket").scalar_one() == 1


def differ(context: MigrationContext, _there: object, _here: object, there: Any, here: Any) -> bool | None:
    """None: as Alembic thinks. SQLite pays no heed to the length of a text, and migrations leave it as it was."""
    texts = isinstance(there, String) and isinstance(here, String)
    return False if texts and context.dialect.name == "sqlite" else None


def test_migrations_make_exactly_what_the_tables_say(database: Database) -> None:
    with database.read() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": differ, "compare_server_default": False})
        assert compare_metadata(context, metadata) == []


def test_a_sqlite_that_lets_nobody_write_into_its_schema_is_upgraded(tmp_path: Path) -> None:
    def guard(action: int, name: str | None, *_: object) -> int:
        return (
            sqlite3.SQLITE_DENY if (action, name) == (sqlite3.SQLITE_PRAGMA, "writable_schema") else sqlite3.SQLITE_OK
        )

    guarded = Database(f"sqlite:///{tmp_path / 'otklik.db'}")
    event.listen(guarded.engine, "connect", lambda connection, _: connection.set_authorizer(guard))
    upgrade(guarded)
    with guarded.read() as tx:
        assert set(inspect(tx).get_table_names()) == {"alembic_version", *metadata.tables}
    guarded.close()


def test_no_statement_asks_for_event_handlers(database: Database) -> None:
    """A single one of an engine or of its dialect makes every statement ask many times (models/sqlite_dialect.py).

    Of its own: these tests listen to all engines (tests/sql_heard.py).
    """
    engine = Database(str(database.url), "bot").engine
    assert not vars(engine).get("_has_events")
    assert not vars(engine.dialect).get("_has_events")


def test_indexes_that_the_hot_path_needs_are_partial_on_both_engines(database: Database) -> None:
    with database.read() as tx:
        if database.is_sqlite:
            rows = tx.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        else:
            rows = tx.exec_driver_sql("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
        said = {name: " WHERE " in sql for name, sql in rows}
    assert all(said[name] for name in ("ix_lane_due", "ix_inbox_waiting", "ix_outbox_waiting", "ix_timer_due"))


times = Table("times_of_this_test", MetaData(), Column("at", UtcDateTime))


@pytest.fixture
def clock_table(database: Database) -> Iterator[Database]:
    with database.write() as tx:
        times.create(tx)
    yield database
    with database.write() as tx:
        times.drop(tx)


def test_a_naive_time_is_refused(clock_table: Database) -> None:
    with pytest.raises(StatementError, match="naive"), clock_table.write() as tx:
        tx.execute(times.insert().values(at=datetime(2026, 11, 11, 12, 0)))  # noqa: DTZ001


def test_a_naive_time_is_refused_in_a_question_too(clock_table: Database) -> None:
    with pytest.raises(StatementError, match="naive"), clock_table.read() as tx:
        tx.execute(select(times).where(times.c.at <= datetime(2026, 11, 11)))  # noqa: DTZ001


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 11, 9, 0, tzinfo=UTC),
        datetime(2026, 11, 11, 12, 0, 30, 123456, tzinfo=timezone(timedelta(hours=3))),
        datetime(2026, 3, 29, 0, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_an_aware_time_comes_back_as_the_same_moment_in_utc(clock_table: Database, moment: datetime) -> None:
    with clock_table.write() as tx:
        tx.execute(times.insert().values(at=moment))
        found = tx.execute(select(times.c.at)).scalar_one()
    assert found == moment
    assert found.utcoffset() == timedelta(0)


def test_moments_are_ordered_whatever_zone_they_were_written_in(clock_table: Database) -> None:
    east = timezone(timedelta(hours=5))
    moments = [NOON, (NOON + timedelta(seconds=1)).astimezone(east), NOON + timedelta(seconds=2)]
    with clock_table.write() as tx:
        for moment in reversed(moments):
            tx.execute(times.insert().values(at=moment))
        assert tx.execute(select(times.c.at).order_by(times.c.at)).scalars().all() == moments
        assert len(tx.execute(select(times).where(times.c.at <= moments[1])).all()) == 2


def test_what_raised_leaves_nothing_behind(database: Database) -> None:
    def fails() -> None:
        with database.write() as tx:
            move_forward(tx, 60)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    with database.read() as tx:
        assert ahead_seconds(tx) == 0


def test_the_rehearsal_clock_only_moves_forward(database: Database) -> None:
    with database.write() as tx:
        move_forward(tx, 60)
        move_forward(tx, 30)
        assert ahead_seconds(tx) == 90
        with pytest.raises(ValueError, match="only moves forward"):
            move_forward(tx, 0)


def test_on_sqlite_times_are_kept_as_they_ever_were(database: Database) -> None:
    """Text of one length in UTC, without a zone: databases of earlier releases are full of it, and it sorts."""
    moment = datetime(2026, 11, 11, 12, 0, 30, tzinfo=timezone(timedelta(hours=3)))
    to_text = UtcDateTime().bind_processor(sqlite_dialect.OtklikSQLite())
    from_text = UtcDateTime().result_processor(sqlite_dialect.OtklikSQLite(), None)
    assert to_text(moment) == "2026-11-11 09:00:30.000000"
    assert (from_text("2026-11-11 09:00:30.000000"), from_text(None)) == (moment, None)
