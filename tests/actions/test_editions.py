"""Editions of the regulation: adopted whole, in force from their date, and never half."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.__main__ import main
from models.actions.desk import editions
from models.actions.desk.editions import Adopted
from models.db import Database
from models.queries.regulation import EditionView, editions_in_force
from models.queries.staff import desk_ids
from models.rules.regulation.parsing import RegulationError
from models.tables.organisations import organisation
from models.tables.regulation import edition
from tests.actions.office import NOON, Office, at
from tests.journeys.regulations import RUSSIAN

EXAMPLES = Path("examples/regulations")


def adopt(database: Database, text: str = RUSSIAN, now: datetime = NOON) -> Adopted:
    with database.write() as tx:
        return editions.adopt(tx, text, now)


def in_force(database: Database, now: datetime = NOON) -> EditionView | None:
    with database.read() as tx:
        return next(iter(editions_in_force(tx, now)), None)


def dated(date: str, name: str = "2") -> str:
    return RUSSIAN.replace('name = "1"', f'name = "{name}"\neffective_from = {date}')


def test_before_anything_is_adopted_nothing_is_in_force(database: Database) -> None:
    assert in_force(database) is None
    with database.read() as tx:
        assert editions_in_force(tx, datetime.max.replace(tzinfo=UTC)) == []


def test_the_first_edition_holds_from_its_adoption_whatever_its_date(database: Database) -> None:
    adopted = adopt(database, dated("2030-01-01"))
    assert (adopted.number, adopted.new, adopted.effective_at) == (1, True, NOON)
    assert in_force(database) is not None


def test_the_same_text_is_not_adopted_twice(database: Database) -> None:
    first = adopt(database)
    again = adopt(database, now=NOON + timedelta(days=1))
    assert (again.edition_id, again.new) == (first.edition_id, False)
    with database.read() as tx:
        assert tx.execute(select(func.count()).select_from(edition)).scalar_one() == 1


def test_an_earlier_text_adopted_again_is_a_new_edition(database: Database) -> None:
    adopt(database)
    adopt(database, RUSSIAN + "\n# другая редакция\n")
    assert adopt(database).number == 3


def test_a_broken_file_leaves_the_edition_in_force(database: Database) -> None:
    first = adopt(database)
    for broken in ("", "это не TOML", RUSSIAN.replace('calendar = "always"', 'calendar = "нет такого"')):
        with pytest.raises(RegulationError):
            adopt(database, broken)
    view = in_force(database)
    assert view is not None
    assert view.id == first.edition_id
    with database.read() as tx:
        assert tx.execute(select(func.count()).select_from(organisation)).scalar_one() == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_file_of_another_organisation_is_not_adopted_by_a_slip(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    assert main(["regulation", "adopt", str(EXAMPLES / "a1_isp.toml")]) == 0
    assert main(["regulation", "adopt", str(EXAMPLES / "benchmark.toml"), "--language", "en"]) == 1
    assert "organisation.id: found 'benchmark'; allowed: " in capsys.readouterr().err
    view = in_force(database, datetime(2100, 1, 1, tzinfo=UTC))
    assert view is not None
    assert view.regulation.organisation.id != "benchmark"


def test_a_coming_edition_takes_effect_at_midnight_of_the_organisation(database: Database) -> None:
    adopt(database)
    coming = adopt(database, dated("2026-12-01"))
    midnight = datetime(2026, 11, 30, 21, tzinfo=UTC)  # Moscow
    assert coming.effective_at == midnight
    before, after = in_force(database, midnight - timedelta(seconds=1)), in_force(database, midnight)
    assert before is not None
    assert after is not None
    assert (before.number, after.number) == (1, 2)


def test_an_edition_dated_in_the_past_holds_from_now(database: Database) -> None:
    adopt(database)
    assert adopt(database, dated("2020-01-01")).effective_at == NOON


def test_an_edition_adopted_later_wins_from_the_moment_it_is_effective(database: Database) -> None:
    adopt(database)
    adopt(database, dated("2026-12-01", "coming"))
    adopt(database, RUSSIAN + "\n# сразу\n", NOON + timedelta(hours=1))
    now, later = in_force(database, NOON + timedelta(hours=1)), in_force(database, NOON + timedelta(days=30))
    assert now is not None
    assert later is not None
    assert (now.number, later.number) == (3, 2)


def test_desks_of_an_edition_are_known_and_those_it_drops_stay_for_their_tickets(database: Database) -> None:
    view = None
    adopt(database)
    adopt(database, RUSSIAN.replace('id = "support"', 'id = "helpdesk"'))
    view = in_force(database)
    assert view is not None
    with database.read() as tx:
        assert set(desk_ids(tx, view.organisation_id)) == {"support", "helpdesk"}


def test_a_ticket_keeps_the_edition_it_was_opened_under(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    adopt(office.database, RUSSIAN.replace('first_response = "1h"', 'first_response = "5m"'), at("1m").now)
    view = office.view(ticket_id)
    assert view.edition_id == office.edition.id
    assert view.first_response_due_at == NOON + timedelta(hours=1)


def test_the_whole_text_is_kept(database: Database) -> None:
    adopt(database)
    with database.read() as tx:
        assert tx.execute(select(edition.c.text)).scalar_one() == RUSSIAN
