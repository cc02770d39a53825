"""Open tickets follow a corrected calendar always, and a new edition when it was adopted for them too."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from models.actions.desk import editions
from models.actions.enforcement import open_ticket_updates
from models.clock import Instant
from models.db import Database
from models.queries.regulation import editions_in_force
from models.rules.delivery.outgoing import RowKind
from models.tables.tickets import ticket, ticket_event
from models.tables.timers import timer
from tests.actions.office import NOON, Office, at
from tests.journeys.regulations import RUSSIAN

#: NOON is 12:00 of Wednesday, 11 November 2026, in Moscow: the desk is closed from 13:00 until 19:00 that day.
CORRECTED = RUSSIAN.replace(
    'week.sun = ["00:00-24:00"]',
    'week.sun = ["00:00-24:00"]\nexceptions = [{ date = 2026-11-11, intervals = ["00:00-13:00", "19:00-24:00"] }]',
)
SHORTER = RUSSIAN.replace('resolution = "8h"', 'resolution = "4h"').replace('name = "1"', 'name = "2"')


@pytest.fixture
def office(database: Database) -> Office:
    office = Office(database)
    follows(office)  # what was there before the first look was computed with what is in force
    return office


def follows(office: Office, when: Instant | None = None, limit: int = open_ticket_updates.BATCH) -> int:
    """How many times there was more to do."""
    rounds = 0
    while True:
        with office.database.write() as tx:
            if not open_ticket_updates.follow(tx, when or at(), limit):
                return rounds
        rounds += 1


def adopts(office: Office, text: str, *, apply_to_open: bool = False, now: datetime = NOON) -> None:
    with office.database.write() as tx:
        editions.adopt(tx, text, now, apply_to_open=apply_to_open)


def summaries(office: Office) -> list[str]:
    return [text for text in office.words() if "пересчитаны" in text]


def next_due(office: Office, ticket_id: int, clock: str) -> datetime | None:
    with office.database.read() as tx:
        query = select(timer.c.due_at).where(timer.c.ticket_id == ticket_id, timer.c.clock == clock)
        due: datetime | None = tx.execute(query).scalar_one()
        return due


def test_a_corrected_calendar_moves_the_deadlines_of_open_tickets(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    edition_id = office.view(ticket_id).edition_id
    adopts(office, CORRECTED)
    follows(office)
    view = office.view(ticket_id)
    # an hour from noon is up at 13:00; of eight hours one is worked by then, the others from 19:00 on
    assert view.first_response_due_at == NOON + timedelta(hours=1)
    assert view.resolution_due_at == NOON + timedelta(hours=14)
    assert view.edition_id == edition_id, "it keeps the edition that it was opened under"
    assert next_due(office, ticket_id, "resolution") == NOON + timedelta(hours=12)  # three quarters: the reminder


def test_staff_get_one_summary_that_names_what_moved(office: Office) -> None:
    moved, closed = office.opens(office.meets()), office.opens(office.meets())
    with office.database.write() as tx:
        tx.execute(update(ticket).where(ticket.c.id == closed).values(state="closed"))
    adopts(office, CORRECTED)
    follows(office)
    [text] = summaries(office)
    number = office.view(moved).number
    assert f"№{number}, решение: было ср 11 ноября 2026, 20:00, стало чт 12 ноября 2026, 02:00" in text
    assert f"№{office.view(closed).number}" not in text
    follows(office, at("1h"))
    assert len(summaries(office)) == 1
    assert RowKind.EDIT_CARD in {row.kind for row in office.rows()} or RowKind.CARD in {
        row.kind for row in office.rows()
    }


def test_without_being_told_to_an_open_ticket_keeps_its_edition(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    before = office.view(ticket_id)
    adopts(office, SHORTER)
    follows(office)
    after = office.view(ticket_id)
    assert (after.edition_id, after.resolution_due_at) == (before.edition_id, before.resolution_due_at)
    assert summaries(office) == []


def test_an_edition_adopted_for_open_tickets_too_moves_them_and_the_log_says_so(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    adopts(office, SHORTER, apply_to_open=True)
    follows(office)
    assert office.view(ticket_id).resolution_due_at == NOON + timedelta(hours=4)
    with office.database.read() as tx:
        [edition] = editions_in_force(tx, NOON)
        query = select(ticket_event.c.kind).where(ticket_event.c.ticket_id == ticket_id).order_by(ticket_event.c.id)
        kinds = list(tx.execute(query).scalars())
    assert office.view(ticket_id).edition_id == edition.id
    assert kinds == ["opened", "edition_changed", "deadlines_moved"]


def test_the_same_text_may_be_given_again_for_open_tickets(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    adopts(office, SHORTER)
    follows(office)
    adopts(office, SHORTER, apply_to_open=True)
    follows(office)
    assert office.view(ticket_id).resolution_due_at == NOON + timedelta(hours=4)


def test_an_edition_of_the_future_moves_nothing_before_its_day(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    later = SHORTER.replace('name = "2"', 'name = "2"\neffective_from = 2026-11-12')
    adopts(office, later, apply_to_open=True)
    follows(office)
    assert office.view(ticket_id).resolution_due_at == NOON + timedelta(hours=8)
    with office.database.read() as tx:
        assert not open_ticket_updates.is_behind(tx, NOON)
        assert open_ticket_updates.is_behind(tx, NOON + timedelta(hours=12))


def test_a_ticket_of_a_kind_that_is_no_more_keeps_its_edition(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    other = SHORTER.replace('id = "question"', 'id = "matter"')
    adopts(office, other, apply_to_open=True)
    follows(office)
    assert office.view(ticket_id).resolution_due_at == NOON + timedelta(hours=8)


def test_many_are_done_batch_by_batch_and_told_once(office: Office) -> None:
    tickets = [office.opens(office.meets(f"Абонент {one}")) for one in range(7)]
    adopts(office, SHORTER, apply_to_open=True)
    assert follows(office, limit=3) == 2
    assert {office.view(one).resolution_due_at for one in tickets} == {NOON + timedelta(hours=4)}
    assert len(summaries(office)) == 1
    assert "у 7 заявок" in summaries(office)[0]


def test_killed_between_two_batches_it_goes_on_where_it_was(office: Office) -> None:
    tickets = [office.opens(office.meets(f"Абонент {one}")) for one in range(4)]
    adopts(office, SHORTER, apply_to_open=True)
    with office.database.write() as tx:
        assert open_ticket_updates.follow(tx, at(), 2)
    with office.database.read() as tx:
        assert open_ticket_updates.is_behind(tx, NOON)
    follows(office)
    assert {office.view(one).resolution_due_at for one in tickets} == {NOON + timedelta(hours=4)}


def test_a_ticket_that_can_not_be_computed_keeps_what_it_had_and_is_named(office: Office) -> None:
    sick, well = office.opens(office.meets()), office.opens(office.meets())
    with office.database.write() as tx:
        broken = {"ticket_id": sick, "at": NOON, "kind": "extended", "facts": {"until": "позавчера"}}
        tx.execute(insert(ticket_event), broken)
    adopts(office, SHORTER, apply_to_open=True)
    follows(office)
    assert office.view(well).resolution_due_at == NOON + timedelta(hours=4)
    [text] = summaries(office)
    assert f"остались прежние сроки: №{office.view(sick).number}" in text
