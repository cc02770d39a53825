"""`python -m models …` as somebody types it who does not know it yet: each slip is answered with what is right."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.__main__ import main
from models.db import Database
from tests.actions.groups_office import OTHER, GroupsOffice, TwoDesks
from tests.actions.staff_office import GROUP
from tests.installation import ROOT

Said = pytest.CaptureFixture[str]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands find a database, or none yet."""
    (tmp_path / "var").mkdir(mode=0o700)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("REHEARSAL", "")
    return tmp_path / "var" / "otklik.db"


@pytest.fixture
def office(place: Path, migrated_sqlite: Path) -> Iterator[GroupsOffice]:
    place.write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{place}")
    yield GroupsOffice(database)
    database.close()


@pytest.fixture
def two_desks(place: Path, migrated_sqlite: Path) -> Iterator[TwoDesks]:
    place.write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{place}")
    yield TwoDesks(database)
    database.close()


def refused(capsys: Said, *arguments: str) -> str:
    """What stderr says of a command that did nothing."""
    assert main(list(arguments)) == 1
    return capsys.readouterr().err


def misused(capsys: Said, *arguments: str) -> str:
    """The same, of one that was no command."""
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    assert end.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


@pytest.mark.parametrize(
    ("group", "commands"),
    [
        ((), ["regulation", "backup", "the rehearsal clock"]),
        (("bot",), ["replace", "takes over groups and open tickets"]),
        (("desk",), ["bind-code", "groups", "unbind", "which groups serve which desk"]),
        (("staff",), ["invite", "dismiss", "head-link"]),
    ],
)
def test_a_group_of_commands_alone_shows_its_commands_with_what_they_do(
    capsys: Said, group: tuple[str, ...], commands: list[str]
) -> None:
    said = " ".join(misused(capsys, *group).split())
    for command in commands:
        assert command in said
    assert "-h, --help" in said


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("grups", "group"),
        ("desks", "desk"),
        ("groups", "desk groups"),
        ("groups", "group"),
        ("group groups", "desk groups"),
        ("staff dismis", "staff dismiss"),
        ("staff head-lnik", "staff head-link"),
        ("unbind", "desk unbind"),
        ("bind", "desk bind-code"),
        ("desk bind", "desk bind-code"),
        ("doctor", "group doctor"),
        ("upgrade", "db upgrade"),
        ("adopt examples/regulations/a1_isp.toml", "regulation adopt"),
    ],
)
def test_an_unknown_command_names_the_one_that_was_meant(capsys: Said, typed: str, meant: str) -> None:
    said = misused(capsys, *typed.split())
    assert f"\n  python -m models {meant}\n" in said


def test_an_unknown_command_that_is_like_no_other_names_those_that_exist(capsys: Said) -> None:
    assert (
        misused(capsys, "desk", "xyz") == "python -m models desk: found 'xyz'; allowed: bind-code, groups, unbind\n"
    )


def test_a_word_too_many_is_told_with_the_usage_of_its_command(capsys: Said) -> None:
    said = misused(capsys, "desk", "groups", "support", "now")
    assert said.startswith("usage: python -m models desk groups [-h] [--organisation ID] [DESK]\n")
    assert "unrecognized arguments: now" in said


def test_a_group_s_number_in_place_of_its_desk_is_answered_with_the_command_to_type(
    office: GroupsOffice, capsys: Said
) -> None:
    office.binds(OTHER, additional=True)
    right = f"python -m models desk unbind support --group {OTHER}"
    assert right in refused(capsys, "desk", "unbind", str(OTHER))
    assert main(right.split()[3:]) == 0


def test_a_group_s_title_in_place_of_its_desk_is_answered_with_the_command_to_type(
    office: GroupsOffice, capsys: Said
) -> None:
    assert f"python -m models desk unbind support --group {GROUP}" in refused(capsys, "desk", "unbind", "Поддержка")


def test_a_number_that_no_group_has_is_answered_with_the_form_and_where_numbers_are_found(
    office: GroupsOffice, capsys: Said
) -> None:
    said = refused(capsys, "desk", "unbind", "12345")
    assert "desk: found '12345'; allowed: support" in said
    assert "python -m models desk unbind DESK --group NUMBER" in said
    assert "python -m models desk groups" in said


def test_a_desk_that_is_misspelt_is_answered_with_the_desks_and_nothing_about_groups(
    office: GroupsOffice, capsys: Said
) -> None:
    assert refused(capsys, "desk", "unbind", "suport") == "desk: found 'suport'; allowed: support\n"


def test_the_staff_of_a_desk_that_is_none_is_answered_with_the_desks(office: GroupsOffice, capsys: Said) -> None:
    assert refused(capsys, "staff", "list", "nosuchdesk") == "desk: found 'nosuchdesk'; allowed: support\n"


def test_the_staff_of_one_desk_are_its_heads_and_whom_it_may_call(two_desks: TwoDesks, capsys: Said) -> None:
    two_desks.has_head(500, "Ольга")
    assert main(["staff", "list", "support"]) == 0
    said = capsys.readouterr().out
    assert "ivan: Иван Петров" in said
    assert "500 Ольга: support" in said
    assert "Анна Ли" not in said
    assert "9001" not in said
    assert main(["staff", "list", "sales"]) == 0
    said = capsys.readouterr().out
    assert "ivan: Иван Петров" in said
    assert "heads: none; python -m models staff head-link sales" in said


def test_before_the_first_start_a_command_says_how_the_tables_are_made(place: Path, capsys: Said) -> None:
    assert not place.exists()
    said = refused(capsys, "staff", "list")
    assert said == "the database: it lacks tables of this Otklik: python -m models db upgrade\n"


def test_a_reader_that_has_seen_enough_is_no_fault(place: Path) -> None:
    """As with `regulation check FILE | head -3`."""
    read, write = os.pipe()
    os.close(read)
    file = str(ROOT / "examples/regulations/minimal.toml")
    command = [sys.executable, "-m", "models", "regulation", "check", file]
    done = subprocess.run(command, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert done.stderr == ""
