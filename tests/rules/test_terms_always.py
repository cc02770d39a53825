"""What holds for every term, calendar and moment."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.hours.terms import Term, Unit, shifted, term_end
from models.rules.hours.working_time import WorkingTime
from tests.rules.written_hours import ALWAYS, FIVE_DAYS, OFFICE, hours

CALENDARS = [
    hours(OFFICE),
    hours({day: "09:00-13:00,14:00-18:00" for day in FIVE_DAYS}, holidays="RU", shortened=True),
    hours(ALWAYS, "America/New_York"),
    hours({"mon": "22:00-06:00", "tue": "22:00-06:00", "sat": "00:00-24:00"}, "Europe/Berlin"),
    hours({"wed": "10:00-12:00"}, "Australia/Lord_Howe"),
    hours(OFFICE, "Africa/Casablanca", {date(2026, 2, 1) + timedelta(days=number): "" for number in range(45)}),
    hours({day: "23:30-24:00,00:00-01:00" for day in FIVE_DAYS}, "Asia/Kolkata"),
]

moments = st.datetimes(datetime(2025, 11, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
waits = st.timedeltas(timedelta(0), timedelta(days=20))
seconds = st.timedeltas(timedelta(seconds=1), timedelta(hours=60))
counted = st.builds(
    Term,
    st.sampled_from([Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS]),
    count=st.integers(1, 12),
    roll=st.sampled_from(["forward", "back", "none"]),
    first_day_counts=st.booleans(),
)
terms = counted | st.builds(lambda span: Term(Unit.WORKING_TIME, span), seconds)
calendars = st.sampled_from(CALENDARS)


@settings(max_examples=300, deadline=None)
@given(terms, moments, waits, calendars)
def test_a_term_ends_after_it_began_and_who_comes_later_is_due_no_earlier(
    term: Term, start: datetime, wait: timedelta, calendar: WorkingTime
) -> None:
    end = term_end(term, start, calendar)
    assert end.tzinfo is UTC
    assert end > start
    assert term_end(term, start + wait, calendar) >= end


@settings(max_examples=200, deadline=None)
@given(counted, moments, calendars)
def test_a_term_of_days_ends_with_a_closing_or_where_it_does_not_roll_at_midnight(
    term: Term, start: datetime, calendar: WorkingTime
) -> None:
    end = term_end(term, start, calendar)
    instant = timedelta(microseconds=1)
    if calendar.is_open(end - instant):
        assert end == calendar.opening_day(calendar.date_of(end - instant)).closes_at  # type: ignore[union-attr]
    else:
        local = end.astimezone(calendar.zone)
        assert (term.roll, local.hour, local.minute) == ("none", 0, 0)


@settings(max_examples=300, deadline=None)
@given(terms, moments, waits, waits, waits, calendars)
def test_a_wait_moves_the_end_no_earlier_and_never_before_its_own_end_and_a_longer_one_no_less(
    term: Term, start: datetime, before: timedelta, waited: timedelta, longer: timedelta, calendar: WorkingTime
) -> None:
    due = term_end(term, start, calendar)
    since, until = start + before, start + before + waited
    moved = shifted(term, due, since, until, calendar)
    assert moved >= due
    if since < due and waited:
        assert moved > until
    assert shifted(term, due, since, until + longer, calendar) >= moved
