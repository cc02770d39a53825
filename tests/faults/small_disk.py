"""Stories on a small disk of their own: unshare -m python -m tests.faults.small_disk FOLDER STORY

The disk is a tmpfs, mounted in a mount namespace that ends with the process: nobody else sees it.
"""

import contextlib
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
from sqlalchemy.exc import OperationalError

from models.db import Database
from tests import nursery
from tests.faults.crowd import Crowd, nothing_waits
from tests.faults.launched_set import LaunchedSet, eventually
from tests.installation import ROLES, Installation

LOUD = "announce()\nwhile True: print('x' * 200, flush=True); time.sleep(0.02)"
WATCHED_SECONDS = 6.0


class SmallDisk:
    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir(parents=True, exist_ok=True)
        self._mount("-t", "tmpfs", "-o", "size=24m,mode=0700", "tmpfs")

    def fill(self) -> None:
        with contextlib.suppress(OSError), (self.place / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(bytes(4096))

    def make_room(self) -> None:
        (self.place / "ballast").unlink()

    def read_only(self, yes: bool) -> None:
        self._mount("-o", f"remount,{'ro' if yes else 'rw'}")

    def _mount(self, *arguments: str) -> None:
        subprocess.run(["mount", *arguments, str(self.place)], check=True)


def watched(otklik: Installation) -> None:
    """Nobody dies, turns round in circles or fills the log."""
    roles = {role: psutil.Process(otklik.pid(role)) for role in ROLES}
    logged = {role: len(otklik.log(role)) for role in ROLES}
    before = {role: sum(process.cpu_times()[:2]) for role, process in roles.items()}
    time.sleep(WATCHED_SECONDS)
    for role, process in roles.items():
        used = sum(process.cpu_times()[:2]) - before[role]
        written = len(otklik.log(role)) - logged[role]
        assert used < WATCHED_SECONDS / 2, f"{role} used {used} s of {WATCHED_SECONDS} s"
        assert written < 100_000, f"{role} wrote {written} bytes in {WATCHED_SECONDS} s"
    assert otklik.dead() == []


def truncate_log_of(database: Path) -> None:
    """What SQLite may overwrite needs no room: without this it would go on for a while."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def on_a_full_disk(otklik: Installation, disk: SmallDisk) -> None:
    known = Crowd(otklik, 4, "полный")
    known.write()
    known.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    truncate_log_of(disk.place / "otklik.db")
    disk.fill()
    otklik.wait_for(lambda: otklik.health()[0] == 503, "503 from /health")
    known.write(rounds=2)
    late = Crowd(otklik, 4, "тесно")
    late.write()
    answers = known.answer_all()
    watched(otklik)
    assert known.missing(), "nothing was written, so nothing can have arrived"
    otklik.kill("bot", "deliver")
    starting = threading.Thread(target=otklik.start, args=("deliver", "bot"))
    starting.start()  # both begin without room
    time.sleep(3)
    disk.make_room()
    starting.join()
    for crowd in (known, late):
        crowd.wait_until_all_arrived()
    known.wait_until_answered(answers)
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert known.complaints() + late.complaints() == []
    assert [known.received(speaker, answers) for speaker in known.speakers] == [1] * 4
    otklik.wait_for(lambda: otklik.health()[0] == 200, "200 from /health")


def on_a_read_only_disk(otklik: Installation, disk: SmallDisk) -> None:
    crowd = Crowd(otklik, 3, "чтение")
    otklik.stop(*ROLES)
    disk.read_only(True)
    crowd.write()
    others = [role for role in ROLES if role != "bot"]
    otklik.start(*others)
    away = "the database is away"
    before = otklik.log("bot").count(away)
    starting = threading.Thread(target=otklik.start, args=("bot",), daemon=True)
    starting.start()  # it is ready when it has a database
    eventually(lambda: otklik.log("bot").count(away) > before, "the bot waits")
    watched(otklik)
    disk.read_only(False)
    starting.join()
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert crowd.complaints() == []
    assert otklik.dead() == []


def product(folder: Path) -> None:
    disk = SmallDisk(folder / "var")
    nursery.shared = nursery.Nursery(folder / "heard")
    with Installation(folder) as otklik:
        on_a_full_disk(otklik, disk)
        on_a_read_only_disk(otklik, disk)
    nursery.shared.close()


def database(folder: Path) -> None:
    """Somebody was killed, so that the files of the write-ahead log lie there; then the disk was found read-only."""
    disk = SmallDisk(folder / "var")
    path = disk.place / "otklik.db"
    killed = "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript("
    killed += "'PRAGMA journal_mode=WAL; CREATE TABLE word (text)'); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", killed, str(path)], check=False)
    disk.read_only(True)
    one = Database(f"sqlite:///{path}", "bot")

    def writes() -> bool:
        with contextlib.suppress(OperationalError), one.write() as tx:
            tx.exec_driver_sql("INSERT INTO word VALUES ('here')")
            return True
        return False

    def words() -> int:
        with one.read() as tx:
            return int(tx.exec_driver_sql("SELECT count(*) FROM word").scalar_one())

    assert words() == 0
    assert not writes()
    disk.read_only(False)
    assert words() == 0  # by what was opened before
    eventually(writes, "a connection that may write")
    assert words() == 1


def launcher(folder: Path) -> None:
    disk = SmallDisk(folder / "var")
    disk.fill()
    running = LaunchedSet(disk.place, "loud=" + LOUD, "one=")
    full = f"The disk is full: nothing can be written to {disk.place}. Waiting for room."
    try:
        eventually(lambda: running.shows(full), "the line")
        time.sleep(3)
        assert running.output.strip() == full, running.output
        disk.make_room()
        eventually(lambda: running.shows("welcome to the set"), "the start")
        disk.fill()
        eventually(lambda: running.output.count(full) == 2, "the line, while it runs")
        one = running.program("one").pid
        time.sleep(3)
        assert len(running.output.splitlines()) < 12, running.output
        disk.make_room()
        log = disk.place / "log" / "loud.log"
        size = log.stat().st_size
        eventually(lambda: log.stat().st_size > size, "the log goes on")
        assert running.program("one").pid == one, "nothing was restarted"
        running.process.terminate()
        assert running.ends() == 0
        disk.read_only(True)
        running = LaunchedSet(disk.place, "one=")
        eventually(lambda: running.shows("The disk is read-only"), "the line")
        disk.read_only(False)
        eventually(lambda: running.shows("welcome to the set"), "the start")
        running.process.terminate()
        assert running.ends() == 0
    finally:
        running.clean_up()


if __name__ == "__main__":
    {"product": product, "launcher": launcher, "database": database}[sys.argv[2]](Path(sys.argv[1]))
