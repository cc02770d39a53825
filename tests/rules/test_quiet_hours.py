"""Quiet hours go by the clock on the wall, also in the nights in which it is moved."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.delivery.quiet_hours import QuietHours

NIGHT = QuietHours(22 * 60, 8 * 60)
MOSCOW, BERLIN = "Europe/Moscow", "Europe/Berlin"


def wall(text: str, zone: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-11-11 21:59", None),
        ("2026-11-11 22:00", "2026-11-12 08:00"),
        ("2026-11-12 07:59", "2026-11-12 08:00"),
        ("2026-11-12 08:00", None),
    ],
)
def test_a_night_ends_in_the_morning(now: str, end: str | None) -> None:
    assert NIGHT.ends_at(wall(now, MOSCOW), MOSCOW) == (wall(end, MOSCOW) if end else None)


def test_hours_in_the_middle_of_a_day() -> None:
    nap = QuietHours(13 * 60, 14 * 60 + 30)
    assert nap.ends_at(wall("2026-11-11 13:10", MOSCOW), MOSCOW) == wall("2026-11-11 14:30", MOSCOW)
    assert nap.ends_at(wall("2026-11-11 12:59", MOSCOW), MOSCOW) is None


def test_the_same_minute_twice_is_no_time_at_all() -> None:
    assert QuietHours(600, 600).ends_at(wall("2026-11-11 10:00", MOSCOW), MOSCOW) is None


@pytest.mark.parametrize(("evening", "hours"), [("2026-03-28 22:00", 9), ("2026-10-24 22:00", 11)])
def test_the_night_of_the_clocks_is_shorter_or_longer_by_an_hour(evening: str, hours: int) -> None:
    began = wall(evening, BERLIN)
    end = NIGHT.ends_at(began, BERLIN)
    assert end is not None
    assert end - began == timedelta(hours=hours)


def test_a_minute_that_comes_twice_ends_them_twice_and_never_in_the_past() -> None:
    early = QuietHours(60, 2 * 60 + 30)
    again = wall("2026-10-25 02:10", BERLIN, fold=1)
    assert early.ends_at(again, BERLIN) == wall("2026-10-25 02:30", BERLIN, fold=1)


@given(
    st.integers(0, 1439),
    st.integers(0, 1439),
    st.timedeltas(timedelta(0), timedelta(days=700)),
    st.sampled_from([MOSCOW, BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_they_end_later_than_now_and_within_a_day(since: int, until: int, after: timedelta, zone: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + after
    end = QuietHours(since, until).ends_at(now, zone)
    assert end is None or now < end <= now + timedelta(hours=26)


@given(
    st.integers(0, 1439),
    st.integers(0, 1439),
    st.timedeltas(timedelta(0), timedelta(days=700)),
    st.sampled_from([MOSCOW, BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_until_they_end_it_is_quiet_and_then_it_is_not(since: int, until: int, after: timedelta, zone: str) -> None:
    """But for the hour that comes twice, in which they may come twice too."""
    hours, now = QuietHours(since, until), datetime(2026, 1, 1, tzinfo=UTC) + after
    end = hours.ends_at(now, zone)
    if end is None:
        return
    assert hours.ends_at(end - timedelta(minutes=1), zone) in (None, end) or twice(end, zone)
    assert hours.ends_at(end, zone) is None or twice(end, zone)


def twice(moment: datetime, zone: str) -> bool:
    """Whether clocks are moved within three hours of it."""
    place = ZoneInfo(zone)
    around = (moment - timedelta(hours=3), moment + timedelta(hours=3))
    return len({one.astimezone(place).utcoffset() for one in around}) > 1
