"""`python -m models clock …`, as the simulators' page and an administrator use it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.__main__ import main
from models.actions.desk import editions
from models.clock import Instant
from models.db import Database
from tests.actions.office import Office
from tests.installation import EXAMPLES
from tests.journeys.regulations import as_organisation

Wire = dict[str, Any]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def sqlite(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Migrated and empty, and what the commands find in their environment."""
    (tmp_path / "otklik.db").write_bytes(migrated_sqlite.read_bytes())
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("REHEARSAL", "1")
    database = Database(f"sqlite:///{tmp_path / 'otklik.db'}")
    yield database
    database.close()


def shown(capsys: pytest.CaptureFixture[str]) -> Wire:
    assert main(["clock", "show"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    found: Wire = json.loads(line)
    return found


def test_an_empty_house_has_a_time_and_no_desks(sqlite: Database, capsys: pytest.CaptureFixture[str]) -> None:
    face = shown(capsys)
    assert abs(datetime.fromisoformat(face["now"]) - datetime.now(UTC)) < timedelta(minutes=1)
    assert (face["ahead_seconds"], face["rehearsal"]) == (0, True)
    assert (face["desks"], face["next_deadline"]) == ([], None)


def test_a_desk_is_open_until_or_closed_until(sqlite: Database, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite.write() as tx:
        text = (EXAMPLES / "a1_isp.toml").read_text(encoding="utf-8")
        editions.adopt(tx, text, datetime(2026, 9, 1, tzinfo=UTC))
    face = shown(capsys)
    [desk] = face["desks"]
    now = datetime.fromisoformat(face["now"])
    assert face["timezone"] == "Europe/Moscow"
    assert desk["title"] == {"ru": "Служба поддержки", "en": "Support"}
    until = desk["closes_at"] if desk["open"] else desk["opens_at"]
    assert now < datetime.fromisoformat(until) < now + timedelta(days=14)  # holidays are long
    assert desk["opens_at" if desk["open"] else "closes_at"] is None


def test_the_next_deadline_names_ticket_clock_and_step(sqlite: Database, capsys: pytest.CaptureFixture[str]) -> None:
    office = Office(sqlite)
    now = datetime.now(UTC)
    office.opens(office.meets(), when=Instant(now=now, real=now))
    due = shown(capsys)["next_deadline"]
    assert datetime.fromisoformat(due.pop("at")) == now + timedelta(minutes=45)
    due_there = {"ticket": 1, "clock": "first_response", "step": "warning", "to": "topic"}
    assert due == {**due_there, "organisation": None}


def test_of_several_organisations_the_desks_and_the_deadline_say_whose_they_are(
    sqlite: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each counts its tickets from 1, and they all go by one clock."""
    office = Office(sqlite)
    now = datetime.now(UTC)
    office.opens(office.meets(), when=Instant(now=now, real=now))
    with sqlite.write() as tx:
        editions.adopt(tx, as_organisation("other"), datetime(2026, 9, 1, tzinfo=UTC))
    face = shown(capsys)
    first = {"ru": "Круглосуточно", "en": "Round the clock"}
    assert face["next_deadline"]["organisation"] == first
    ours, theirs = face["desks"]
    assert ours["title"]["ru"] == "Поддержка · Круглосуточно"
    assert theirs["title"]["en"].startswith("Support · ")
    assert main(["clock", "show", "--organisation", "other"]) == 0
    [desk] = json.loads(capsys.readouterr().out)["desks"]
    assert desk["title"]["ru"] == "Поддержка"


def test_forward_next_goes_to_the_next_step_and_not_further(
    sqlite: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    office = Office(sqlite)
    now = datetime.now(UTC)
    office.opens(office.meets(), when=Instant(now=now, real=now))
    assert main(["clock", "forward", "next"]) == 0
    capsys.readouterr()
    face = shown(capsys)
    at, due = (datetime.fromisoformat(value) for value in (face["now"], face["next_deadline"]["at"]))
    assert timedelta(0) <= at - due < timedelta(seconds=30)


def test_forward_next_says_why_it_does_nothing(sqlite: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clock", "forward", "next"]) == 1
    assert "no deadline is running" in capsys.readouterr().err


def test_without_rehearsal_the_time_is_the_real_one(
    sqlite: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["clock", "forward", "30h", "--jump"])
    capsys.readouterr()
    monkeypatch.setenv("REHEARSAL", "0")
    face = shown(capsys)
    assert (face["rehearsal"], face["ahead_seconds"]) == (False, 0)
    assert abs(datetime.fromisoformat(face["now"]) - datetime.now(UTC)) < timedelta(minutes=1)
    assert main(["clock", "forward", "next"]) == 1


def test_who_follows_gets_a_line_for_each_change_and_ends_with_its_input(sqlite: Database) -> None:
    command = [sys.executable, "-m", "models", "clock", "show", "--follow"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as follower:
        assert follower.stdout is not None
        assert follower.stdin is not None
        assert json.loads(follower.stdout.readline())["ahead_seconds"] == 0
        main(["clock", "forward", "2h", "--jump"])
        assert json.loads(follower.stdout.readline())["ahead_seconds"] == 7200
        follower.stdin.close()
        assert follower.wait(timeout=20) == 0
        assert follower.stdout.read() == ""
