"""Closing by silence and reopening, at their boundaries."""

from datetime import UTC, datetime, timedelta

import pytest

from models.rules.deadlines.silence import may_reopen, plan_silence
from models.rules.hours.calendars import Calendar, Interval, Week
from models.rules.hours.working_time import WorkingTime
from models.rules.regulation.parsing import Closing

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = WorkingTime(
    Calendar(timezone="Europe/Moscow", week=Week(**{day: (Interval(9 * 60, 18 * 60),) for day in WEEKDAYS}))
)
ALWAYS = WorkingTime(
    Calendar(timezone="UTC", week=Week(**{day: (Interval(0, 1440),) for day in (*WEEKDAYS, "sat", "sun")}))
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("proposed", "remind", "close"),
    [
        ("2026-10-01T12:00+03:00", "2026-10-05T12:00+03:00", "2026-10-06T18:00+03:00"),
        ("2026-10-02T17:59+03:00", "2026-10-06T17:59+03:00", "2026-10-07T18:00+03:00"),
        ("2026-10-03T12:00+03:00", "2026-10-06T12:00+03:00", "2026-10-07T18:00+03:00"),
        ("2026-10-01T22:00+03:00", "2026-10-05T09:00+03:00", "2026-10-06T18:00+03:00"),
    ],
)
def test_silence_closes_when_the_last_working_day_ends(proposed: str, remind: str, close: str) -> None:
    silence = plan_silence(at(proposed), Closing(), OFFICE)
    assert (silence.remind_at, silence.close_at) == (at(remind), at(close))


def test_round_the_clock_the_reminder_keeps_the_time_of_day_of_the_proposal() -> None:
    silence = plan_silence(at("2026-10-01T15:30+00:00"), Closing(), ALWAYS)
    assert silence.remind_at == at("2026-10-03T15:30+00:00")
    assert silence.close_at == at("2026-10-05T00:00+00:00")


def test_a_regulation_may_want_no_reminder() -> None:
    closing = Closing(silence_working_days=1, remind_before_working_days=0)
    silence = plan_silence(at("2026-10-02T12:00+03:00"), closing, OFFICE)
    assert silence.remind_at is None
    assert silence.close_at == at("2026-10-05T18:00+03:00")


def test_the_last_moment_of_the_term_still_reopens() -> None:
    closed = at("2026-10-01T12:00+03:00")
    closing = Closing(reopen_days=14)
    assert may_reopen(closed, closed + timedelta(days=14), closing)
    assert not may_reopen(closed, closed + timedelta(days=14, microseconds=1), closing)
