"""The administrator's commands where several organisations are served: each says for which one it is."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from models.__main__ import main
from models.actions.desk import bots, editions
from models.actions.reach import modems
from models.clock import Clock
from models.db import Database
from models.rules.regulation.organisations import OrganisationId
from models.tables.organisations import staff_group
from tests.actions.office import NOON, Office
from tests.journeys.regulations import RUSSIAN, as_organisation

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
Said = pytest.CaptureFixture[str]
Runs = Callable[..., tuple[int, str]]
OURS = "kruglosutochno"
COMMANDS = [
    ["desk", "groups"],
    ["desk", "bind-code", "support"],
    ["desk", "unbind", "support"],
    ["staff", "list"],
    ["staff", "invite", "ivan"],
    ["staff", "head-link", "support"],
    ["staff", "dismiss", "Иван"],
    ["staff", "readmit", "Иван"],
    ["group", "doctor"],
    ["calendar", "show", "always", "2026"],
]


@pytest.fixture
def runs(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> Callable[..., tuple[int, str]]:
    """One command; its exit status and everything that it said."""
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setattr("models.cli.groups._PATIENCE", NOON - NOON)

    def run(*arguments: str) -> tuple[int, str]:
        status = main(list(arguments))
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_a_sim_that_is_mistyped_is_named_with_those_that_there_are(two: Database, runs: Runs) -> None:
    with two.write() as tx:
        modems.note_modem(tx, Clock().read(), "/dev/modem", state="working", sim="25001")
    assert runs("sim", "share", "7") == (1, "IMSI: found '7'; allowed: 25001\n")
    status, said = runs("sim", "give", "7", "other")
    assert status == 0
    assert "It is in no modem now; those that are: 25001" in said
    assert "25001" not in runs("sim", "give", "25001", "other")[1].splitlines()[1:]
    assert runs("sim", "share", "25001") == (0, "25001 is shared.\n")
    assert "shared already" in runs("sim", "share", "25001")[1]


@pytest.fixture
def two(database: Database) -> Database:
    with database.write() as tx:
        editions.adopt(tx, RUSSIAN, NOON)
        second = editions.adopt(tx, as_organisation("other"), NOON)
        assert second.new
        bots.remember_bot(tx, OrganisationId(1), "1", "our_bot", NOON)
        bots.remember_bot(tx, OrganisationId(2), "2", "other_bot", NOON)
    return database


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_that_does_not_say_for_whom_it_is_changes_nothing_and_lists_them(
    runs: Runs, command: list[str]
) -> None:
    status, said = runs(*command)
    assert status == 1
    assert f"--organisation {OURS}  (Круглосуточно)" in said
    assert "--organisation other  (Другая)" in said


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_organisation_that_is_not_served_is_refused_with_those_that_are(runs: Runs, command: list[str]) -> None:
    status, said = runs(*command, "--organisation", "otter")
    assert (status, said) == (1, f"--organisation: found 'otter'; allowed: {OURS}, other\n")


@pytest.mark.usefixtures("two")
def test_a_link_leads_to_the_bot_of_that_organisation(runs: Runs) -> None:
    for organisation, bot in ((OURS, "our_bot"), ("other", "other_bot")):
        for command in (("staff", "head-link", "support"), ("staff", "invite", "ivan")):
            status, said = runs(*command, "--organisation", organisation)
            assert status == 0
            assert f"https://t.me/{bot}?start=" in said


@pytest.mark.usefixtures("two")
def test_a_command_that_is_proposed_is_for_the_same_organisation(runs: Runs) -> None:
    for command in (("desk", "groups"), ("desk", "unbind", "-100123"), ("staff", "list")):
        _, said = runs(*command[:2], "--organisation", "other", "--", *command[2:])
        proposed = [line.partition("python -m models ")[2] for line in said.splitlines() if "python -m" in line]
        assert proposed
        assert [line for line in proposed if not line.endswith(" --organisation other")] == []


@pytest.mark.usefixtures("two")
def test_the_clock_shows_the_first_organisation_unless_another_is_named(runs: Runs) -> None:
    assert runs("clock", "show")[0] == 0
    assert runs("clock", "show", "--organisation", "other")[0] == 0
    assert runs("clock", "show", "--organisation", "otter")[0] == 1


def test_with_one_organisation_nobody_has_to_name_it(runs: Runs, database: Database) -> None:
    with database.write() as tx:
        editions.adopt(tx, RUSSIAN, NOON)
    assert runs("desk", "groups") == (0, "support: no group: python -m models desk bind-code support\n")
    assert runs("desk", "groups", "--organisation", OURS)[0] == 0


def test_groups_are_listed_with_their_numbers_of_health_and_whether_they_give_new_tickets_away(
    runs: Runs, database: Database
) -> None:
    Office(database)
    listed = "support\n  -1001 «Поддержка»: new tickets appear here (group 1 of /health)"
    assert runs("desk", "groups") == (0, f"{listed}\n")
    with database.write() as tx:
        tx.execute(update(staff_group).values(strain="behind", strain_at=NOON))
    moved = "it is behind: new tickets go to another group of the desk, if there is one"
    assert runs("desk", "groups") == (0, f"{listed}; {moved}\n")


@pytest.mark.parametrize("command", [one for one in COMMANDS if one[0] != "calendar"], ids=" ".join)
def test_before_anything_was_adopted_that_is_said(runs: Runs, command: list[str]) -> None:
    assert runs(*command) == (1, "nothing was adopted yet: adopt a regulation first\n")


def written(tmp_path: Path, organisation: str) -> str:
    file = tmp_path / f"{organisation}.toml"
    file.write_text(as_organisation(organisation), encoding="utf-8")
    return str(file)


def test_another_organisation_is_adopted_only_on_purpose(runs: Runs, tmp_path: Path) -> None:
    english = ("--language", "en")
    assert runs("regulation", "adopt", written(tmp_path, "first"), *english)[0] == 0
    status, said = runs("regulation", "adopt", written(tmp_path, "frist"), *english)
    assert status == 1
    assert "organisation.id: found 'frist'; allowed: first." in said
    assert "type --new-organisation" in said
    status, said = runs("regulation", "adopt", written(tmp_path, "second-one"), "--new-organisation", *english)
    assert status == 0
    assert "as edition 1 of the organisation 'second-one'" in said
    # whose edition it is, is said each time
    assert (
        "edition 1 of the organisation 'first' already"
        in runs("regulation", "adopt", written(tmp_path, "first"), *english)[1]
    )


def test_a_flag_that_says_new_of_what_is_here_is_a_slip_too(runs: Runs, tmp_path: Path) -> None:
    runs("regulation", "adopt", written(tmp_path, "first"))
    status, said = runs("regulation", "adopt", written(tmp_path, "first"), "--new-organisation", "--language", "en")
    assert (status, said) == (1, "--new-organisation: the organisation 'first' is here already\n")


def test_two_organisations_whose_settings_would_be_called_alike_are_not_adopted(runs: Runs, tmp_path: Path) -> None:
    runs("regulation", "adopt", written(tmp_path, "a-b"))
    status, said = runs("regulation", "adopt", written(tmp_path, "a_b"), "--new-organisation")
    assert (status, said) == (1, "The organisations a-b and a_b would both be called A_B in the settings.\n")


def test_a_new_organisation_hears_which_setting_its_bot_lacks(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "7:secret")
    adopt = ("regulation", "adopt", "--language", "en")
    assert "Nobody can write to it" not in runs(*adopt, written(tmp_path, "first"))[1]
    said = runs(*adopt, written(tmp_path, "second-one"), "--new-organisation")[1]
    assert "set TELEGRAM_BOT_TOKEN_SECOND_ONE in .env" in said
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_SECOND_ONE", "8:secret")
    assert "Nobody can write to it" not in runs(*adopt, written(tmp_path, "second-one"))[1]
