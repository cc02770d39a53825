"""A writer that hangs with the lock in its hand is named, and whoever waits gives up and comes again."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from signal import SIGCONT, SIGSTOP

import pytest
from sqlalchemy.exc import OperationalError

from models.db import Database
from models.write_turn import TurnNotCome, WriteTurn

HOLDS = """
import sys, time
from pathlib import Path
from models.write_turn import WriteTurn
with WriteTurn(Path(sys.argv[1]), "deliver").taken():
    print("held", flush=True)
    time.sleep(60)
"""
Holder = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "otklik.db.lock"


@pytest.fixture
def holder(lock: Path) -> Iterator[Holder]:
    """Starts a process that holds the lock."""
    started: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", HOLDS, str(lock)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_frozen_writer_is_named_after_some_patience(lock: Path, holder: Holder) -> None:
    process = holder()
    process.send_signal(SIGSTOP)
    began = time.monotonic()
    with pytest.raises(TurnNotCome, match=rf"0.3 s: deliver \(pid {process.pid}, stopped\)"):
        WriteTurn(lock, "bot").taken(0.3).__enter__()
    assert time.monotonic() - began >= 0.3


def test_a_writer_that_only_takes_long_is_named_as_such(lock: Path, holder: Holder) -> None:
    process = holder()
    with pytest.raises(TurnNotCome, match=rf"deliver \(pid {process.pid}, runs\)"):
        WriteTurn(lock, "bot").taken(0.1).__enter__()


def test_who_gave_up_gets_the_turn_when_it_comes_and_keeps_it_from_nobody_before(lock: Path, holder: Holder) -> None:
    process, mine = holder(), WriteTurn(lock, "bot")
    before = set(threading.enumerate())
    for _ in range(3):
        with pytest.raises(TurnNotCome):
            mine.taken(0.05).__enter__()
    waiting = [thread for thread in set(threading.enumerate()) - before if thread.name == "write turn"]
    assert len(waiting) == 1, "one waits for all the tries of a thread"
    process.kill()
    with WriteTurn(lock, "sweeper").taken(10):
        pass
    with mine.taken(10):
        pass


def test_the_turn_comes_to_whoever_waits_when_a_writer_thaws(lock: Path, holder: Holder) -> None:
    process = holder()
    process.send_signal(SIGSTOP)
    threading.Timer(0.3, process.kill).start()
    with WriteTurn(lock, "bot").taken(20):
        assert lock.read_text().split()[1] == "bot"


def test_threads_and_processes_take_turns_and_never_two_at_once(lock: Path) -> None:
    inside, most, turns = 0, 0, [0] * 6
    turn = WriteTurn(lock, "bot")

    def writes(number: int) -> None:
        """Again and again until each has had its turns: who never gets the lock keeps them all from their end."""
        nonlocal inside, most
        while min(turns) < 20:
            with turn.taken(60):
                inside += 1
                most = max(most, inside)
                time.sleep(0.001)
                inside -= 1
            turns[number] += 1

    threads = [threading.Thread(target=writes, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert min(turns) >= 20


def test_a_database_whose_writer_is_frozen_raises_what_everybody_waits_out(
    tmp_path: Path, holder: Holder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'otklik.db'}", "bot")
    process = holder()
    process.send_signal(SIGSTOP)
    monkeypatch.setattr("models.write_turn.PATIENCE_SECONDS", 0.2)
    with pytest.raises(OperationalError), database.write():
        pytest.fail("two writers at once")
    assert f"deliver (pid {process.pid}, stopped) holds it" in caplog.text
    process.send_signal(SIGCONT)
    database.close()


def test_a_lock_that_can_not_be_opened_counts_as_a_database_that_is_away(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'otklik.db'}", "bot")
    (tmp_path / "otklik.db.lock").mkdir()
    with pytest.raises(OperationalError), database.write():
        pytest.fail("without a lock nobody writes")
    database.close()
