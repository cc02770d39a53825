"""Desks at which dates are typed. It is Wednesday 2 December 2026, 10:30 in Moscow; the office works 9–13, 14–18."""

from datetime import UTC, datetime

from models.rules.hours.calendars import Calendar, CalendarException, Interval, Week
from models.rules.hours.working_time import WorkingTime

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
NOW = datetime.fromisoformat("2026-12-02T10:30+03:00")


def desk(
    zone: str, *intervals: Interval, days: tuple[str, ...] = WEEKDAYS, closed: tuple[str, ...] = ()
) -> WorkingTime:
    exceptions = tuple(CalendarException(date=datetime.fromisoformat(day).date(), closed=True) for day in closed)
    week = Week(**dict.fromkeys(days, intervals))
    return WorkingTime(Calendar(timezone=zone, week=week, exceptions=exceptions))


OFFICE = desk("Europe/Moscow", Interval(9 * 60, 13 * 60), Interval(14 * 60, 18 * 60))
ALWAYS = desk("Europe/Moscow", Interval(0, 1440), days=(*WEEKDAYS, "sat", "sun"))
NIGHT = desk("Europe/Moscow", Interval(20 * 60, 32 * 60))
BERLIN = desk("Europe/Berlin", Interval(0, 1440), days=(*WEEKDAYS, "sat", "sun"))
NEVER = desk("Europe/Moscow", days=())


def moscow(text: str) -> datetime:
    return datetime.fromisoformat(text + "+03:00").astimezone(UTC)
