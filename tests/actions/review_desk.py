"""A desk in a database, without processes around it: what the tests of the review act upon."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from models.actions.desk import bindings, editions, staff
from models.actions.reach import persons
from models.actions.talk import messages
from models.actions.talk.messages import Said
from models.actions.tickets import tickets
from models.clock import Instant
from models.db import Database
from models.migrations.to_newest import upgrade
from models.queries.persons import Newcomer, Requester
from models.queries.regulation import EditionView, edition_in_force
from models.queries.staff import desk_ids
from models.queries.tickets import TicketView, ticket_by_id

ACCOUNT = "4200"
GROUP = -1000
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
REGULATION = (Path("examples/regulations/benchmark.toml")).read_text(encoding="utf-8")
POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "")
ENGINES = ["sqlite", "postgresql"]


def at(seconds: float = 0, *, ahead: float = 0) -> Instant:
    """seconds: of real time after NOW. ahead: how far the organisation's clock runs before the real one."""
    real = NOW + timedelta(seconds=seconds)
    return Instant(real + timedelta(seconds=ahead), real)


@contextmanager
def fresh_database(engine: str, folder: Path) -> Iterator[Database]:
    """Migrated and empty."""
    if engine == "sqlite":
        database = Database(f"sqlite:///{folder}/otklik.db")
        upgrade(database)
        yield database
        database.close()
        return
    if not POSTGRESQL:
        assert not os.environ.get("CI"), "TEST_POSTGRESQL_URL is not set"
        pytest.skip("TEST_POSTGRESQL_URL is not set")
    url = make_url(POSTGRESQL).set(drivername="postgresql+psycopg")
    name = f"review_{secrets.token_hex(6)}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    database = Database(url.set(database=name).render_as_string(hide_password=False))
    try:
        upgrade(database)
        yield database
    finally:
        database.close()
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


class Desk:
    """The benchmark regulation's one desk, with a bound group and an agent."""

    def __init__(self, database: Database, text: str = REGULATION) -> None:
        self.database = database
        with database.write() as tx:
            editions.adopt(tx, text, NOW - timedelta(days=1))
            edition = edition_in_force(tx, NOW)
            assert edition is not None
            self.edition: EditionView = edition
            self.desk_id = desk_ids(tx, edition.organisation_id)["support"]
            self.agent_id = staff.known_agent(tx, edition.organisation_id, ACCOUNT, 9001, "Иван", "ru")
        self.bind()

    def bind(self, chat_id: int = GROUP) -> None:
        with self.database.write() as tx:
            bindings.bind_group(tx, NOW, self.desk_id, ACCOUNT, chat_id, "Поддержка", self.agent_id)

    def meet(self, chat_id: int) -> Requester:
        who = Newcomer(
            self.edition.organisation_id, "telegram", ACCOUNT, str(chat_id), f"Анна {chat_id}", "ru", "Europe/Moscow"
        )
        with self.database.write() as tx:
            return persons.meet_requester(tx, NOW, who, {})

    def said(self, chat_id: int, provider_id: int, words: str, **facts: object) -> Said:
        author = "agent" if chat_id < 0 else "requester"
        fields = {"ticket_id": None, **facts}
        return Said(
            self.edition.organisation_id,
            author,
            "telegram",
            ACCOUNT,
            chat_id,
            None,
            (str(provider_id),),
            NOW,
            words,
            **fields,  # type: ignore[arg-type]
        )

    def open(self, who: Requester, provider_id: int = 1, when: Instant | None = None) -> int:
        when = when or at()
        with self.database.write() as tx:
            first = messages.keep_message(tx, when, self.said(who.chat_id, provider_id, "Не работает"))
            return tickets.open_ticket(
                tx,
                when,
                self.edition,
                who,
                desk_key="support",
                kind=self.edition.regulation.kinds[0].id,
                fields={},
                message_ids=[first],
                opened_at=when.now,
            ).id

    def view(self, ticket_id: int) -> TicketView:
        with self.database.read() as tx:
            return ticket_by_id(tx, ticket_id)
