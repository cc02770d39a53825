"""What the log says when something raised over a person's words."""

import io
import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from models import logs
from models.db import Database
from models.errors import OtklikError
from models.tables.persons import address
from tests.actions.office import ACCOUNT, NOON, Office
from tests.actions.own_database import ENGINES, REGULATION, fresh_database

WORDS = "мой пароль 12345"


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.set_up("test")
    [handler] = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    lines = io.StringIO()
    handler.setStream(lines)
    yield lines.getvalue
    root.handlers[:] = before
    root.setLevel(level)


def log_it(act: Callable[[], object]) -> None:
    try:
        act()
    except Exception:
        logging.getLogger("test").exception("it raised")


def in_a_transaction(database: Database, act: Callable[[Connection], None]) -> None:
    with database.write() as tx:
        act(tx)


def test_an_error_that_repeats_a_persons_words_is_named_without_them(logged: Callable[[], str]) -> None:
    log_it(lambda: int(WORDS))
    line = logged()
    assert "ValueError" in line
    assert "test_review_logs.py" in line
    assert "12345" not in line


def test_an_error_of_ours_is_told_whole(logged: Callable[[], str]) -> None:
    def refuse() -> None:
        raise OtklikError(ticket=7)

    log_it(refuse)
    assert "OtklikError {'ticket': 7}" in logged()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_database_that_repeats_a_row_is_not_believed_in_the_log(
    engine: str, tmp_path: Path, logged: Callable[[], str]
) -> None:
    with fresh_database(engine, tmp_path) as database:
        office = Office(database, REGULATION)
        anna = office.meets(chat_id=79990001122)

        def twice(tx: Connection) -> None:
            row = {"organisation_id": anna.organisation_id, "person_id": anna.person_id, "transport": "telegram"}
            place = {"account": ACCOUNT, "address": str(anna.chat_id), "state": "verified", "state_at": NOON}
            tx.execute(insert(address).values(row | place))

        def cast(tx: Connection) -> None:
            tx.execute(text("SELECT abs(CAST(:words AS INTEGER)) + json(:words)"), {"words": WORDS})

        for act in (twice, cast):
            log_it(partial(in_a_transaction, database, act))
        lines = logged()
        assert "IntegrityError" in lines
        assert "INSERT INTO address" in lines
        assert "79990001122" not in lines
        assert "12345" not in lines
