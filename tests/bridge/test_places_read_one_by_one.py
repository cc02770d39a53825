"""Which places of a SIM are read when its listing failed, without a modem."""

from typing import Any

import pytest

from gsm_bridge.errors import ModemRefused
from gsm_bridge.sim_memory import SimMemory


class LibGammu:
    """Knows how much lies in either memory; every place that is asked for turns out to be empty."""

    def __init__(self, sim: int, phone: int) -> None:
        self.read: list[int] = []
        self._sizes = {"SIMUsed": sim, "SIMSize": sim, "PhoneUsed": phone, "PhoneSize": phone}

    def call(self, _activity: Any, method: str, *_given: Any, place: int = 0, **named: Any) -> Any:
        if method == "GetSMSStatus":
            return self._sizes
        assert place == named["Location"], "a place that kills its reader is known by what was announced"
        self.read.append(place)
        raise ModemRefused(method, "ERR_EMPTY", "")

    def said(self) -> str:
        return ""


@pytest.mark.parametrize(
    ("sim", "phone", "places"),
    [
        (3, 0, [1, 2, 3]),
        (3, 2, [1, 2, 3, 100001, 100002]),
        (0, 2, [1, 2]),
    ],
)
def test_each_place_of_both_memories_is_read_once_from_the_first_to_the_last(
    sim: int, phone: int, places: list[int]
) -> None:
    gammu: Any = LibGammu(sim, phone)
    assert SimMemory(gammu.call, gammu).one_by_one() == []
    assert gammu.read == places


def test_a_place_that_kills_its_reader_is_not_read() -> None:
    gammu: Any = LibGammu(3, 0)
    SimMemory(gammu.call, gammu).one_by_one(passed_over=[2])
    assert gammu.read == [1, 3]
