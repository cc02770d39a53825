"""Workers on several hosts, of which one has a clock that is wrong."""

from datetime import datetime, timedelta

import pytest

from models import shared_clock
from models.actions.delivery import deliveries
from models.actions.enforcement import stepped_clock
from models.clock import Clock
from models.db import Database
from models.rules.delivery.outgoing import DELIVER
from tests.actions.drained_lanes import post, word
from tests.conftest import ONLY_POSTGRESQL


class WrongClock(Clock):
    def __init__(self, wrong_by: float) -> None:
        super().__init__()
        self.wrong_by = timedelta(seconds=wrong_by)

    def of_this_host(self) -> datetime:
        return super().of_this_host() + self.wrong_by


def leased(database: Database, clock: Clock, by: str) -> list[str]:
    """The words of what that host takes."""
    with database.write() as tx:
        work = deliveries.lease_work(tx, clock.read(), DELIVER, by, 32)
    return [head.payload["text"] for _, head in work]  # type: ignore[typeddict-item]


@ONLY_POSTGRESQL
@pytest.mark.parametrize("wrong_by", [90.0, -90.0])
def test_a_host_whose_clock_is_wrong_takes_nothing_from_a_living_worker_and_brings_nothing_to_its_own_time(
    database: Database, wrong_by: float
) -> None:
    right, wrong = Clock(), WrongClock(wrong_by)
    shared_clock.follow(right, database)
    shared_clock.follow(wrong, database)
    post(database, 1, word("in good hands", 1))
    assert leased(database, right, "living") == ["in good hands"]
    with database.write() as tx:
        assert stepped_clock.mend_lanes(tx, wrong.read().real) == 0
    assert leased(database, wrong, "other") == []


@ONLY_POSTGRESQL
def test_a_clock_that_is_set_right_is_believed_again(database: Database) -> None:
    clock = WrongClock(90.0)
    shared_clock.follow(clock, database)
    clock.wrong_by = timedelta(seconds=0.2)
    shared_clock.follow(clock, database)
    assert clock.correction == timedelta(0)
