"""Connections to PostgreSQL: what a server tells of ours, and what we read of its answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text

from models import patient_postgresql
from models.db import Database
from models.patient_postgresql import ImpatientConnection
from models.tables.among import among
from models.tables.lanes import lane

_ANSWER = text("SELECT 1")
_PLANS = text("SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE statement LIKE '%lane%'")
_PID = text("SELECT pg_backend_pid()")


@pytest.fixture
def postgresql(database: Database) -> Iterator[Database]:
    """As a process has it that serves people."""
    if database.is_sqlite:
        pytest.skip("of PostgreSQL")
    served = Database(database.url.render_as_string(hide_password=False), "deliver")
    yield served
    served.close()


def test_an_administrator_of_the_server_sees_whose_each_connection_is(postgresql: Database) -> None:
    own = text("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()")
    with postgresql.read() as tx:
        assert tx.execute(own).scalar_one() == "otklik deliver"


def test_columns_have_the_names_and_types_that_the_server_gave_them(postgresql: Database) -> None:
    with postgresql.read() as tx:
        row = tx.execute(text("SELECT 7 AS число, 'да' AS word, true AS \"Ok?\", NULL AS nothing")).one()
        assert dict(row._mapping) == {"число": 7, "word": "да", "Ok?": True, "nothing": None}
        assert list(tx.execute(text("SELECT 1 AS one WHERE false")).keys()) == ["one"]


def test_a_statement_without_an_answer_has_no_columns(postgresql: Database) -> None:
    with postgresql.write() as tx:
        assert not tx.execute(text("SET LOCAL work_mem = '5MB'")).returns_rows
        assert not tx.execute(text("UPDATE lane SET urgency = urgency WHERE id = 0")).returns_rows
        assert tx.execute(text("UPDATE lane SET urgency = 1 WHERE id = 0 RETURNING id")).returns_rows


def test_what_a_process_asks_again_and_again_is_planned_once(postgresql: Database) -> None:
    asked = select(lane.c.key).where(among(lane.c.id, "ids"))
    with postgresql.read() as tx:
        for number in range(9):
            tx.execute(asked, {"ids": [number]})
        plans = tx.execute(_PLANS).one()
    assert plans.custom_plans == 0 < plans.generic_plans


def test_an_administrators_command_has_a_plan_made_for_what_it_asks(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("of PostgreSQL")
    with database.read() as tx:
        assert tx.execute(text("SHOW plan_cache_mode")).scalar_one() == "auto"


def test_a_busy_process_does_not_ask_before_each_transaction_whether_the_server_is_there(
    postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    trips: list[object] = []
    wait = ImpatientConnection.wait

    def counted(self: ImpatientConnection, *arguments: Any, **named: Any) -> Any:
        trips.append(self)
        return wait(self, *arguments, **named)

    with postgresql.read() as tx:
        tx.execute(_ANSWER)
    monkeypatch.setattr(ImpatientConnection, "wait", counted)
    with postgresql.read() as tx:
        tx.execute(_ANSWER)
    assert len(trips) == 3, "the beginning, the question and the end"


def test_a_connection_that_rested_and_was_cut_meanwhile_is_replaced_unnoticed(
    database: Database, postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgresql.read() as tx:
        pid = tx.execute(_PID).scalar_one()
    with database.write() as tx:
        tx.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    monkeypatch.setattr(patient_postgresql, "_HEARD_A_MOMENT_AGO_SECONDS", 0.0)
    with postgresql.read() as tx:
        assert tx.execute(_PID).scalar_one() != pid
