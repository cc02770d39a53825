"""What a child does about a place of the SIM at which others died: asks for its octets once, and passes it over."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection

from gsm_bridge.bad_places import PassedOver, look_at_bad_places
from gsm_bridge.endings import EndOfChild
from models.actions.reach import sim_places
from models.actions.reach.sms_arrivals import Arrived
from models.clock import Instant
from models.db import Database
from tests.actions.office import at

SIM = "250019999999999"
#: "Hi" of +79161234567.
HELLO = "07919761989901F0040B919761214365F700006211112121210002C834"


class Child:
    """answers: what the modem says about each place; an error instead is the child's death."""

    def __init__(self, database: Database, answers: dict[int, str | Exception | None]) -> None:
        self._database = database
        self._answers = answers
        self.asked: list[int] = []

    def write(self, act: Callable[[Connection, Instant], Any], *, durable: bool = False) -> Any:
        with self._database.write(durable=durable) as tx:
            return act(tx, at())

    def octets_at(self, location: int) -> str | None:
        self.asked.append(location)
        answer = self._answers[location]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def begins(self) -> PassedOver:
        return look_at_bad_places(self, SIM, self.octets_at)  # type: ignore[arg-type]


def dies(database: Database, location: int, times: int = 2) -> None:
    for _ in range(times):
        with database.write() as tx:
            sim_places.note_death(tx, at(), SIM, location)


def test_a_place_of_two_deaths_is_kept_read_without_the_library_and_passed_over(database: Database) -> None:
    dies(database, 5)
    dies(database, 6, times=1)
    child = Child(database, {5: HELLO})
    passed = child.begins()
    assert (passed.places, passed.carefully, child.asked) == (frozenset({5}), True, [5])
    [found] = passed.read
    assert isinstance(found.content, Arrived)
    assert (found.content.sender, found.content.text) == ("+79161234567", "Hi")
    with database.write() as tx:
        assert sim_places.bad_places(tx, SIM).places[0].raw == HELLO


def test_deaths_of_listing_alone_make_the_next_child_careful(database: Database) -> None:
    dies(database, sim_places.LISTING)
    assert Child(database, {}).begins() == PassedOver(frozenset(), carefully=True)


def test_octets_that_are_no_sms_are_kept_all_the_same(database: Database) -> None:
    dies(database, 5)
    passed = Child(database, {5: "07919761989901F0FFFFFFFF"}).begins()
    assert (passed.places, passed.read) == (frozenset({5}), ())


def test_whoever_dies_of_asking_is_the_last_one(database: Database) -> None:
    dies(database, 5)
    with pytest.raises(OSError, match="died"):
        Child(database, {5: OSError("died")}).begins()
    after = Child(database, {5: OSError("died")})
    assert after.begins().places == {5}
    assert after.asked == []


def test_a_modem_that_does_not_answer_is_asked_once(database: Database) -> None:
    dies(database, 5)
    with pytest.raises(EndOfChild):
        Child(database, {5: None}).begins()
    after = Child(database, {5: None})
    assert (after.begins().places, after.asked) == (frozenset({5}), [])


@pytest.mark.parametrize("now", ["", HELLO.replace("C834", "C835")])
def test_a_place_that_was_emptied_or_filled_anew_is_read_again(database: Database, now: str) -> None:
    dies(database, 5)
    Child(database, {5: HELLO}).begins()
    assert Child(database, {5: HELLO}).begins().places == {5}
    assert Child(database, {5: now}).begins() == PassedOver()
    assert Child(database, {}).begins() == PassedOver()
