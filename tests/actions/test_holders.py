"""Who holds lanes, and how others know that it is dead."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from models.actions.delivery import deliveries
from models.actions.queue import dispatching, lanes, row_states
from models.clock import Clock, Instant
from models.phrases.catalogue import say
from models.rules.delivery.outgoing import DELIVER
from models.rules.delivery.payloads import as_post
from models.rules.delivery.states import DeliveryState
from tests.actions.office import Office, at
from workers import holder
from workers.holder import Holder, bury_the_dead, take_over_from_the_dead
from workers.sweeper import Sweeper

LIVES = """
import sys, time
from pathlib import Path
from workers.holder import Holder
this = Holder(Path(sys.argv[1]))
print(this.name, flush=True)
time.sleep(60)
"""
AFTER_DEATH = at("1s")


class LiveHolder:
    """One that holds lanes."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-c", LIVES, str(folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.name = self._process.stdout.readline().strip()

    def freezes(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def dies(self) -> None:
        self._process.kill()
        self._process.wait()

    def is_over(self) -> None:
        self.dies()
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture
def process(tmp_path: Path) -> Iterator[LiveHolder]:
    begun = LiveHolder(tmp_path / "holders")
    yield begun
    begun.is_over()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "holders"


class StandingClock(Clock):
    def __init__(self, shows: Instant) -> None:
        super().__init__()
        self.shows = shows

    def read(self) -> Instant:
        return self.shows


class Bell:
    def __init__(self) -> None:
        self.rung: list[str] = []

    def ring_again(self, queue: str) -> None:
        self.rung.append(queue)


def dead(folder: Path) -> list[str]:
    names = list[str]()
    bury_the_dead(folder, names.append)
    return names


def leases(office: Office, name: str, run: str = "run") -> list[dispatching.Dispatch]:
    """All that is due; what must not repeat is handed to HTTP."""
    with office.database.write() as tx:
        work = deliveries.lease_work(tx, at(), DELIVER, lanes.token_of(name, run), 32)
        for _, head in work:
            assert head.repeatable or row_states.mark_sending(tx, head.id, at().real)
    return [head for _, head in work]


def test_a_killed_process_is_known_to_be_dead_once(folder: Path, process: LiveHolder) -> None:
    assert dead(folder) == []
    process.dies()
    assert dead(folder) == [process.name]
    assert dead(folder) == []


def test_a_frozen_process_lives(folder: Path, process: LiveHolder) -> None:
    process.freezes()
    assert dead(folder) == []


def test_a_process_that_stops_in_order_is_buried_too(folder: Path) -> None:
    stops = Holder(folder)
    stops.close()
    assert dead(folder) == [stops.name]
    assert list(folder.iterdir()) == []


def test_who_could_not_be_buried_is_buried_later(folder: Path, process: LiveHolder) -> None:
    def database_away(_name: str) -> None:
        raise OperationalError("UPDATE", None, Exception("server closed the connection"))

    process.dies()
    with pytest.raises(OperationalError):
        bury_the_dead(folder, database_away)
    assert dead(folder) == [process.name]


def test_of_a_process_of_another_host_a_lock_says_nothing(folder: Path) -> None:
    folder.mkdir()
    (folder / "another.abcdef").touch()
    assert dead(folder) == []


def test_a_process_that_is_buried_before_its_lock_takes_another_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    buried = list[str]()

    def late(file: int) -> bool:
        if not buried:
            buried.extend(path.name for path in folder.iterdir())
            (folder / buried[0]).unlink()
        return really(file)

    really = holder._locked
    monkeypatch.setattr(holder, "_locked", late)
    lives = Holder(folder)
    assert not buried[0].endswith(lives.name)
    assert dead(folder) == []
    lives.close()
    assert dead(folder) == [lives.name]


def test_a_disk_that_takes_no_file_stops_no_process(tmp_path: Path) -> None:
    (tmp_path / "holders").write_text("in the way")
    nameless = Holder(tmp_path / "holders")
    assert nameless.name
    nameless.close()


def test_where_nobody_ever_held_anything_nobody_is_dead(folder: Path) -> None:
    assert dead(folder) == []


def test_what_a_killed_process_held_goes_on_in_a_moment_and_staff_are_told_of_the_answer(
    office: Office, folder: Path, process: LiveHolder
) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "второе")
    office.answers(ticket_id, "Ответ")
    assert len(leases(office, process.name)) > 1
    take_over_from_the_dead(folder, office.database, StandingClock(at()))
    assert office.delivers(AFTER_DEATH) == [], "it lives"
    process.dies()
    take_over_from_the_dead(folder, office.database, StandingClock(at()))
    assert office.delivers(at()) == [], "what it asked for in its last moment may still be happening"
    sent = [(as_post(one.payload).get("text"), one.repeated) for one in office.delivers(AFTER_DEATH)]
    assert ("второе", True) in sent
    assert (say("ru", "staff.delivery_unknown"), False) in sent
    assert "Ответ" not in dict(sent)
    assert [row.state for row in office.rows() if row.payload.get("text") == "Ответ"] == [DeliveryState.UNKNOWN]


def test_what_others_hold_is_left_to_them(office: Office, folder: Path, process: LiveHolder) -> None:
    office.adds(office.shows(), "второе")
    assert leases(office, f"{process.name}0")
    process.dies()
    take_over_from_the_dead(folder, office.database, StandingClock(at()))
    assert office.delivers(AFTER_DEATH) == []


def test_a_lease_that_ends_sooner_is_not_made_longer(office: Office, folder: Path, process: LiveHolder) -> None:
    office.adds(office.shows(), "второе")
    assert leases(office, process.name)
    process.dies()
    nearly = at().real + lanes.LEASE - timedelta(seconds=0.1)
    take_over_from_the_dead(folder, office.database, StandingClock(Instant(nearly, nearly)))
    assert len(office.delivers(Instant(at().real + lanes.LEASE, at().real + lanes.LEASE))) == 1


def test_the_sweeper_rings_for_what_the_dead_held(office: Office, folder: Path, process: LiveHolder) -> None:
    office.adds(office.shows(), "второе")
    assert leases(office, process.name)
    bell, clock = Bell(), StandingClock(at())
    sweeper = Sweeper(office.database, bell, clock, rehearsal=False, holders=folder)  # type: ignore[arg-type]
    sweeper.tick()
    process.dies()
    sweeper.tick()
    assert DELIVER not in bell.rung
    clock.shows = AFTER_DEATH
    sweeper.tick()
    assert DELIVER in bell.rung
