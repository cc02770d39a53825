"""Working time against a minute-by-minute count that shares no code with it."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.calendars import WEEKDAYS, Calendar, CalendarException, Interval, Week
from models.rules.working_time import WorkingTime

MINUTE = timedelta(minutes=1)
WINDOW = 9 * 24 * 60
CLOCK_CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Africa/Cairo", date(2026, 10, 30)),
    ("Asia/Kolkata", date(2026, 5, 1)),
    ("Europe/Moscow", date(2026, 12, 31)),
    ("Pacific/Apia", date(2011, 12, 30)),
]


@cache
def wall_minutes(zone_name: str, middle: date) -> list[datetime]:
    """What the wall clock shows or has shown last, minute by minute: it never goes back."""
    zone = ZoneInfo(zone_name)
    begin = beginning(middle) - timedelta(days=1)
    moments = (begin + MINUTE * number for number in range(WINDOW + 24 * 60))
    walls = accumulate((moment.astimezone(zone).replace(tzinfo=None) for moment in moments), max)
    return list(walls)[24 * 60 :]


def beginning(middle: date) -> datetime:
    return datetime(middle.year, middle.month, middle.day, tzinfo=UTC) - timedelta(days=4)


def open_minutes(calendar: Calendar, middle: date) -> list[bool]:
    """Whether each minute of the window lies in an interval of its date or of the date before."""
    dates = {beginning(middle).date() + timedelta(days=day) for day in range(-4, 14)}
    by_date = {day: calendar.intervals_on(day) for day in dates}

    def is_open(wall: datetime) -> bool:
        minute = wall.hour * 60 + wall.minute
        yesterday = wall.date() - timedelta(days=1)
        return any(one.opens <= minute < one.closes for one in by_date[wall.date()]) or any(
            one.opens <= minute + 1440 < one.closes for one in by_date[yesterday]
        )

    return [is_open(wall) for wall in wall_minutes(calendar.timezone, middle)]


def intervals() -> st.SearchStrategy[Interval]:
    opens = st.integers(0, 1439) | st.sampled_from([0, 9 * 60, 120, 150, 180, 22 * 60])
    length = st.integers(1, 1440) | st.sampled_from([30, 60, 480, 540, 1440])
    return st.builds(lambda begin, span: Interval(begin, min(begin + span, begin + 1440)), opens, length)


def days() -> st.SearchStrategy[tuple[Interval, ...]]:
    return st.lists(intervals(), max_size=3).map(tuple)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Calendar, date]:
    zone, middle = draw(st.sampled_from(CLOCK_CHANGES))
    week = Week(**{day: draw(days()) for day in WEEKDAYS})
    dates = draw(st.lists(st.integers(-6, 6), max_size=3, unique=True))
    exceptions = []
    for offset in dates:
        special = draw(days())
        exceptions.append(
            CalendarException(date=middle + timedelta(days=offset), closed=not special, intervals=special)
        )
    return Calendar(timezone=zone, week=week, exceptions=tuple(exceptions)), middle


@settings(max_examples=100, deadline=None)
@given(calendars(), st.integers(0, WINDOW - 1), st.integers(0, WINDOW - 1))
def test_the_fast_answers_are_those_of_counting_every_minute(
    drawn: tuple[Calendar, date], first: int, second: int
) -> None:
    calendar, middle = drawn
    a, b = sorted((first, second))
    minutes = open_minutes(calendar, middle)
    begin, hours = beginning(middle), WorkingTime(calendar)
    worked = sum(minutes[a:b])
    assert hours.between(begin + MINUTE * a, begin + MINUTE * b) == MINUTE * worked
    assert hours.is_open(begin + MINUTE * a) == minutes[a]
    openings = [m for m in range(a + 1, WINDOW) if minutes[m] and not minutes[m - 1]]
    if openings:
        assert hours.next_opening(begin + MINUTE * a) == begin + MINUTE * openings[0]
    closings = [m for m in range(a + 1, WINDOW) if not minutes[m]]
    if minutes[a] and closings:
        assert hours.current_closing(begin + MINUTE * a) == begin + MINUTE * closings[0]
    if worked:
        half = (worked + 1) // 2
        counted = list(accumulate(int(minute) for minute in minutes[a:b]))
        assert hours.add(begin + MINUTE * a, MINUTE * half) == begin + MINUTE * (a + counted.index(half) + 1)


moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
spans = st.timedeltas(timedelta(0), timedelta(hours=300))
OFFICE = Week(
    **{day: (Interval(9 * 60, 13 * 60), Interval(14 * 60, 18 * 60)) for day in WEEKDAYS[:5]},
    sat=(Interval(22 * 60, 30 * 60),),
)


@settings(max_examples=100, deadline=None)
@given(moments, spans, spans)
def test_adding_twice_is_adding_the_sum_and_measuring_gives_it_back(
    start: datetime, one: timedelta, other: timedelta
) -> None:
    hours = WorkingTime(Calendar(timezone="Europe/Berlin", week=OFFICE))
    due = hours.add(start, one)
    assert hours.between(start, due) == one
    assert hours.add(due, other) == hours.add(start, one + other)
    if one:
        assert hours.between(start, due - timedelta(microseconds=1)) == one - timedelta(microseconds=1)


@settings(max_examples=30, deadline=None)
@given(moments, moments, spans)
def test_an_answer_does_not_depend_on_what_was_asked_before(
    start: datetime, earlier_question: datetime, span: timedelta
) -> None:
    calendar = Calendar(timezone="America/New_York", week=OFFICE)
    asked, fresh = WorkingTime(calendar), WorkingTime(calendar)
    asked.add(earlier_question, span)
    assert asked.add(start, span) == fresh.add(start, span)
    assert asked.next_opening(start) == fresh.next_opening(start)
    assert asked.between(earlier_question, start) == fresh.between(earlier_question, start)
