"""Calendars and moments as tests write them."""

from datetime import UTC, date, datetime

from models.rules.hours.calendars import Calendar, CalendarException, Interval, Week, parse_interval
from models.rules.hours.working_time import WorkingTime

FIVE_DAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = {day: "09:00-18:00" for day in FIVE_DAYS}
ALWAYS = {day: "00:00-24:00" for day in (*FIVE_DAYS, "sat", "sun")}


def hours(
    week: dict[str, str],
    zone: str = "Europe/Moscow",
    exceptions: dict[date, str] | None = None,
    **more: object,
) -> WorkingTime:
    """week, exceptions: `09:00-13:00,14:00-18:00`; an exception of nothing is closed. more: keys of a calendar."""
    dated = [
        CalendarException(date=day, closed=not text, intervals=_intervals(text))
        for day, text in (exceptions or {}).items()
    ]
    written = Week(**{day: _intervals(text) for day, text in week.items()})
    return WorkingTime(
        Calendar.model_validate({"timezone": zone, "week": written, "exceptions": tuple(dated), **more})
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def moscow(text: str) -> datetime:
    """`2026-10-01 12:00` by the clock of Moscow."""
    return at(f"{text}+03:00")


def _intervals(text: str) -> tuple[Interval, ...]:
    return tuple(parse_interval(one) for one in text.split(",")) if text else ()
