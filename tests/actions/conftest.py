"""The office that the tests of actions take place in; a file may have another kind of it, under the same name."""

import os
from pathlib import Path

import pytest

from models.__main__ import main
from models.db import Database
from models.queries.persons import Requester
from tests.actions.contract_sheets import Environment, Runs
from tests.actions.office import Office
from tests.actions.staff_office import StaffOffice


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


@pytest.fixture
def anna(office: Office) -> Requester:
    return office.meets()


@pytest.fixture
def ticket_id(office: StaffOffice, anna: Requester) -> int:
    """To be answered by 13:00 and solved by Friday, 10:00; what its topic says from now on is news."""
    ticket_id = office.shows(anna)
    office.reads()
    return ticket_id


@pytest.fixture
def environment(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    set_to = {
        "DATABASE_URL": database.url.render_as_string(hide_password=False),
        "VAR_DIR": str(tmp_path / "var"),
        "LANG": "ru_RU.UTF-8",
        "LC_ALL": "",
    }
    for name, value in set_to.items():
        monkeypatch.setenv(name, value)
    return lambda: {**os.environ, **set_to}


@pytest.fixture
def runs(office: Office, environment: Environment, capsys: pytest.CaptureFixture[str]) -> Runs:
    """A command; its exit status and everything that it said."""

    def run(*arguments: str) -> tuple[int, str]:
        status = main(["contracts", *arguments])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run
