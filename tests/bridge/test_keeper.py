"""When a child is started, ended and started again, and what is said of it in the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from gsm_bridge import device as devices
from gsm_bridge import keeper
from gsm_bridge.beats import DEADLINES, Activity, Pulse
from gsm_bridge.endings import Ending
from gsm_bridge.keeper import Keeper

SIM = "250019000000001"


@dataclass
class FakeWitness:
    """away: the database is, so that nothing is written."""

    said: list[tuple[Any, ...]] = field(default_factory=list)
    away: bool = False

    def begin(self, devices: Sequence[str]) -> bool:
        return self._say("begin", *devices)

    def serves(self) -> bool:
        return self._say("serves")

    def note(self, device: str, state: str, detail: str = "", lasted: float = 0.0) -> bool:
        return self._say(state, detail, lasted)

    def child_is_dead(self, sim: str) -> None:
        self._say("dead", sim)

    def reader_died(self, sim: str, place: int) -> bool:
        return self._say("reader died", place)

    def _say(self, *words: Any) -> bool:
        if not self.away:
            self.said.append(words)
        return not self.away


class FakeChild:
    """ends(code): it has ended by itself."""

    def __init__(self, now: float) -> None:
        self.pulse = Pulse(Activity.START, now)
        self.kills = 0
        self._code: int | None = None

    def ends(self, code: int) -> None:
        self._code = code

    def hear(self) -> bool:
        return self._code is None

    def overran(self, now: float) -> bool:
        return now > self.pulse.overrun_at

    def kill(self) -> None:
        self.kills += 1

    def bury(self) -> int:
        return -9 if self._code is None else int(self._code)


class Kept:
    """A keeper, its clock, and the device under it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.plugged = 1000.0, True
        self.born: list[FakeChild] = []
        self.witness = FakeWitness()
        monkeypatch.setattr(keeper, "Child", self._bear)
        monkeypatch.setattr(devices, "is_plugged", lambda _: self.plugged)
        self.keeper = Keeper("modem0", self.witness)

    def _bear(self, _device: str) -> FakeChild:
        self.born.append(FakeChild(self.now))
        return self.born[-1]

    def passes(self, seconds: float) -> None:
        self.now += seconds
        self.keeper.tick(self.now)

    @property
    def child(self) -> FakeChild:
        return self.born[-1]

    def works(self, activity: Activity = Activity.REST, place: int = 0) -> FakeChild:
        """A child that serves the SIM and does this now."""
        self.passes(0)
        self.child.pulse.heard(f"working {SIM}\n{activity} {place}\n".encode(), self.now)
        return self.child

    @property
    def said(self) -> list[Any]:
        return [words[0] for words in self.witness.said]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    return Kept(monkeypatch)


def test_a_child_that_hangs_is_killed_after_the_patience_of_its_call_and_the_next_one_starts(kept: Kept) -> None:
    child = kept.works(Activity.SIGNAL)
    kept.passes(DEADLINES[Activity.SIGNAL] - 0.1)
    assert child.kills == 0
    kept.passes(0.2)
    assert child.kills == 1
    assert kept.witness.said == [("dead", SIM), ("silent", "silent during signal", pytest.approx(8.1))]
    kept.passes(0.3)
    assert len(kept.born) == 2


@pytest.mark.parametrize(("activity", "place"), [(Activity.LIST, 0), (Activity.READ, 7)])
@pytest.mark.parametrize("code", [-11, Ending.CRASHED, Ending.SILENT])
def test_a_child_that_dies_while_it_reads_leaves_the_place(
    kept: Kept, activity: Activity, place: int, code: int
) -> None:
    kept.works(activity, place).ends(code)
    kept.passes(0.1)
    assert ("reader died", place) in kept.witness.said


def test_a_child_that_dies_of_anything_else_leaves_no_place(kept: Kept) -> None:
    kept.works(Activity.SEND).ends(-11)
    kept.passes(0.1)
    assert "reader died" not in kept.said
    kept.passes(6)
    kept.works(Activity.READ, 7).ends(Ending.RENEWED)
    kept.passes(0.1)
    assert "reader died" not in kept.said


@pytest.mark.parametrize("code", [Ending.TAKEN, Ending.STOPPED, Ending.RENEWED])
def test_what_staff_need_not_know_is_not_noted(kept: Kept, code: Ending) -> None:
    kept.works().ends(code)
    kept.passes(0.1)
    assert kept.said == ["dead"]
    kept.passes(0.3)
    assert len(kept.born) == 2


def test_a_cable_that_is_pulled_is_noted_once_and_what_is_put_back_is_served_at_once(kept: Kept) -> None:
    child = kept.works()
    kept.plugged = False
    kept.passes(0.1)
    assert child.kills == 0  # some drivers replace theirs in passing
    kept.passes(1.1)
    assert child.kills == 1
    kept.passes(30)
    kept.passes(30)
    assert kept.said == ["dead", "unplugged"]
    kept.plugged = True
    kept.passes(0.1)
    assert len(kept.born) == 2


def test_a_cable_that_is_pulled_while_the_database_is_away_is_noted_when_it_is_back(kept: Kept) -> None:
    kept.plugged = False
    kept.witness.away = True
    kept.passes(0)
    kept.witness.away = False
    kept.passes(1)
    assert kept.said == ["unplugged"]


def test_after_a_refused_pin_half_a_minute_passes_and_nothing_more_is_noted(kept: Kept) -> None:
    kept.passes(0)
    kept.child.ends(Ending.REFUSED_PIN)
    kept.passes(1)
    assert kept.said == []  # the child has said why
    kept.passes(29)
    assert len(kept.born) == 1
    kept.passes(1.1)
    assert len(kept.born) == 2


def test_a_child_that_fails_again_and_again_is_started_ever_later_and_at_once_after_steady_work(kept: Kept) -> None:
    waits = []
    for _ in range(7):
        kept.passes(0)
        kept.child.ends(Ending.CRASHED)
        kept.passes(0)
        ended, count = kept.now, len(kept.born)
        while len(kept.born) == count:
            kept.passes(0.25)
        waits.append(kept.now - ended)
    assert waits == [0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    kept.works()
    kept.child.pulse.since = kept.now + 11
    kept.passes(11)
    kept.child.ends(Ending.CRASHED)
    kept.passes(0)
    kept.passes(0.25)
    assert len(kept.born) == 9
