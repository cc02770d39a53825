"""Whatever is typed, a date is read or refused; what is read lies ahead, and what is suggested can be read."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.rules.dates.words import LONGEST, NotADate, read_date
from models.rules.hours.calendars import Calendar, CalendarException, Interval, Week
from models.rules.hours.working_time import WorkingTime

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = WorkingTime(Calendar(timezone="Europe/Moscow", week=Week(**dict.fromkeys(WEEKDAYS, (Interval(540, 1080),)))))
ALWAYS = WorkingTime(
    Calendar(timezone="UTC", week=Week(**dict.fromkeys((*WEEKDAYS, "sat", "sun"), (Interval(0, 1440),))))
)
NIGHTS = WorkingTime(
    Calendar(timezone="America/New_York", week=Week(**dict.fromkeys(("tue", "sat"), (Interval(1320, 1800),))))
)
NEVER = WorkingTime(Calendar(timezone="Asia/Kathmandu", week=Week()))
HOLIDAYS = WorkingTime(
    Calendar(
        timezone="Europe/Moscow",
        week=Week(**dict.fromkeys(WEEKDAYS, (Interval(540, 1080),))),
        exceptions=tuple(
            CalendarException(date=datetime(2027, 1, 1, tzinfo=UTC).date() + timedelta(days=n), closed=True)
            for n in range(60)
        ),
    )
)
HOURS = st.sampled_from([OFFICE, ALWAYS, NIGHTS, NEVER, HOLIDAYS])
NOWS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
WORDS = """
до к в во на через + +2 конца конец end of the by until next this следующую эту этой дня день дней рабочих раб.
working days week
недели неделю неделе месяца часа ч мин 30 2 5 17 31 0 99 25:00 18:00 9.30 12.10 25.12 31.02 25.12.2026 29.02
2026-12-25 5/12 12/25 пятницу пт friday sat завтра послезавтра сегодня today tomorrow декабря dec may мая февраля
25-го числа утра вечера ночи pm am noon или or - — , : ; . ( ) ждём запчасть 25th eod полчаса час hour 999999999
"""
PIECES = st.sampled_from(WORDS.split())
TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(PIECES, max_size=6).map(" ".join),
    st.lists(PIECES, max_size=6).map("".join),
)


@given(TEXTS, NOWS, HOURS, st.sampled_from(["ru", "en"]))
def test_any_text_is_read_or_refused(text: str, now: datetime, hours: WorkingTime, language: str) -> None:
    with suppress(NotADate):
        understood = read_date(text, now, hours, language)
        assert now < understood.at <= now + LONGEST
        assert understood.at.tzinfo is UTC
        assert text.rstrip().endswith(understood.rest)
        assert understood.rest == understood.rest.strip()


@given(TEXTS, NOWS, st.sampled_from([OFFICE, ALWAYS, HOLIDAYS]), st.sampled_from(["ru", "en"]))
def test_what_is_suggested_can_be_typed(text: str, now: datetime, hours: WorkingTime, language: str) -> None:
    suggestions: tuple[str, ...] = ()
    try:
        read_date(text, now, hours, language)
    except NotADate as refusal:
        suggestions = refusal.suggestions
        assert suggestions, text
    for suggestion in suggestions:
        assert read_date(suggestion, now, hours, language).rest == ""


@given(
    st.integers(1, 300),
    st.sampled_from(["+{} рабочих дней", "{} working days"]),
    NOWS,
    st.sampled_from([OFFICE, ALWAYS, HOLIDAYS]),
)
def test_working_days_are_those_of_the_calendar(count: int, words: str, now: datetime, hours: WorkingTime) -> None:
    closes_at = hours.working_day(now, count).closes_at
    try:
        understood = read_date(words.format(count), now, hours, "ru")
    except NotADate:
        assert closes_at > now + LONGEST
    else:
        assert understood.at == closes_at


@given(st.integers(0, 23), st.integers(0, 59), st.integers(1, 364), NOWS, HOURS)
def test_a_full_date_with_a_time_means_exactly_that(
    hour: int, minute: int, days: int, now: datetime, hours: WorkingTime
) -> None:
    local = (now.astimezone(hours.zone) + timedelta(days=days)).replace(
        hour=hour, minute=minute, second=0, microsecond=0
    )
    written = f"{local.day:02}.{local.month:02}.{local.year} {hour:02}:{minute:02}"
    try:
        shown = read_date(written, now, hours, "ru").at.astimezone(hours.zone)
    except NotADate:  # the clocks jump over it
        there_and_back = local.astimezone(UTC).astimezone(hours.zone)
        assert there_and_back.replace(tzinfo=None) != local.replace(tzinfo=None)
    else:
        assert shown.replace(tzinfo=None) == local.replace(tzinfo=None)
