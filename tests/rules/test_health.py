"""What a monitor hears of."""

from dataclasses import replace

import pytest

from models.rules.health.modem_health import Condition
from models.rules.health.monitoring import Queue, Vitals, troubles

WELL = Vitals(
    inbox=Queue(due=1, age_seconds=2),
    queues={"deliver": Queue(due=3, age_seconds=5), "deadlines": Queue(), "slow": Queue(), "sms": Queue()},
    beats={"sweeper": 3, "deliver": 9, "deadlines": 12, "slow": 1, "bot": 0},
    modems=(Condition.WORKING, Condition.STARTING),
)


def test_of_what_is_well_nothing_is_said() -> None:
    assert troubles(WELL, redis=True) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"beats": {**WELL.beats, "deliver": 46.0}}, "deliver is silent"),
        ({"beats": {name: s for name, s in WELL.beats.items() if name != "sweeper"}}, "sweeper is silent"),
        ({"inbox": Queue(due=7, age_seconds=31)}, "inbox is 31 s behind"),
        ({"queues": {"deliver": Queue(due=1, age_seconds=61)}}, "queue deliver is 61 s behind"),
        ({"queues": {"deadlines": Queue(due=1, age_seconds=31)}}, "queue deadlines is 31 s behind"),
        ({"queues": {"slow": Queue(due=1, age_seconds=601)}}, "queue slow is 601 s behind"),
        ({"queues": {"deliver": Queue(held=40)}}, "queue deliver holds 40 lanes that were told to wait"),
        ({"modems": (Condition.WORKING, Condition.SILENT)}, "modem 2 is silent"),
        ({"modems": (Condition.NOT_SERVED,)}, "modem 1 is not_served"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, object], said: str) -> None:
    assert troubles(replace(WELL, **wrong), redis=True) == [said]  # type: ignore[arg-type]


def test_redis_away_is_named() -> None:
    assert troubles(WELL, redis=False) == ["redis is away"]


def test_a_file_that_takes_its_time_is_no_trouble() -> None:
    assert troubles(replace(WELL, queues={"slow": Queue(due=1, age_seconds=300)}), redis=True) == []
