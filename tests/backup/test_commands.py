"""`python -m models backup` and `restore`, as an administrator types them."""

import io
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from models.__main__ import main
from models.db import Database
from tests.actions.office import Office
from tests.backup.any_database import contents

BYTES = b"the contract, scanned"


@pytest.fixture
def office(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """With a ticket, a file, and what the commands find in their environment."""
    (tmp_path / "var" / "files" / "ab").mkdir(parents=True)
    (tmp_path / "var" / "files" / "ab" / "abcd").write_bytes(BYTES)
    (tmp_path / "var" / "otklik.db").write_bytes(migrated_sqlite.read_bytes())
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("REHEARSAL", "")
    database = Database(f"sqlite:///{tmp_path / 'var' / 'otklik.db'}")
    office = Office(database)
    office.shows()
    yield office
    database.close()


@pytest.fixture
def backup(office: Office, tmp_path: Path) -> Path:
    file = tmp_path / "everything.tar.gz"
    assert main(["backup", str(file)]) == 0
    office.database.close()
    return file


def restores(*arguments: object) -> int:
    return main(["restore", *map(str, arguments)])


def test_erased_and_restored_everything_is_there_again_with_its_files(
    office: Office, backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(office.database)
    office.opens(office.meets("Борис"))
    office.database.close()
    kept, newer = tmp_path / "var" / "files" / "ab" / "abcd", tmp_path / "var" / "files" / "ef" / "efgh"
    kept.unlink()
    newer.parent.mkdir()
    newer.write_bytes(b"of somebody who came later")
    capsys.readouterr()
    assert restores(backup, "--erase", "--yes", "--moved") == 0
    said = capsys.readouterr().out
    assert "erased: " in said
    assert "ticket 2" in said.partition("restored: ")[0]
    assert "ticket 1" in said.partition("restored: ")[2]
    assert contents(office.database) == before
    assert kept.read_bytes() == BYTES
    assert not newer.exists()


def test_what_is_there_is_not_erased_without_a_word(
    office: Office, backup: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(office.database)
    office.database.close()
    assert restores(backup) == 1
    assert "not empty" in capsys.readouterr().err
    for typed in ("no\n", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert restores(backup, "--erase") == 1
    assert "ticket 1" in capsys.readouterr().out
    assert contents(office.database) == before
    office.database.close()
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert restores(backup, "--erase") == 0


def test_an_empty_place_needs_no_leave(
    office: Office, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "another"))
    assert restores(backup, "--moved") == 0
    there = Database(f"sqlite:///{tmp_path / 'another' / 'otklik.db'}")
    assert contents(there) == contents(office.database)
    there.close()
    assert (tmp_path / "another" / "files" / "ab" / "abcd").read_bytes() == BYTES


def test_a_backup_never_overwrites_another_and_nobody_else_may_read_it(backup: Path) -> None:
    written = backup.read_bytes()
    assert main(["backup", str(backup)]) == 1
    assert backup.read_bytes() == written
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_no_secret_of_the_settings_is_in_a_backup(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "7012345678:AAHnobodyMayReadThis")
    monkeypatch.setenv("GSM_PIN", "8642")
    assert main(["backup", str(tmp_path / "plain.tar")]) == 0
    written = (tmp_path / "plain.tar").read_bytes()
    assert b"nobodyMayReadThis" not in written
    assert b"8642" not in written


def test_a_file_that_is_still_being_fetched_is_left_out(office: Office, tmp_path: Path) -> None:
    (tmp_path / "var" / "files" / "ab" / "abce.77.part").write_bytes(b"half")
    assert main(["backup", str(tmp_path / "plain.tar")]) == 0
    assert b"abce" not in (tmp_path / "plain.tar").read_bytes()


def test_a_whole_one_is_said_to_be_whole_and_nothing_is_touched(
    office: Office, backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert restores(backup, "--check") == 0
    assert "is whole" in capsys.readouterr().out


def test_nothing_is_restored_while_the_set_runs(
    office: Office, backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from launcher.set_lock import SetLock

    lock = SetLock(tmp_path / "var" / "run" / "lock", "pid 4711, since noon")
    try:
        assert restores(backup, "--erase", "--yes") == 1
        assert "pid 4711" in capsys.readouterr().err
    finally:
        lock.close()
    assert restores(backup, "--erase", "--yes") == 0


def test_nothing_is_restored_under_a_process_that_has_the_database_open(
    office: Office, backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(tmp_path / "var" / "otklik.db")) as other:
        other.execute("SELECT count(*) FROM ticket").fetchone()
        assert restores(backup, "--erase", "--yes") == 1
        assert "open" in capsys.readouterr().err
    assert restores(backup, "--erase", "--yes") == 0


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "new"))
    monkeypatch.setenv("DATABASE_URL", "")
    assert main(["backup", str(tmp_path / "none.tar")]) == 1
    assert list(tmp_path.glob("*none*")) == []
