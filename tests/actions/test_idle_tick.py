"""What the sweeper asks each second is answered from an index, however many timers are open."""

import re
from typing import Any

import pytest
from sqlalchemy import event, text

from models.clock import Clock
from models.db import Database
from workers.sweeper import Sweeper


class SilentBell:
    def ring_again(self, queue: str) -> None:
        raise AssertionError(f"nothing is due in {queue}")


@pytest.fixture
def asked(database: Database) -> list[tuple[str, Any]]:
    """Every SELECT of an idle tick from a table that grows with the work, with its parameters."""
    found: list[tuple[str, Any]] = []

    def heard(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        found.append((statement, parameters))

    sweeper = Sweeper(database, SilentBell(), Clock(), rehearsal=False)  # type: ignore[arg-type]
    sweeper.tick()  # the first one also purges
    reader = database._reader
    event.listen(reader, "before_cursor_execute", heard)
    sweeper.tick()
    event.remove(reader, "before_cursor_execute", heard)
    return [
        (statement, parameters) for statement, parameters in found if re.search(r"FROM (timer|lane)\b", statement)
    ]


def test_an_idle_tick_reads_no_table_from_end_to_end(database: Database, asked: list[tuple[str, Any]]) -> None:
    assert len(asked) == 2, asked
    with database.read() as tx:
        if not database.is_sqlite:
            tx.execute(text("SET LOCAL enable_seqscan = off"))  # an empty table is read whole whatever the index
        for statement, parameters in asked:
            prefix = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
            plan = " | ".join(str(row[-1]) for row in tx.exec_driver_sql(f"{prefix} {statement}", parameters).all())
            assert plan.upper().count("INDEX") >= statement.count("FROM "), f"{statement}: {plan}"
            assert "Seq Scan" not in plan, f"{statement}: {plan}"
