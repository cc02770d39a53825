"""An older database: who had accepted the regulation keeps that, unless nobody can have told them of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from models.db import Database
from models.migrations.to_newest import upgrade, upgrade_to
from models.tables.persons import conversation, person
from models.tables.tickets import ticket
from tests.conftest import ENGINES, new_postgresql

_PERSON = (
    "INSERT INTO person (id, organisation_id, public_id, name, language, zone, accepted_edition_id, created_at)"
    " VALUES (:id, 1, :name, :name, 'ru', 'Europe/Moscow', :edition, '2026-11-01')"
)
_ADDRESS = (
    "INSERT INTO address (id, organisation_id, person_id, transport, account, address, state, state_at)"
    " VALUES (:id, 1, :id, :transport, 'a', :name, 'verified', '2026-11-01')"
)


@pytest.fixture(params=ENGINES)
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """As of the release before: Анна wrote in a chat, Галя texted, Борис only said hello."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'otklik.db'}")
        yield _peopled(database)
        database.close()
        return
    with new_postgresql() as url:
        database = Database(url)
        yield _peopled(database)
        database.close()


def _peopled(database: Database) -> Database:
    with database.write() as tx:
        upgrade_to(tx, "0006")
        tx.execute(text("INSERT INTO organisation (id, key, name) VALUES (1, 'o', 'О')"))
        tx.execute(
            text(
                "INSERT INTO edition (id, organisation_id, number, sha256, text, adopted_at, effective_at)"
                " VALUES (1, 1, 1, 'x', 'x', '2026-11-01', '2026-11-01')"
            )
        )
        for number, (name, transport, edition) in enumerate(
            [("Анна", "telegram", 1), ("Галя", "sms", 1), ("Борис", "telegram", None)], 1
        ):
            tx.execute(text(_PERSON), {"id": number, "name": name, "edition": edition})
            tx.execute(text(_ADDRESS), {"id": number, "name": name, "transport": transport})
            tx.execute(
                text(
                    "INSERT INTO conversation (id, address_id, state, messages_in_window, window_at)"
                    " VALUES (:id, :id, '{}', 0, '2026-11-01')"
                ),
                {"id": number},
            )
    return database


def test_acceptance_of_who_was_never_told_goes(before: Database) -> None:
    upgrade(before)
    query = select(person.c.name, person.c.shown_edition_id, person.c.accepted_edition_id).order_by(person.c.id)
    with before.read() as tx:
        found = [tuple(row) for row in tx.execute(query)]
        assert tx.execute(select(conversation.c.next_at).distinct()).scalars().all() == [None]
        assert tx.execute(select(ticket.c.unfinished)).all() == []
    assert found == [("Анна", 1, 1), ("Галя", None, None), ("Борис", None, None)]
