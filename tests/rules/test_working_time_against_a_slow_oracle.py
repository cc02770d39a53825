"""Working time against a minute-by-minute count that shares no code with it."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.hours.calendars import WEEKDAYS, Calendar, CalendarException, Interval, Week
from models.rules.hours.working_time import WorkingTime

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
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("Asia/Kolkata", date(2026, 5, 1)),
    ("Europe/Moscow", date(2026, 12, 31)),
    ("Pacific/Apia", date(2011, 12, 30)),
]
OFFICE = Week(
    **{day: (Interval(9 * 60, 13 * 60), Interval(14 * 60, 18 * 60)) for day in WEEKDAYS[:5]},
    sat=(Interval(22 * 60, 30 * 60),),
)


@cache
def wall_minutes(zone_name: str, middle: date, window: int) -> list[tuple[date, int]]:
    """What the wall clock shows or has shown last, minute by minute: it never goes back."""
    zone = ZoneInfo(zone_name)
    begin = beginning(middle) - timedelta(days=1)
    moments = (begin + MINUTE * number for number in range(window + 24 * 60))
    walls = accumulate((moment.astimezone(zone).replace(tzinfo=None) for moment in moments), max)
    return [(wall.date(), wall.hour * 60 + wall.minute) for wall in walls][24 * 60 :]


def beginning(middle: date) -> datetime:
    return datetime(middle.year, middle.month, middle.day, tzinfo=UTC) - timedelta(days=4)


def open_minutes(calendar: Calendar, middle: date, window: int = WINDOW) -> list[bool]:
    """Whether each minute of the window lies in an interval of its date or of the date before."""
    dates = [beginning(middle).date() + timedelta(days=day) for day in range(-4, window // 1440 + 5)]
    faces = {day: [False] * 2 * 1440 for day in dates}
    for day in dates:
        for one in calendar.intervals_on(day):
            for minute in range(one.opens, one.closes):
                faces[day][minute] = True
    for yesterday, today in pairwise(dates):
        for minute in range(1440):
            faces[today][minute] |= faces[yesterday][minute + 1440]
    return [faces[day][minute] for day, minute in wall_minutes(calendar.timezone, middle, window)]


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


@settings(max_examples=30, deadline=None)
@given(calendars(), st.integers(0, WINDOW - 1))
def test_a_span_up_to_a_closing_ends_at_the_closing_and_one_instant_more_at_the_next_opening(
    drawn: tuple[Calendar, date], first: int
) -> None:
    calendar, middle = drawn
    minutes, begin, hours = open_minutes(calendar, middle), beginning(middle), WorkingTime(calendar)
    start = begin + MINUTE * first
    assert hours.add(start, timedelta(0)) == start
    closing = next((m for m in range(first + 1, WINDOW) if minutes[m - 1] and not minutes[m]), None)
    if closing is None:
        return
    span = MINUTE * sum(minutes[first:closing])
    assert hours.add(start, span) == begin + MINUTE * closing
    opening = next((m for m in range(closing, WINDOW) if minutes[m]), None)
    if opening is not None:
        instant = timedelta(microseconds=1)
        assert hours.add(start, span + instant) == begin + MINUTE * opening + instant


@settings(max_examples=30, deadline=None)
@given(calendars(), st.lists(st.integers(0, 60 * WINDOW - 1), min_size=1, max_size=40), st.integers(0, 10**9))
def test_what_was_added_is_measured_from_any_second(
    drawn: tuple[Calendar, date], seconds: list[int], microseconds: int
) -> None:
    calendar, middle = drawn
    if not any(calendar.week.on(day) for day in range(7)):
        return
    hours, span = WorkingTime(calendar), timedelta(microseconds=microseconds)
    starts = [beginning(middle) + timedelta(seconds=second) for second in seconds]
    assert all(hours.between(start, hours.add(start, span)) == span for start in starts)


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(CLOCK_CHANGES[:6]), st.integers(30, 60), st.integers(1, 14 * 60), st.data())
def test_more_than_thirty_closed_days_around_a_change_of_the_clock(
    change: tuple[str, date], closed_days: int, worked: int, data: st.DataObject
) -> None:
    zone, middle = change
    closed = tuple(
        CalendarException(date=middle + timedelta(days=number - 2), closed=True) for number in range(closed_days)
    )
    calendar, window = Calendar(timezone=zone, week=OFFICE, exceptions=closed), (closed_days + 12) * 24 * 60
    first = data.draw(st.integers(0, 4 * 24 * 60))
    minutes, begin, hours = open_minutes(calendar, middle, window), beginning(middle), WorkingTime(calendar)
    counted = list(accumulate(int(minute) for minute in minutes[first:]))
    start, due = begin + MINUTE * first, begin + MINUTE * (first + counted.index(worked) + 1)
    assert hours.add(start, MINUTE * worked) == due
    assert hours.between(start, due) == MINUTE * worked


moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
spans = st.timedeltas(timedelta(0), timedelta(hours=300))


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
