"""PostgreSQL plans by what it counted: a table that grew is counted at once, not when the server comes to it."""

import pytest
from sqlalchemy import insert, text

from models.clock import Clock
from models.db import Database
from models.row_counts import count_what_grew
from models.tables.lanes import lane
from workers.sweeper import Sweeper

#: What a connection changed the server learns at once, not a moment later.
_TELL = text("SELECT pg_stat_force_next_flush()")
_COUNTED = text("SELECT reltuples FROM pg_class WHERE relname = 'lane'")


class Bell:
    def ring_again(self, queue: str) -> None:
        """Of what is due there is more than enough."""


@pytest.fixture
def postgresql(database: Database) -> Database:
    if database.is_sqlite:
        pytest.skip("SQLite plans without counting")
    with database.write() as tx:
        tx.execute(_TELL)
    with database.write() as tx:  # other tests leave their counts
        tx.execute(text("ANALYZE"))
    return database


def counted(database: Database) -> int:
    """As many lanes as the server thinks that there are."""
    with database.read() as tx:
        return int(tx.execute(_COUNTED).scalar_one())


def grow(database: Database, lanes: range) -> None:
    rows = [{"queue": "deliver", "account": "1", "key": str(n), "urgency": 1, "next_seq": 1} for n in lanes]
    with database.write() as tx:
        tx.execute(insert(lane), rows)
        tx.execute(_TELL)


def test_a_table_that_grew_is_counted_at_the_next_tick(postgresql: Database) -> None:
    grow(postgresql, range(60))
    Sweeper(postgresql, Bell(), Clock(), rehearsal=False).tick()  # type: ignore[arg-type]
    assert counted(postgresql) == 60


def test_a_table_is_counted_again_once_it_doubled_and_not_before(postgresql: Database) -> None:
    grow(postgresql, range(60))
    with postgresql.write() as tx:
        count_what_grew(tx)
    grow(postgresql, range(60, 119))
    with postgresql.write() as tx:
        assert count_what_grew(tx) == []
    grow(postgresql, range(119, 120))
    with postgresql.write() as tx:
        assert count_what_grew(tx) == ["lane"]
    assert counted(postgresql) == 120


def test_few_rows_are_not_worth_counting(postgresql: Database) -> None:
    grow(postgresql, range(10))
    with postgresql.write() as tx:
        assert count_what_grew(tx) == []
