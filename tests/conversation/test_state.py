"""The state as it is kept in its row."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.state import Draft, HeldMessage, Remembered, State, Step, idle

held = st.builds(HeldMessage, st.integers(1, 2**40), st.text(max_size=20), st.integers(0, 10))
drafts = st.builds(
    Draft,
    st.lists(held, max_size=3).map(tuple),
    st.none() | st.text(max_size=8),
    st.none() | st.text(max_size=8),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3).map(lambda d: tuple(d.items())),
    st.booleans(),
)
states = st.builds(
    State,
    st.integers(0, 2**31),
    st.sampled_from(Step),
    st.none() | st.text(max_size=8),
    st.none() | drafts,
    st.lists(held, max_size=3).map(tuple),
    st.none() | st.builds(Remembered, st.integers(1, 2**40), st.datetimes(timezones=st.just(UTC))),
)


@given(states)
def test_a_state_survives_its_journey_through_json(state: State) -> None:
    assert State.from_json(json.loads(json.dumps(state.to_json()))) == state


def test_an_idle_state_is_kept_small() -> None:
    assert State(version=7).to_json() == {"version": 7}


@pytest.mark.parametrize("stored", [None, {}])
def test_nothing_stored_is_an_idle_state(stored: dict[str, object] | None) -> None:
    assert State.from_json(stored) == State()


@pytest.mark.parametrize(
    "stored",
    [
        {"version": 7, "step": "no such step"},
        {"version": 7, "draft": {"messages": []}},
        {"version": 7, "held": [["x", "y", "z", 1, 2]]},
        {"version": 7, "remembered": [1, "not a time"]},
    ],
)
def test_a_state_of_another_release_becomes_idle_and_makes_its_buttons_stale(stored: dict[str, object]) -> None:
    assert State.from_json(stored) == State(version=8)


def test_becoming_idle_makes_buttons_stale_and_keeps_the_remembered_ticket() -> None:
    remembered = Remembered(12, datetime(2026, 11, 11, tzinfo=UTC))
    state = State(3, Step.PICK, held=(HeldMessage(1),), remembered=remembered)
    assert idle(state) == State(version=4, remembered=remembered)
