"""`python -m models calendar show`, as an administrator types it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.__main__ import main
from models.db import Database
from tests.actions.office import Office
from tests.journeys.regulations import RUSSIAN

EXAMPLE = "examples/regulations/a1_isp.toml"


@pytest.fixture
def empty(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "otklik.db").write_bytes(migrated_sqlite.read_bytes())
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("REHEARSAL", "")
    database = Database(f"sqlite:///{tmp_path / 'var' / 'otklik.db'}")
    yield database
    database.close()


def shows(*arguments: str) -> int:
    return main(["calendar", "show", *arguments, "--language", "en"])


def test_a_country_needs_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "nowhere"))
    assert shows("RU", "2026") == 0
    said = capsys.readouterr().out
    assert said.startswith("Calendar RU, 2026\n")
    assert "Working days: 247, hours: 1,972\n" in said


def test_a_calendar_of_the_regulation_in_force_is_shown(empty: Database, capsys: pytest.CaptureFixture[str]) -> None:
    from models.rules.regulation.parsing import parse_regulation

    Office(empty)
    [name] = parse_regulation(RUSSIAN).calendars
    assert shows(name, "2026") == 0
    assert capsys.readouterr().out.startswith(f"Calendar {name}, 2026 (")


def test_a_calendar_of_a_file_is_shown_whatever_is_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    assert shows("support", "2026", "--file", EXAMPLE) == 0
    assert "Special days of the regulation:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("RU", "20266"), 'YEAR: found "20266"; allowed: a year from 1970 to 2100'),
        (("RU", "next"), 'YEAR: found "next"; allowed: a year from 1970 to 2100'),
        (("suport", "2026", "--file", EXAMPLE), 'a calendar (support) or a country. Did you mean "support"?'),
        (("Russia", "2026", "--file", EXAMPLE), 'Did you mean "RU"?'),
        (("support", "2026", "--file", "examples/none.toml"), "examples/none.toml"),
        (("support", "2026", "--file", "pyproject.toml"), "pyproject.toml: "),
    ],
)
def test_what_can_not_be_shown_is_refused_with_what_is_allowed(
    arguments: tuple[str, ...], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shows(*arguments) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert reason in told.err


def test_before_a_regulation_is_adopted_it_says_what_to_do(
    empty: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shows("office", "2026") == 1
    assert "no regulation is in force yet: adopt one or name a file (--file)" in capsys.readouterr().err
