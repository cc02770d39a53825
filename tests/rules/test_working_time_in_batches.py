"""Many moments at once: the same answers as one by one."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.working_time import NoWorkingTime, WorkingTime
from models.rules.working_time_batch import Marks, to_microseconds, to_moments
from tests.rules.written_hours import ALWAYS, FIVE_DAYS, OFFICE, at, hours

CALENDARS = {
    "office": hours(OFFICE),
    "lunch and holidays": hours({day: "09:30-13:00,14:00-18:30" for day in FIVE_DAYS}, holidays="RU", shortened=True),
    "round the clock": hours(ALWAYS, "America/New_York"),
    "nights": hours({"mon": "22:00-06:00", "fri": "20:00-24:00", "sun": "01:00-03:00"}, "Europe/Berlin"),
    "fifteen minutes an hour": hours({"tue": ",".join(f"{hour:02}:00-{hour:02}:15" for hour in range(24))}),
    "a closed summer": hours(
        OFFICE, exceptions={date(2025, 6, 1) + timedelta(days=number): "" for number in range(92)}
    ),
    "a closed year": hours(
        OFFICE, exceptions={date(2027, 1, 20) + timedelta(days=number): "" for number in range(400)}
    ),
}


def random_moments(number: int, seed: int) -> list[datetime]:
    """In two years, some at whole hours, where openings and closings are."""
    random, begin = Random(seed), datetime(2025, 1, 1, tzinfo=UTC)
    steps = (timedelta(microseconds=1), timedelta(minutes=30))
    return [
        begin + step * random.randrange(timedelta(days=730) // step) for step in steps for _ in range(number // 2)
    ]


@pytest.mark.parametrize("name", CALENDARS)
@pytest.mark.parametrize("span", [timedelta(0), timedelta(microseconds=1), timedelta(hours=16)])
def test_adding_to_many_is_adding_to_each(name: str, span: timedelta) -> None:
    calendar, starts = CALENDARS[name], random_moments(2000, 1)
    together = to_moments(WorkingTime(calendar.calendar).add_many(to_microseconds(starts), span))
    assert together == [calendar.add(start, span) for start in starts]


@pytest.mark.parametrize("name", CALENDARS)
def test_measuring_many_is_measuring_each_forwards_and_backwards(name: str) -> None:
    calendar, starts, ends = CALENDARS[name], random_moments(2000, 2), random_moments(2000, 3)
    together = WorkingTime(calendar.calendar).between_many(to_microseconds(starts), to_microseconds(ends))
    one_by_one = [calendar.between(a, b) for a, b in zip(starts, ends, strict=True)]
    assert [timedelta(microseconds=number) for number in together.tolist()] == one_by_one


def test_one_start_without_working_time_refuses_the_whole_batch() -> None:
    resting = CALENDARS["a closed year"]
    starts = to_microseconds([at("2026-10-01T12:00+03:00"), at("2027-01-19T17:00+03:00")])
    assert len(resting.add_many(starts, timedelta(hours=1))) == 2
    with pytest.raises(NoWorkingTime):
        resting.add_many(starts, timedelta(hours=2))
    with pytest.raises(NoWorkingTime):
        hours({}).add_many(starts, timedelta(hours=1))
    assert not hours({}).between_many(starts, starts[::-1].copy()).any()


def test_a_batch_of_nothing_is_nothing() -> None:
    nothing = to_microseconds([])
    assert not len(CALENDARS["office"].add_many(nothing, timedelta(hours=1)))
    assert not len(CALENDARS["office"].between_many(nothing, nothing))


def test_a_batch_that_is_no_row_of_whole_numbers_is_refused() -> None:
    office, one = CALENDARS["office"], to_microseconds([at("2026-10-01T12:00+03:00")])
    with pytest.raises(TypeError, match="int64"):
        office.add_many(one.astype(np.float64), timedelta(hours=1))
    with pytest.raises(ValueError, match=r"\(2,\) ends"):
        office.between_many(one, np.append(one, one))
    with pytest.raises(ValueError, match="negative"):
        office.add_many(one, -timedelta(hours=1))
    with pytest.raises(TypeError):
        to_microseconds([datetime(2026, 10, 1, 12)])  # noqa: DTZ001


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(0, 10_000), unique=True).map(sorted),
    st.lists(st.integers(0, 12_000), min_size=1),
    st.integers(1, 20),
)
def test_a_look_up_finds_what_a_bisection_finds(numbers: list[int], asked: list[int], closeness: int) -> None:
    values = np.array([number // closeness for number in numbers], np.int64)
    questions = np.array(asked, np.int64)
    found = Marks(values, 0, 12_000).up_to(questions)
    assert found.tolist() == np.searchsorted(values, questions, "right").tolist()


def test_who_asks_for_no_batch_loads_no_numpy() -> None:
    program = (
        "import sys, models.rules.terms, models.rules.regulation, models.rules.deadlines; "
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
