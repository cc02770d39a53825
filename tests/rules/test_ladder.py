"""Firing: each step once, in order, one message for each recipient."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.deadlines.plan import Step, StepName
from models.rules.ladder.due_steps import LATE_AFTER, Fired, LadderMessage, fire, one_each, rungs_in

DUE = datetime(2026, 10, 5, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STEPS = (
    Step("warning", DUE - 30 * MINUTE, "topic", share=0.5),
    Step("breach", DUE, "topic"),
    Step("rung", DUE, "group", rung=1),
    Step("rung", DUE + 15 * MINUTE, "head", rung=2),
    Step("rung", DUE + 60 * MINUTE, "head", rung=3),
)


def names(fired: Fired) -> list[tuple[StepName, int | None]]:
    return [(one.step.name, one.step.rung) for one in fired.steps]


def messages(fired: Fired) -> tuple[LadderMessage[str], ...]:
    """The group reads in the topic what is for it."""
    places = [("topic",) if one.step.to == "group" else (one.step.to,) for one in fired.steps]
    return one_each(fired.steps, places)


def told(fired: Fired) -> list[tuple[str, StepName, int | None]]:
    return [(message.to, message.step.name, message.step.rung) for message in messages(fired)]


def test_before_its_time_nothing_fires_and_the_next_time_is_known() -> None:
    fired = fire(STEPS, 0, STEPS[0].at - timedelta(microseconds=1))
    assert fired == Fired((), 0, STEPS[0].at)


def test_a_step_fires_at_its_very_moment() -> None:
    fired = fire(STEPS, 0, STEPS[0].at)
    assert names(fired) == [("warning", None)]
    assert (fired.next_index, fired.next_at) == (1, DUE)


def test_the_breach_and_a_first_rung_for_the_group_are_one_message_in_the_topic() -> None:
    fired = fire(STEPS, 1, DUE)
    assert names(fired) == [("breach", None), ("rung", 1)]
    assert told(fired) == [("topic", "rung", 1)]
    assert (fired.next_index, fired.next_at) == (3, DUE + 15 * MINUTE)


def test_what_has_fired_does_not_fire_again() -> None:
    once = fire(STEPS, 1, DUE)
    assert fire(STEPS, once.next_index, DUE).steps == ()


def test_after_an_outage_every_missed_step_is_recorded_in_order_and_marked_late() -> None:
    fired = fire(STEPS, 0, DUE + 61 * MINUTE)
    assert names(fired) == [("warning", None), ("breach", None), ("rung", 1), ("rung", 2), ("rung", 3)]
    assert [one.late for one in fired.steps] == [True, True, True, True, False]
    assert (fired.next_index, fired.next_at) == (5, None)


def test_after_an_outage_each_place_gets_one_message_that_names_the_highest_rung() -> None:
    fired = fire(STEPS, 0, DUE + 90 * MINUTE)
    assert told(fired) == [("topic", "rung", 1), ("head", "rung", 3)]
    assert [message.count for message in messages(fired)] == [3, 2]
    assert {message.highest for message in messages(fired)} == {STEPS[4]}
    assert all(message.late for message in messages(fired))


def test_a_person_with_two_roles_gets_one_message() -> None:
    fired = fire(STEPS, 1, DUE + 90 * MINUTE)
    (message,) = one_each(fired.steps, [("olga", "olga"), (), ("olga",), ("olga",)])
    assert (message.to, message.step, message.count) == ("olga", STEPS[4], 3)


def test_in_quiet_hours_the_group_learns_of_the_breach_and_nobody_is_called_until_they_end() -> None:
    morning = DUE + 9 * 60 * MINUTE
    fired = fire(STEPS, 0, DUE + 61 * MINUTE, rests_until=morning)
    assert names(fired) == [("warning", None), ("breach", None)]
    assert (fired.next_index, fired.next_at) == (2, morning)
    awake = fire(STEPS, 2, morning, rests_until=None)
    assert names(awake) == [("rung", 1), ("rung", 2), ("rung", 3)]


def test_a_rung_that_is_not_due_yet_keeps_its_time_in_quiet_hours() -> None:
    fired = fire(STEPS, 3, DUE + MINUTE, rests_until=DUE + 5 * MINUTE)
    assert (fired.steps, fired.next_at) == ((), STEPS[3].at)


def test_the_rungs_of_a_ladder_are_counted() -> None:
    assert [rungs_in(STEPS), rungs_in(STEPS[:2])] == [3, 0]


def test_the_allowance_itself_is_not_late() -> None:
    assert not fire(STEPS, 0, STEPS[0].at + LATE_AFTER).steps[0].late
    assert fire(STEPS, 0, STEPS[0].at + LATE_AFTER + timedelta(microseconds=1)).steps[0].late


def test_an_exhausted_ladder_has_no_next_time() -> None:
    assert fire(STEPS, len(STEPS), DUE + 999 * MINUTE) == Fired((), len(STEPS), None)


@pytest.mark.parametrize("index", [-1, len(STEPS) + 1])
def test_an_index_that_the_clock_does_not_have_is_refused(index: int) -> None:
    with pytest.raises(ValueError, match="5 steps"):
        fire(STEPS, index, DUE)


@given(st.lists(st.integers(-40, 80), min_size=1, max_size=8).map(sorted))
def test_however_often_and_late_it_is_asked_each_step_fires_exactly_once(minutes: list[int]) -> None:
    index, seen = 0, []
    for minute in [*minutes, 1000]:
        fired = fire(STEPS, index, DUE + minute * MINUTE)
        assert len({message.to for message in messages(fired)}) == len(messages(fired))
        seen += [one.step for one in fired.steps]
        index = fired.next_index
    assert tuple(seen) == STEPS
