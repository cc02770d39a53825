"""kill -9 in the middle of a backup or a restore: what was whole before is whole after, on both engines."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from models.db import Database
from models.migrations.to_newest import upgrade
from models.tables.lanes import inbox, lane
from models.tables.organisations import organisation
from tests.conftest import ENGINES, new_postgresql
from tests.nursery import Born, begin

Process = subprocess.Popen[bytes] | Born
NOW = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
#: So many that a kill finds it at work.
ROWS = 5_000
FILES = 20


class Shop:
    """A database of some size, its files, and the commands over them."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.files = folder / "var" / "files"
        self.environment = {**os.environ, "VAR_DIR": str(folder / "var"), "DATABASE_URL": url, "REHEARSAL": ""}
        self.url = url or f"sqlite:///{folder / 'var' / 'otklik.db'}"
        database = Database(self.url)
        upgrade(database)
        with database.write() as tx:
            tx.execute(insert(organisation).values(id=1, key="polosa", name="before"))
            tx.execute(insert(lane).values(id=1, queue="inbox", account="1", key="chat:1", urgency=1, next_seq=ROWS))
            tx.execute(insert(inbox), [self._row(number) for number in range(ROWS)])
        database.close()
        self.files.mkdir(parents=True)
        for number in range(FILES):
            (self.files / f"{number:02}").write_bytes(os.urandom(100_000))

    @staticmethod
    def _row(number: int) -> dict[str, object]:
        return {
            "lane_id": 1,
            "seq": number,
            "transport": "telegram",
            "account": "1",
            "provider_id": str(number),
            "payload": {"update_id": number, "message": {"text": "Не работает интернет " * 5}},
            "received_at": NOW,
            "not_before": NOW,
            "state": "done",
        }

    def starts(self, *arguments: object) -> Process:
        silence = Path(os.devnull)
        return begin(["models", *map(str, arguments)], self.environment, silence, silence)

    def does(self, *arguments: object) -> float:
        """Returns how many seconds it took."""
        began = time.monotonic()
        assert self.starts(*arguments).wait(timeout=120) == 0, arguments
        return time.monotonic() - began

    def renames(self, name: str) -> None:
        with contextlib.closing(Database(self.url)) as database, database.write() as tx:
            tx.execute(update(organisation).values(name=name))

    def state(self) -> tuple[str, int]:
        with contextlib.closing(Database(self.url)) as database, database.read() as tx:
            name = tx.execute(select(organisation.c.name)).scalar_one()
            return str(name), tx.execute(select(func.count()).select_from(inbox)).scalar_one()


@pytest.fixture(params=ENGINES)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(new_postgresql()) if request.param == "postgresql" else ""
        yield Shop(tmp_path, url)


def killed_after(process: Process, seconds: float) -> bool:
    """False: it was quicker than the kill."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=seconds)
    return killed(process)


def killed_at(process: Process, folder: Path, size: int) -> bool:
    """Kills it once its unfinished file has that many bytes; False: it was quicker than the kill."""
    while process.poll() is None and not any(_size(part) >= size for part in folder.glob("*.part")):
        time.sleep(0.001)
    return killed(process)


def killed(process: Process) -> bool:
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def _size(part: Path) -> int:
    """-1: it has just been renamed or removed."""
    with contextlib.suppress(FileNotFoundError):
        return part.stat().st_size
    return -1


@pytest.mark.slow
def test_a_backup_that_is_killed_leaves_no_half_a_file_under_its_name(shop: Shop) -> None:
    file = shop.folder / "everything.tar.gz"
    shop.does("backup", shop.folder / "first.tar.gz")
    whole = (shop.folder / "first.tar.gz").stat().st_size
    unfinished = 0
    for share in (0, 0.3, 0.6, 0.9):
        was_killed = killed_at(shop.starts("backup", file), shop.folder, int(whole * share))
        unfinished += was_killed and not file.exists()
        assert was_killed or file.exists()
        if file.exists():
            shop.does("restore", file, "--check")
            file.unlink()
        for part in shop.folder.glob("*.part"):
            part.unlink()
    assert unfinished
    shop.does("backup", file)
    assert shop.state() == ("before", ROWS)


@pytest.mark.slow
def test_a_restore_that_is_killed_leaves_the_old_state_or_the_new_one_and_nothing_between(shop: Shop) -> None:
    file = shop.folder / "everything.tar.gz"
    shop.does("backup", file)
    took = shop.does("restore", file, "--erase", "--yes")
    kept = {place.name: place.read_bytes() for place in shop.files.iterdir()}
    shop.renames("after")
    kills = 0
    for share in (0.2, 0.35, 0.5, 0.65, 0.8):
        was_killed = killed_after(shop.starts("restore", file, "--erase", "--yes"), took * share)
        kills += was_killed
        #: The first one was measured on a machine that may have been busier.
        took = took if was_killed else took / 2
        state = shop.state()
        assert state in [("after", ROWS), ("before", ROWS)]
        if state == ("before", ROWS):
            shop.renames("after")
    assert kills >= 1
    assert {place.name: place.read_bytes() for place in shop.files.iterdir() if place.suffix != ".part"} == kept
    shop.does("restore", file, "--erase", "--yes")
    assert shop.state() == ("before", ROWS)
    assert {place.name: place.read_bytes() for place in shop.files.iterdir()} == kept
