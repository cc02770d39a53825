"""`python -m models invitations`: the administrator gives out codes, and takes them back."""

from pathlib import Path

import pytest

from models.__main__ import main
from models.actions.desk import editions
from models.actions.reach import contracts
from models.db import Database
from models.queries.regulation import editions_in_force
from models.rules.requests.invitation_codes import code_in
from tests.actions.office import NOON
from tests.journeys.regulations import RUSSIAN


@pytest.fixture(autouse=True)
def contract(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "var").mkdir()
    file = tmp_path / "var" / "otklik.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    for name, value in (("VAR_DIR", str(tmp_path / "var")), ("DATABASE_URL", ""), ("REHEARSAL", "")):
        monkeypatch.setenv(name, value)
    database = Database(f"sqlite:///{file}")
    with database.write() as tx:
        editions.adopt(tx, RUSSIAN, NOON)
        (edition,) = editions_in_force(tx, NOON)
        contracts.add_contract(tx, NOON, edition.organisation_id, "15")
    database.close()


def test_a_code_is_printed_with_how_long_it_is_good(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["invitations", "new", "15"]) == 0
    first, code, _ = capsys.readouterr().out.splitlines()
    assert "Good once, for 7 days" in first
    assert code_in(code) == code


def test_it_is_taken_back_once(capsys: pytest.CaptureFixture[str]) -> None:
    main(["invitations", "new", "15"])
    code = capsys.readouterr().out.splitlines()[1]
    assert main(["invitations", "revoke", code]) == 0
    assert main(["invitations", "revoke", code]) == 1
    assert "good for nothing already" in capsys.readouterr().err


def test_what_is_not_there_is_refused_with_what_is_allowed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["invitations", "new", "16"]) == 1
    assert "contract: found '16'" in capsys.readouterr().err
    assert main(["invitations", "new", "15", "--person", "Анна"]) == 1
    assert "--person: found 'Анна'; allowed: nobody" in capsys.readouterr().err
    assert main(["invitations", "revoke", "abc"]) == 1
    assert "code: found 'abc'" in capsys.readouterr().err
