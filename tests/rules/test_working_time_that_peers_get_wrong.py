"""Mistakes of other support systems (LESSONS, Deadlines), one test each."""

from datetime import date, timedelta

import pytest

from tests.rules.written_hours import ALWAYS, FIVE_DAYS, OFFICE, hours, moscow

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
LUNCH = {day: "09:00-13:00,14:00-18:00" for day in FIVE_DAYS}


def test_each_day_closes_at_its_own_time_and_not_at_that_of_the_day_before() -> None:
    # 2026-10-01 is a Thursday: half an hour is left of it. Friday has seven hours, not ten; the rest is Monday's
    uneven = hours({"thu": "10:00-20:00", "fri": "09:00-16:00", "mon": "11:00-19:00"})
    assert uneven.add(moscow("2026-10-01 19:30"), 8 * HOUR) == moscow("2026-10-05 11:30")
    assert uneven.current_closing(moscow("2026-10-02 10:00")) == moscow("2026-10-02 16:00")
    assert not uneven.is_open(moscow("2026-10-02 17:00"))


def test_an_overnight_shift_gives_a_deadline_before_and_after_midnight_and_from_the_day_between() -> None:
    nights = hours({day: "20:00-08:00" for day in ALWAYS})
    assert nights.add(moscow("2026-10-01 21:00"), 2 * HOUR) == moscow("2026-10-01 23:00")
    assert nights.add(moscow("2026-10-01 21:00"), 6 * HOUR) == moscow("2026-10-02 03:00")
    assert nights.add(moscow("2026-10-01 12:00"), 14 * HOUR) == moscow("2026-10-02 22:00")
    assert nights.between(moscow("2026-10-01 12:00"), moscow("2026-10-02 12:00")) == 12 * HOUR


def test_a_request_that_comes_at_lunch_waits_for_the_end_of_lunch() -> None:
    assert hours(LUNCH).add(moscow("2026-10-01 13:20"), HOUR) == moscow("2026-10-01 15:00")
    assert hours(LUNCH).between(moscow("2026-10-01 12:30"), moscow("2026-10-01 14:30")) == HOUR


@pytest.mark.parametrize("day", ["2026-10-01", "2026-12-31", "2028-02-29"])
def test_round_the_clock_has_no_closed_minute_at_midnight(day: str) -> None:
    always, midnight = hours(ALWAYS), moscow(f"{day} 00:00")
    instant = timedelta(microseconds=1)
    assert all(always.is_open(midnight + step * instant) for step in (-1, 0, 1))
    assert always.between(midnight - MINUTE, midnight + MINUTE) == 2 * MINUTE
    assert always.add(midnight - MINUTE, MINUTE) == midnight
    assert always.add(midnight - MINUTE, MINUTE + instant) == midnight + instant


def test_a_short_day_keeps_its_lunch_and_closes_an_hour_earlier() -> None:
    # Friday 8 May 2026 is the eve of Victory Day (and 9–11 May are off): 09–13, 14–17
    short = hours(LUNCH, holidays="RU", shortened=True)
    assert short.between(moscow("2026-05-08 00:00"), moscow("2026-05-09 00:00")) == 7 * HOUR
    assert short.add(moscow("2026-05-08 12:00"), 3 * HOUR) == moscow("2026-05-08 16:00")
    assert short.add(moscow("2026-05-08 12:00"), 5 * HOUR) == moscow("2026-05-12 10:00")
    assert short.between(moscow("2026-05-08 13:00"), moscow("2026-05-08 14:00")) == timedelta(0)


def test_a_short_day_that_ends_before_lunch_has_none() -> None:
    short = hours(LUNCH, exceptions={date(2026, 10, 1): "09:00-12:30"})
    assert short.add(moscow("2026-10-01 12:00"), HOUR) == moscow("2026-10-02 09:30")


def test_a_saturday_that_the_country_works_is_worked() -> None:
    # Saturday 1 November 2025 was worked for Monday the 3rd; Tuesday the 4th was Unity Day
    russian = hours(OFFICE, holidays="RU")
    friday_evening = moscow("2025-10-31 17:00")
    assert russian.add(friday_evening, 2 * HOUR) == moscow("2025-11-01 10:00")
    assert russian.add(friday_evening, 11 * HOUR) == moscow("2025-11-05 10:00")
    assert russian.working_day(friday_evening, 1).begins_on == date(2025, 11, 1)
    assert russian.working_day(friday_evening, 2).begins_on == date(2025, 11, 5)


def test_an_outage_of_the_calendar_for_more_than_a_month_is_passed_over() -> None:
    closed = {date(2026, 7, 1) + timedelta(days=number): "" for number in range(62)}
    resting = hours(OFFICE, exceptions=closed)
    assert resting.add(moscow("2026-06-30 17:00"), 2 * HOUR) == moscow("2026-09-01 10:00")
    assert resting.between(moscow("2026-06-30 17:00"), moscow("2026-09-01 10:00")) == 2 * HOUR
