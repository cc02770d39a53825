"""Deadlines that meet other events: a closing, a collision, a button pressed early."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from models.actions.enforcement import enforcement
from models.actions.ladder import escalations, posts
from models.actions.tickets import tickets
from models.db import Database
from models.tables.timers import escalation, timer
from tests.actions.office import Office
from tests.actions.own_database import ENGINES, REGULATION, at, fresh_database

HOUR = 3600.0
DAY = 24 * HOUR
WITH_RESOLUTION = REGULATION.replace(
    'first_response = "1h"', 'first_response = "1h"\nresolution = "200h"\nwarn_at = [0.5]'
)


def clocks(database: Database) -> dict[str, str]:
    with database.read() as tx:
        return {row.clock: row.state for row in tx.execute(select(timer.c.clock, timer.c.state))}


def fired(database: Database) -> list[tuple[str, str]]:
    with database.read() as tx:
        rows = tx.execute(select(escalation.c.clock, escalation.c.name).order_by(escalation.c.id))
        return [(row.clock, row.name) for row in rows]


def enforce(database: Database, seconds: float) -> None:
    with database.write() as tx:
        enforcement.enforce_due(tx, at(ahead=seconds))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_ticket_that_silence_closed_has_no_breach_in_the_same_batch(engine: str, tmp_path: Path) -> None:
    with fresh_database(engine, tmp_path) as database:
        office = Office(database, WITH_RESOLUTION)
        ticket_id = office.opens(office.meets())
        enforce(database, 2 * HOUR)
        with database.write() as tx:
            proposed = office.view(ticket_id)
            tickets.propose_closing(tx, at(ahead=2 * HOUR), proposed, office.ivan, "Иван", office.edition.regulation)
        before = fired(database)
        # everybody was away meanwhile: the closing and the deadline after it are found together
        enforce(database, 30 * DAY)
        assert office.view(ticket_id).state == "closed"
        assert fired(database) == before
        assert "running" not in clocks(database).values()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_deadline_that_meets_a_collision_is_not_set_aside(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fresh_database(engine, tmp_path) as database:
        office = Office(database, REGULATION)
        office.opens(office.meets())

        def collides(*_: Any) -> None:
            raise OperationalError("UPDATE lane", None, Exception("deadlock detected"))

        with monkeypatch.context() as patch:
            patch.setattr(posts, "tell", collides)
            with pytest.raises(OperationalError):
                enforce(database, 2 * HOUR)
        assert clocks(database) == {"first_response": "running"}
        enforce(database, 2 * HOUR)
        assert ("first_response", "breach") in fired(database)


@pytest.mark.parametrize("engine", ENGINES)
def test_taken_stops_the_ladder_that_runs_and_not_a_clock_that_has_only_warned(engine: str, tmp_path: Path) -> None:
    with fresh_database(engine, tmp_path) as database:
        ladder = 'rungs = [{ after = "0m", to = "group" }, { after = "900h", to = "head" }]'
        text = WITH_RESOLUTION.replace('rungs = [{ after = "0m", to = "group" }]', ladder)
        office = Office(database, text)
        ticket_id = office.opens(office.meets())
        enforce(database, 101 * HOUR)  # the first response is breached, the resolution has warned
        with database.write() as tx:
            view = office.view(ticket_id)
            assert escalations.take_escalation(tx, at(ahead=101 * HOUR), view, office.ivan, "Иван", "ru")
        assert clocks(database) == {"first_response": "taken", "resolution": "running"}
        enforce(database, 201 * HOUR)
        assert ("resolution", "breach") in fired(database)
