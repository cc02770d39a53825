"""Lanes keep order and belong to one sender at a time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select

from models.actions.queue import lanes
from models.db import Database
from models.rules.delivery.outgoing import DELIVER
from models.tables.lanes import lane
from tests.actions.office import ACCOUNT, at

REAL = at().real


def place(database: Database, key: str, urgency: int = 1, seconds: float = 0, places: int = 1) -> tuple[int, int]:
    with database.write() as tx:
        due = REAL + timedelta(seconds=seconds)
        return lanes.take_places(tx, DELIVER, ACCOUNT, key, urgency, due, places)


def lease(database: Database, token: str = "a", seconds: float = 0, limit: int = 10) -> list[lanes.Lease]:
    with database.write() as tx:
        return lanes.lease_lanes(tx, DELIVER, token, REAL + timedelta(seconds=seconds), limit)


def test_places_in_a_lane_are_consecutive(database: Database) -> None:
    first = place(database, "chat:1", places=3)
    assert place(database, "chat:1") == (first[0], first[1] + 3)
    assert place(database, "chat:2")[1] == 0


def test_the_urgent_goes_first_and_then_what_waited_longest(database: Database) -> None:
    late = place(database, "late", urgency=1, seconds=-1)[0]
    long = place(database, "long", urgency=1, seconds=-9)[0]
    view = place(database, "view", urgency=2, seconds=-99)[0]
    ladder = place(database, "ladder", urgency=0)[0]
    assert [one.lane_id for one in lease(database)] == [ladder, long, late, view]


def test_a_lane_that_is_not_due_is_left_alone(database: Database) -> None:
    place(database, "chat:1", seconds=5)
    assert lease(database, seconds=4.9) == []
    assert len(lease(database, seconds=5)) == 1


def test_adding_to_a_waiting_lane_does_not_make_it_due_earlier_or_later(database: Database) -> None:
    place(database, "chat:1", seconds=60)
    place(database, "chat:1", seconds=0)
    assert lease(database, seconds=59) == []


def test_a_leased_lane_is_nobody_elses_until_it_is_given_back(database: Database) -> None:
    place(database, "chat:1")
    (mine,) = lease(database, "mine")
    assert lease(database, "other") == []
    with database.write() as tx:
        lanes.release_lane(tx, mine, REAL)
    (theirs,) = lease(database, "other")
    assert not theirs.recovered


def test_a_lane_given_back_without_a_time_rests(database: Database) -> None:
    place(database, "chat:1")
    (mine,) = lease(database)
    with database.write() as tx:
        lanes.release_lane(tx, mine, None)
    assert lease(database, seconds=9999) == []
    place(database, "chat:1", seconds=1)
    assert len(lease(database, seconds=1)) == 1


def test_a_lane_whose_holder_vanished_is_taken_over_and_known_as_such(database: Database) -> None:
    place(database, "chat:1")
    lease(database, "vanished")
    span = lanes.LEASE.total_seconds()
    assert lease(database, "next", seconds=span - 0.1) == []
    (taken,) = lease(database, "next", seconds=span)
    assert taken.recovered


def test_a_renewed_lease_lasts_longer(database: Database) -> None:
    place(database, "chat:1")
    lease(database, "alive")
    with database.write() as tx:
        lanes.renew_leases(tx, "alive", REAL + timedelta(seconds=10))
    assert lease(database, "other", seconds=lanes.LEASE.total_seconds()) == []
    assert len(lease(database, "other", seconds=lanes.LEASE.total_seconds() + 10)) == 1


def test_who_lost_a_lane_cannot_give_it_back_for_the_new_holder(database: Database) -> None:
    place(database, "chat:1")
    (lost,) = lease(database, "slow")
    lease(database, "next", seconds=16)
    with database.write() as tx:
        lanes.release_lane(tx, lost, None)
    with database.read() as tx:
        row = tx.execute(select(lane)).one()
    assert row.lease == "next"
    assert row.due_at is not None


def test_four_senders_at_once_never_hold_one_lane_together(database: Database) -> None:
    for number in range(60):
        place(database, f"chat:{number}")

    def take(sender: int) -> list[int]:
        mine: list[int] = []
        while leased := lease(database, f"sender{sender}", limit=3):
            mine += [one.lane_id for one in leased]
        return mine

    with ThreadPoolExecutor(4) as pool:
        taken = [lane_id for lane_ids in pool.map(take, range(4)) for lane_id in lane_ids]
    assert Counter(taken).most_common(1)[0][1] == 1
    assert len(taken) == 60


def test_four_writers_at_once_never_get_one_place_twice(database: Database) -> None:
    def take(_: int) -> list[tuple[int, int]]:
        return [place(database, f"chat:{number % 3}") for number in range(30)]

    with ThreadPoolExecutor(4) as pool:
        places = [one for found in pool.map(take, range(4)) for one in found]
    assert len(set(places)) == 120
    assert sorted(seq for _, seq in places) == sorted(list(range(40)) * 3)
