"""Working time by tables: the boundaries that other systems get wrong (LESSONS, Deadlines)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models.rules.hours.working_time import NoWorkingTime
from tests.rules.written_hours import ALWAYS, OFFICE, at, hours


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("2026-10-01T10:00+03:00", timedelta(hours=2), "2026-10-01T12:00+03:00"),
        ("2026-10-01T17:30+03:00", timedelta(hours=2), "2026-10-02T10:30+03:00"),
        ("2026-10-02T17:30+03:00", timedelta(hours=2), "2026-10-05T10:30+03:00"),
        ("2026-10-01T07:00+03:00", timedelta(hours=2), "2026-10-01T11:00+03:00"),
        ("2026-10-01T20:00+03:00", timedelta(hours=2), "2026-10-02T11:00+03:00"),
        ("2026-10-03T12:00+03:00", timedelta(seconds=1), "2026-10-05T09:00:01+03:00"),
        ("2026-10-01T10:00:07+03:00", timedelta(seconds=5), "2026-10-01T10:00:12+03:00"),
        ("2026-10-01T09:00+03:00", timedelta(hours=90), "2026-10-14T18:00+03:00"),
    ],
)
def test_a_span_counts_only_working_time(start: str, span: timedelta, due: str) -> None:
    assert hours(OFFICE).add(at(start), span) == at(due)


def test_a_span_that_ends_with_the_day_ends_at_closing_time_and_not_at_the_next_opening() -> None:
    assert hours(OFFICE).add(at("2026-10-02T17:00+03:00"), timedelta(hours=1)) == at("2026-10-02T18:00+03:00")


def test_one_second_more_than_the_day_goes_over_to_the_next_opening() -> None:
    due = hours(OFFICE).add(at("2026-10-02T17:00+03:00"), timedelta(hours=1, seconds=1))
    assert due == at("2026-10-05T09:00:01+03:00")


def test_zero_added_outside_hours_is_that_very_moment() -> None:
    saturday = at("2026-10-03T12:00+03:00")
    assert hours(OFFICE).add(saturday, timedelta(0)) == saturday


def test_a_start_exactly_at_closing_counts_from_the_next_opening() -> None:
    due = hours(OFFICE).add(at("2026-10-01T18:00+03:00"), timedelta(minutes=10))
    assert due == at("2026-10-02T09:10+03:00")


def test_lunch_is_not_counted_even_when_the_span_ends_in_it() -> None:
    lunch = hours({"mon": "09:00-13:00,14:00-18:00"})
    assert lunch.add(at("2026-10-05T12:00+03:00"), timedelta(hours=1)) == at("2026-10-05T13:00+03:00")
    assert lunch.add(at("2026-10-05T12:00+03:00"), timedelta(hours=2)) == at("2026-10-05T15:00+03:00")


def test_an_overnight_shift_has_a_deadline_after_midnight() -> None:
    night = hours({"fri": "22:00-06:00"})
    assert night.add(at("2026-10-02T23:00+03:00"), timedelta(hours=3)) == at("2026-10-03T02:00+03:00")
    assert night.is_open(at("2026-10-03T05:59+03:00"))
    assert not night.is_open(at("2026-10-03T06:00+03:00"))


def test_a_closed_date_does_not_cut_the_shift_that_began_the_evening_before() -> None:
    night = hours({"thu": "22:00-06:00", "fri": "22:00-06:00"}, exceptions={date(2026, 10, 2): ""})
    assert night.is_open(at("2026-10-02T03:00+03:00"))
    assert not night.is_open(at("2026-10-02T23:00+03:00"))


def test_round_the_clock_is_open_at_midnight_and_never_closes() -> None:
    always = hours(ALWAYS)
    midnight = at("2026-10-02T00:00+03:00")
    assert always.is_open(midnight)
    assert always.is_open(midnight - timedelta(seconds=30))
    assert always.add(midnight - timedelta(hours=1), timedelta(hours=50)) == midnight + timedelta(hours=49)
    assert always.current_closing(midnight) is None
    assert always.next_opening(midnight) is None


def test_two_shifts_that_meet_are_one_without_a_gap() -> None:
    shifts = hours({"mon": "08:00-15:00,15:00-22:00"})
    assert shifts.current_closing(at("2026-10-05T14:00+03:00")) == at("2026-10-05T22:00+03:00")
    assert shifts.next_opening(at("2026-10-05T09:00+03:00")) == at("2026-10-12T08:00+03:00")


@pytest.mark.parametrize(
    ("exception", "worked"),
    [("", 0), ("10:00-12:00", 2), ("00:00-24:00", 24), ("09:00-13:00,14:00-18:00", 8)],
)
def test_a_dated_exception_replaces_the_hours_of_its_weekday(exception: str, worked: int) -> None:
    special = hours(OFFICE, exceptions={date(2026, 10, 5): exception})
    day = special.between(at("2026-10-05T00:00+03:00"), at("2026-10-06T00:00+03:00"))
    assert day == timedelta(hours=worked)


def test_a_working_saturday_is_an_exception_that_opens() -> None:
    special = hours(OFFICE, exceptions={date(2026, 10, 3): "10:00-15:00"})
    assert special.add(at("2026-10-02T18:00+03:00"), timedelta(hours=1)) == at("2026-10-03T11:00+03:00")


@pytest.mark.parametrize(
    ("zone", "night", "worked"),
    [
        ("Europe/Berlin", date(2026, 3, 28), 7),
        ("Europe/Berlin", date(2026, 10, 24), 9),
        ("America/New_York", date(2026, 3, 7), 7),
        ("America/New_York", date(2026, 10, 31), 9),
        ("Australia/Lord_Howe", date(2026, 10, 3), 7.5),
        ("Australia/Lord_Howe", date(2026, 4, 4), 8.5),
        ("Europe/Moscow", date(2026, 3, 28), 8),
    ],
)
def test_a_night_shift_is_as_long_as_the_night_when_the_clock_changes(zone: str, night: date, worked: float) -> None:
    shift = hours({"sat": "22:00-06:00"}, zone)
    noon = datetime(night.year, night.month, night.day, 12, tzinfo=UTC)
    assert shift.between(noon - timedelta(days=1), noon + timedelta(days=2)) == timedelta(hours=worked)


def test_an_opening_in_the_skipped_hour_is_the_moment_of_the_jump() -> None:
    shift = hours({"sun": "02:30-05:00"}, "Europe/Berlin")
    assert shift.next_opening(at("2026-03-28T12:00+01:00")) == at("2026-03-29T03:00+02:00")


def test_hours_that_lie_wholly_in_the_skipped_hour_do_not_happen_that_day() -> None:
    shift = hours({"sun": "02:10-02:50"}, "Europe/Berlin")
    assert shift.next_opening(at("2026-03-28T12:00+01:00")) == at("2026-04-05T02:10+02:00")


def test_a_time_of_day_that_comes_twice_means_the_first_time() -> None:
    shift = hours({"sun": "01:00-02:30"}, "Europe/Berlin")
    assert shift.current_closing(at("2026-10-25T01:30+02:00")) == at("2026-10-25T02:30+02:00")


def test_a_date_that_a_zone_skipped_has_no_hours() -> None:
    office = hours(ALWAYS, "Pacific/Apia")
    week = office.between(datetime(2011, 12, 26, tzinfo=UTC), datetime(2012, 1, 2, tzinfo=UTC))
    assert week == timedelta(days=7)
    fridays = hours({"fri": "09:00-18:00"}, "Pacific/Apia")
    assert fridays.next_opening(datetime(2011, 12, 27, tzinfo=UTC)) == at("2012-01-06T09:00+14:00")


def test_more_than_thirty_closed_days_only_move_the_deadline() -> None:
    closed = {date(2026, 10, 1) + timedelta(days=day): "" for day in range(45)}
    resting = hours(OFFICE, exceptions=closed)
    assert resting.add(at("2026-10-01T12:00+03:00"), timedelta(hours=1)) == at("2026-11-16T10:00+03:00")


def test_nothing_open_at_all_is_said_and_not_searched_for_ever() -> None:
    never = hours({})
    now = at("2026-10-01T12:00+03:00")
    with pytest.raises(NoWorkingTime):
        never.add(now, timedelta(hours=1))
    with pytest.raises(NoWorkingTime):
        never.working_day(now, 1)
    assert never.next_opening(now) is None
    assert never.between(now, now + timedelta(days=900)) == timedelta(0)


def test_an_opening_after_more_than_a_year_counts_as_none_whatever_was_asked_before() -> None:
    closed = {date(2026, 10, 1) + timedelta(days=day): "" for day in range(400)}
    now = at("2026-10-02T12:00+03:00")
    for asked_before in (None, now + timedelta(days=900), now - timedelta(days=900)):
        resting = hours(OFFICE, exceptions=closed)
        if asked_before:
            resting.is_open(asked_before)
        with pytest.raises(NoWorkingTime):
            resting.add(now, timedelta(hours=1))
        assert resting.next_opening(now) is None


def test_hours_that_end_with_the_last_exception_run_out() -> None:
    once = hours({}, exceptions={date(2026, 10, 5): "10:00-12:00"})
    now = at("2026-10-01T12:00+03:00")
    assert once.add(now, timedelta(hours=2)) == at("2026-10-05T12:00+03:00")
    with pytest.raises(NoWorkingTime):
        once.add(now, timedelta(hours=2, seconds=1))


def test_a_span_of_many_years_is_still_found() -> None:
    due = hours({"mon": "09:00-10:00"}).add(at("2026-10-05T09:00+03:00"), timedelta(hours=520))
    assert due == at("2036-09-15T10:00+03:00")


def test_a_span_that_would_take_half_a_century_is_refused_whatever_was_asked_before() -> None:
    seldom, begin = hours({"mon": "09:00-09:01"}), at("2026-10-05T09:00+03:00")
    for _ in range(2):
        with pytest.raises(NoWorkingTime):
            seldom.add(begin, timedelta(hours=100))
        assert not seldom.is_open(begin + timedelta(days=120 * 365))


def test_what_is_open_since_before_the_known_time_is_known_from_its_beginning_only() -> None:
    noon = at("2026-10-05T12:00+03:00")
    for week in (ALWAYS, {day: "22:00-06:00" for day in ALWAYS}):
        table = hours(week).covering(noon, noon)
        assert table.opens[0] == table.begins < noon - timedelta(days=30)


def test_working_time_backwards_is_negative() -> None:
    a, b = at("2026-10-01T10:00+03:00"), at("2026-10-01T12:00+03:00")
    assert hours(OFFICE).between(b, a) == -timedelta(hours=2)


def test_a_negative_span_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        hours(OFFICE).add(at("2026-10-01T10:00+03:00"), timedelta(seconds=-1))


def test_a_naive_moment_is_refused() -> None:
    office = hours(OFFICE)
    office.is_open(at("2026-10-01T10:00+03:00"))
    with pytest.raises(TypeError):
        office.is_open(datetime(2026, 10, 1, 10))  # noqa: DTZ001


def test_answers_are_in_utc_whatever_zone_was_asked_in() -> None:
    local = datetime.fromisoformat("2026-10-01T10:00+03:00")
    office = hours(OFFICE)
    assert office.add(local, timedelta(0)).tzinfo is UTC
    assert office.add(local, timedelta(hours=1)).tzinfo is UTC


def test_open_from_the_opening_on_and_closed_from_the_closing_on() -> None:
    office = hours(OFFICE)
    opening, closing = at("2026-10-01T09:00+03:00"), at("2026-10-01T18:00+03:00")
    tick = timedelta(microseconds=1)
    assert [office.is_open(moment) for moment in (opening - tick, opening, closing - tick, closing)] == [
        False,
        True,
        True,
        False,
    ]


def test_the_next_opening_is_after_the_one_that_happens_now() -> None:
    office = hours(OFFICE)
    assert office.next_opening(at("2026-10-01T08:59+03:00")) == at("2026-10-01T09:00+03:00")
    assert office.next_opening(at("2026-10-01T09:00+03:00")) == at("2026-10-02T09:00+03:00")
    assert office.next_opening(at("2026-10-02T12:00+03:00")) == at("2026-10-05T09:00+03:00")


def test_what_is_closed_has_no_current_closing() -> None:
    assert hours(OFFICE).current_closing(at("2026-10-01T18:00+03:00")) is None


@pytest.mark.parametrize(
    ("since", "number", "opens", "closes"),
    [
        ("2026-10-01T12:00+03:00", 1, "2026-10-02T09:00+03:00", "2026-10-02T18:00+03:00"),
        ("2026-10-02T12:00+03:00", 1, "2026-10-05T09:00+03:00", "2026-10-05T18:00+03:00"),
        ("2026-10-03T12:00+03:00", 1, "2026-10-05T09:00+03:00", "2026-10-05T18:00+03:00"),
        ("2026-10-01T12:00+03:00", 3, "2026-10-06T09:00+03:00", "2026-10-06T18:00+03:00"),
    ],
)
def test_working_days_are_counted_from_the_next_one(since: str, number: int, opens: str, closes: str) -> None:
    day = hours(OFFICE).working_day(at(since), number)
    assert (day.opens_at, day.closes_at) == (at(opens), at(closes))


def test_after_midnight_an_overnight_shift_is_still_the_day_it_began_on() -> None:
    nights = hours({"mon": "22:00-06:00", "tue": "22:00-06:00"})
    day = nights.working_day(at("2026-10-06T02:00+03:00"), 1)
    assert day.begins_on == date(2026, 10, 6)
