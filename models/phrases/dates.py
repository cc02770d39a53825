"""Dates, spells and amounts as an account of time lists them: short, exact, in the order in which they add up."""

from datetime import date as Date
from datetime import datetime, timedelta

from models.phrases.catalogue import say
from models.phrases.times import MONTHS, SHORT_WEEKDAY


def short_date(day: Date, language: str, year: int) -> str:
    """«пт 6 ноября»; with its year when that is not `year`."""
    return f"{SHORT_WEEKDAY[language][day.weekday()]} {_date(day, language, year)}"


def date_range(first: Date, last: Date, language: str, year: int) -> str:
    """«11–13 ноября», «30 октября – 2 ноября», and one date with its weekday."""
    if first == last:
        return short_date(first, language, year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_date(last, language, year)}"
    return f"{_date(first, language, last.year)} – {_date(last, language, year)}"


def time_of_day(local: datetime, *, seconds: bool = False) -> str:
    """«14:20», «14:20:37»; rounded down. local: in the zone of whoever reads it."""
    return f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"


def short_amount(span: timedelta, language: str) -> str:
    """«4 ч 10 мин», «30 с», «0 мин»: hours are not made into days, as a working day has its own length."""
    total = int(span.total_seconds())
    counts = (total // 3600, total // 60 % 60, total % 60)
    units = ("time.short_hours", "time.short_minutes", "time.short_seconds")
    words = [say(language, unit, count=count) for unit, count in zip(units, counts, strict=True) if count]
    return " ".join(words) or say(language, "time.short_minutes", count=0)


def _date(day: Date, language: str, year: int) -> str:
    named = f"{day.day} {MONTHS[language][day.month - 1]}"
    return named if day.year == year else f"{named} {day.year}"
