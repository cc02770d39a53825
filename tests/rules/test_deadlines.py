"""The plan of one clock: warnings, the breach, the rungs."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.deadlines.plan import Step, due_at, is_met, plan, steps_from_json, steps_to_json
from models.rules.regulation.parsing import Ladder, Rung
from tests.rules.clock_logs import HOUR, OFFICE, running

LADDER = Ladder(
    rungs=(Rung(after=timedelta(0), to="group"), Rung(after=HOUR, to="head"), Rung(after=2 * HOUR, to="head"))
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_a_plan_has_its_steps_in_the_order_of_time() -> None:
    steps = plan(running(at("2026-10-02T16:00+03:00"), 4 * HOUR), (0.25, 0.75), LADDER, OFFICE)
    assert steps == (
        Step("warning", at("2026-10-02T17:00+03:00"), "topic", share=0.25),
        Step("warning", at("2026-10-05T10:00+03:00"), "topic", share=0.75),
        Step("breach", at("2026-10-05T11:00+03:00"), "topic"),
        Step("rung", at("2026-10-05T11:00+03:00"), "group", rung=1),
        Step("rung", at("2026-10-05T12:00+03:00"), "head", rung=2),
        Step("rung", at("2026-10-05T13:00+03:00"), "head", rung=3),
    )


def test_a_rung_after_zero_comes_together_with_the_breach_and_behind_it() -> None:
    steps = plan(running(at("2026-10-02T10:00+03:00"), HOUR), (), LADDER, OFFICE)
    assert [step.name for step in steps[:2]] == ["breach", "rung"]
    assert steps[0].at == steps[1].at == due_at(steps)


def test_a_breach_at_closing_time_leaves_the_later_rungs_to_the_next_day() -> None:
    steps = plan(running(at("2026-10-02T17:00+03:00"), HOUR), (), LADDER, OFFICE)
    assert [step.at for step in steps] == [
        at("2026-10-02T18:00+03:00"),
        at("2026-10-02T18:00+03:00"),
        at("2026-10-05T10:00+03:00"),
        at("2026-10-05T11:00+03:00"),
    ]


def test_a_warning_falls_on_a_whole_second_of_the_target() -> None:
    steps = plan(running(at("2026-10-02T10:00+03:00"), timedelta(seconds=10)), (0.33,), LADDER, OFFICE)
    assert steps[0].at == at("2026-10-02T10:00:03+03:00")


def test_an_answer_exactly_at_the_deadline_is_met() -> None:
    due = at("2026-10-02T10:00+03:00")
    assert is_met(due, due)
    assert not is_met(due, due + timedelta(microseconds=1))


def test_steps_without_a_breach_have_no_deadline() -> None:
    with pytest.raises(ValueError, match="no breach"):
        due_at([Step("warning", at("2026-10-02T10:00+03:00"), "topic", share=0.5)])


opened = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
shares = st.lists(st.floats(0.01, 0.99), max_size=3, unique=True).map(sorted)


@given(opened, st.timedeltas(timedelta(seconds=1), timedelta(hours=100)), shares)
def test_every_plan_survives_json_and_never_goes_back_in_time(
    opened_at: datetime, target: timedelta, warn_at: list[float]
) -> None:
    steps = plan(running(opened_at, target), warn_at, LADDER, OFFICE)
    assert steps_from_json(json.loads(json.dumps(steps_to_json(steps)))) == steps
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert all(step.at >= opened_at for step in steps)
    assert sum(step.name == "breach" for step in steps) == 1


@pytest.mark.parametrize(
    "change", [{"name": "alarm"}, {"to": "requester"}, {"share": "0.5"}, {"rung": "1"}, {"at": "soon"}]
)
def test_what_is_not_a_stored_step_is_refused(change: dict[str, object]) -> None:
    stored = steps_to_json(plan(running(at("2026-10-02T10:00+03:00"), HOUR), (), LADDER, OFFICE))
    with pytest.raises(ValueError):
        steps_from_json([{**stored[0], **change}])
