"""Statements that do not name the organisation are heard: what ties a table, and what does not."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    BindParameter,
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.sql import visitors

from models.db import Database
from models.tables import metadata
from models.tables.among import ManyValues
from models.tables.base import UtcDateTime
from models.tables.lanes import outbox
from models.tables.messages import message
from models.tables.organisations import desk, organisation
from models.tables.persons import address, person
from models.tables.tickets import ticket, topic
from models.tables.timers import timer
from tests import sql_heard
from tests.sql_heard import named
from tests.sql_walls import offences, returns_organisations
from tests.sql_walls_exceptions import FOR_ALL, OF_NONE, WHOLE_TABLES

OURS = ticket.c.organisation_id == bindparam("organisation_id")
BY_ID = ticket.c.id == bindparam("ticket_id")
LATER = ticket.alias("merged_into")
THEIR_TICKETS = select(ticket.c.id).where(ticket.c.person_id == bindparam("person_id"))

TIED: dict[str, Any] = {
    "compared with a value": select(ticket.c.title).where(BY_ID, OURS),
    "one of several": select(ticket.c.title).where(ticket.c.organisation_id.in_(bindparam("some", expanding=True))),
    "joined by its organisation": select(ticket.c.title, desk.c.key)
    .join(desk, and_(desk.c.id == ticket.c.desk_id, desk.c.organisation_id == ticket.c.organisation_id))
    .where(OURS),
    "joined from outside": select(ticket.c.title, LATER.c.number)
    .outerjoin(
        LATER, and_(LATER.c.id == ticket.c.merged_into_id, LATER.c.organisation_id == ticket.c.organisation_id)
    )
    .where(OURS),
    "a subquery of its own": select(topic.c.chat_id).where(topic.c.ticket_id.in_(THEIR_TICKETS.where(OURS))),
    "a subquery tied to what is around it": select(ticket.c.title).where(
        OURS,
        exists().where(message.c.ticket_id == ticket.c.id, message.c.organisation_id == ticket.c.organisation_id),
    ),
    "the organisation of what was found": select(person.c.name).where(
        person.c.organisation_id
        == select(ticket.c.organisation_id).where(ticket.c.number == 1, OURS).scalar_subquery()
    ),
    "by the key of the organisation": select(desk.c.key).join(organisation).where(organisation.c.key == "acme"),
    "a change": update(ticket).where(BY_ID, OURS).values(title="…"),
    "a deletion": delete(ticket).where(BY_ID, OURS),
    "a change by a subquery": update(topic)
    .where(topic.c.ticket_id.in_(THEIR_TICKETS.where(OURS)))
    .values(state="lost"),
    "a table that belongs to no organisation": select(timer.c.due_at).where(timer.c.id == 1),
    "a subquery that says what it takes from outside": select(
        ticket.c.title,
        exists()
        .where(message.c.ticket_id == ticket.c.id, message.c.organisation_id == ticket.c.organisation_id)
        .correlate(ticket),
    ).where(OURS),
    "through a named query": select(
        (found := select(ticket.c.id, ticket.c.organisation_id).where(OURS).cte("found")).c.id, person.c.name
    ).join(person, person.c.organisation_id == found.c.organisation_id),
}

UNTIED: dict[str, Any] = {
    "an id alone": select(ticket.c.title).where(BY_ID),
    "joined by an id": select(desk.c.key).join(ticket, ticket.c.desk_id == desk.c.id).where(OURS),
    "an alias joined by an id": select(LATER.c.number)
    .join(ticket, ticket.c.merged_into_id == LATER.c.id)
    .where(OURS),
    "a subquery": select(topic.c.chat_id).where(topic.c.ticket_id.in_(THEIR_TICKETS)),
    "a subquery beside a tied table": select(ticket.c.title).where(
        OURS, exists().where(message.c.ticket_id == ticket.c.id)
    ),
    "a query in FROM": select(THEIR_TICKETS.subquery().c.id),
    "a named query": select(THEIR_TICKETS.cte("theirs").c.id),
    "one of two that are put together": THEIR_TICKETS.where(OURS).union_all(THEIR_TICKETS),
    "one way of two": select(ticket.c.title).where(or_(BY_ID, OURS)),
    "anything but ours": select(ticket.c.title).where(ticket.c.organisation_id != bindparam("organisation_id")),
    "from the wrong side of an outer join": select(ticket.c.title).outerjoin(
        LATER, and_(OURS, LATER.c.organisation_id == ticket.c.organisation_id)
    ),
    "tied to what is not tied": select(ticket.c.title).join(
        person, person.c.organisation_id == ticket.c.organisation_id
    ),
    "the organisation of whatever there is": select(person.c.name).where(
        person.c.organisation_id == select(ticket.c.organisation_id).where(BY_ID).scalar_subquery()
    ),
    "a column that stands for a subquery": select(
        topic.c.chat_id, select(ticket.c.number).where(ticket.c.id == topic.c.ticket_id).scalar_subquery()
    ),
    "a change": update(ticket).where(BY_ID).values(title="…"),
    "a change by a subquery": update(topic).where(topic.c.ticket_id.in_(THEIR_TICKETS)).values(state="lost"),
    "a change to what a subquery says": update(topic).values(
        thread_id=select(func.max(ticket.c.number)).scalar_subquery()
    ),
    "what a change returns": update(topic)
    .values(state="lost")
    .returning(select(ticket.c.number).where(ticket.c.id == topic.c.ticket_id).scalar_subquery()),
    "a deletion": delete(ticket).where(BY_ID),
    "a deletion from beside": delete(outbox).where(outbox.c.ticket_id == ticket.c.id),
    "every row": select(address.c.address),
    "another organisation than before": update(ticket).where(BY_ID, OURS).values(organisation_id=2),
    "no organisation at all": insert(desk).values(key="support"),
    "copied from others": insert(topic).from_select(["ticket_id"], THEIR_TICKETS),
    "raw SQL": text("SELECT title FROM ticket WHERE organisation_id = 1"),
    "raw SQL within": select(topic.c.chat_id).where(text("ticket_id IN (SELECT id FROM ticket)")),
    "a raw column": select(literal_column("(SELECT max(number) FROM ticket)")),
    "an organisation by neither id nor key": select(organisation.c.id).where(organisation.c.name == "ACME"),
}


@pytest.mark.parametrize("statement", TIED.values(), ids=TIED)
def test_a_statement_may_name_the_organisation_in_these_ways(statement: Any) -> None:
    assert not offences(statement)


@pytest.mark.parametrize("statement", UNTIED.values(), ids=UNTIED)
def test_a_statement_that_does_not_is_found(statement: Any) -> None:
    if isinstance(statement, type(text(""))):
        statement = select(statement)
    assert offences(statement)


def test_an_insert_may_be_given_the_organisation_when_it_runs() -> None:
    assert not offences(insert(desk), ["key", "organisation_id"])
    assert offences(insert(desk), ["key"])


@pytest.fixture
def tx(tmp_path: Path) -> Any:
    database = Database(f"sqlite:///{tmp_path / 'walls.db'}")
    with database.write() as tx:
        metadata.create_all(tx)
        yield tx
    database.close()


def _product(module: str = "models.pretended") -> Callable[..., None]:
    """A function that runs a statement as if it were one of the product."""
    names: dict[str, Any] = {"__name__": module}
    exec("def run(tx, statement, *more):\n    tx.execute(statement, *more)", names)
    run: Callable[..., None] = names["run"]
    return run


@pytest.mark.parametrize("statement", [select(ticket.c.title).where(ticket.c.id == 1), text("SELECT * FROM ticket")])
def test_what_the_product_runs_is_heard_each_time(tx: Connection, statement: Any) -> None:
    for _ in range(2):
        _product()(tx, statement)
        [heard] = sql_heard.take()
        assert heard.startswith("models.pretended:2 run: ")


def test_what_a_driver_is_told_directly_is_heard(tx: Connection) -> None:
    names: dict[str, Any] = {"__name__": "workers.pretended"}
    exec("def run(tx):\n    tx.exec_driver_sql('DELETE FROM person')", names)
    names["run"](tx)
    assert "raw SQL names person" in sql_heard.take()[0]


def test_what_tests_run_is_nobodys_affair(tx: Connection) -> None:
    tx.execute(select(ticket.c.title).where(ticket.c.id == 1))
    _product("simulators.pretended")(tx, text("SELECT * FROM ticket"))
    for module in WHOLE_TABLES:
        _product(module)(tx, text("SELECT * FROM ticket"))
    assert not sql_heard.take()


@pytest.mark.parametrize("name", FOR_ALL)
def test_work_for_all_organisations_says_whose_each_row_is(name: str) -> None:
    assert offences(named(name)), "it needs no exception any more"
    assert returns_organisations(named(name))


@pytest.mark.parametrize("name", OF_NONE)
def test_what_belongs_to_no_organisation_needs_its_exception(name: str) -> None:
    assert offences(named(name)), "it needs no exception any more"
    assert not returns_organisations(named(name)), "it is work for all organisations"


@pytest.mark.parametrize("package", WHOLE_TABLES)
def test_packages_that_move_whole_tables_are_there(package: str) -> None:
    assert (Path(__file__).parents[2] / package.replace(".", "/")).is_dir()


@pytest.mark.parametrize("name", [*FOR_ALL, *OF_NONE])
def test_an_exception_is_not_heard(tx: Connection, name: str) -> None:
    wanted = {one.key: _some(one) for one in _binds(named(name))}
    _product()(tx, named(name), wanted)
    assert not sql_heard.take()


def _binds(statement: Any) -> list[Any]:
    return [one for one in visitors.iterate(statement) if isinstance(one, BindParameter) and one.required]


def _some(bind: Any) -> object:
    """Any value that it takes."""
    value = datetime(2026, 11, 30, tzinfo=UTC) if isinstance(bind.type, UtcDateTime) else 1
    return [value] if bind.expanding or isinstance(bind.type, ManyValues) else value


@pytest.mark.parametrize("name", ["ticket_of_row", "tickets_of_rows", "group_of_row", "organisations_of_colleague"])
def test_what_somebody_says_is_never_looked_up_without_its_organisation(name: str) -> None:
    """These are for rows of ours, which say no more than an id. What comes in is read in bot/."""
    root = Path(__file__).parents[2]
    assert any(name in file.read_text() for file in (root / "models" / "queries").rglob("*.py"))
    assert not [file.name for file in (root / "bot").rglob("*.py") if name in file.read_text()]
