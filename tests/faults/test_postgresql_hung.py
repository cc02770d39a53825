"""What one process sees of a PostgreSQL that dies, hangs or is not there."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from models.db import Database
from models.writer import Writer
from tests.own_postgresql import OwnPostgresql


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgresql]:
    with OwnPostgresql() as own:
        yield own


@pytest.fixture
def database(server: OwnPostgresql, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr("models.patient_postgresql.ANSWERS_WITHIN_SECONDS", 1.0)
    database = Database(f"{server.url}?connect_timeout=2", "bot")
    assert answers(database)
    yield database
    database.close()


def writes_two(database: Database, between: Callable[[], None]) -> None:
    with database.write() as tx:
        tx.execute(text("INSERT INTO word VALUES ('lost')"))
        between()
        tx.execute(text("INSERT INTO word VALUES ('too')"))


def answers(database: Database) -> bool:
    with database.write() as tx:
        return bool(tx.execute(text("SELECT true")).scalar_one())


def test_a_server_that_hangs_is_given_up_and_used_again_when_it_thaws(
    server: OwnPostgresql, database: Database
) -> None:
    server.freeze()
    try:
        for _ in range(2):  # on a connection that was there, and on a new one
            with pytest.raises(OperationalError):
                answers(database)
    finally:
        server.thaw()
    assert answers(database)


def test_a_server_that_hangs_in_the_middle_of_a_transaction_leaves_nothing_of_it(
    server: OwnPostgresql, database: Database
) -> None:
    with database.write() as tx:
        tx.execute(text("CREATE TABLE word (word text)"))
    try:
        with pytest.raises(OperationalError):
            writes_two(database, server.freeze)
    finally:
        server.thaw()
    with database.write() as tx:
        assert tx.execute(text("SELECT count(*) FROM word")).scalar_one() == 0


def test_a_statement_that_takes_its_time_for_an_administrator_is_waited_for(
    server: OwnPostgresql, database: Database
) -> None:
    command = Database(server.url)
    with command.write() as tx:
        tx.execute(text("SELECT pg_sleep(2)"))
    command.close()


def test_a_server_that_was_killed_is_used_again_when_it_is_back(server: OwnPostgresql, database: Database) -> None:
    writer = Writer(database)
    assert writer.submit(lambda tx: tx.execute(text("SELECT 1")).scalar_one()).result(60) == 1
    server.kill()
    with pytest.raises(OperationalError):
        writer.submit(lambda tx: tx.execute(text("SELECT 1")).scalar_one()).result(60)
    server.start()
    assert writer.submit(lambda tx: tx.execute(text("SELECT 2")).scalar_one()).result(60) == 2
    writer.close()


def test_of_those_who_wait_to_write_nobody_waits_for_the_time_outs_of_the_others(
    server: OwnPostgresql, database: Database
) -> None:
    writer = Writer(database)
    asked: list[object] = []
    event.listen(database.engine, "do_connect", lambda *arguments: asked.append(arguments))
    server.freeze()
    try:
        for waiting in [writer.submit(lambda tx: tx.execute(text("SELECT 1")).scalar_one()) for _ in range(9)]:
            with pytest.raises(OperationalError):
                waiting.result(60)
        assert len(asked) <= 1, "after the connection that was there, one that is new, and not nine"
    finally:
        server.thaw()
    assert writer.submit(lambda tx: tx.execute(text("SELECT 2")).scalar_one()).result(60) == 2
    writer.close()


def test_the_settings_of_the_url_go_before_ours(server: OwnPostgresql) -> None:
    database = Database(f"{server.url}?keepalives_idle=77", "bot")
    with database.read() as tx:
        assert "keepalives_idle=77" in tx.connection.driver_connection.info.dsn  # type: ignore[union-attr]
    database.close()
