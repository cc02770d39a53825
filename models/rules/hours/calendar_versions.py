"""Which calendar a deadline was reckoned with: a digest that changes when the hours may have."""

import hashlib
import json

from models.rules.hours.calendars import Calendar
from models.rules.hours.country_holidays import holiday_version


def calendar_version(calendar: Calendar) -> str:
    """12 hexadecimal digits, the same in every process.

    Of the zone, the week, the exceptions, whose holidays and of which version; notes for people don't count, and
    neither does the order of exceptions.
    """
    said = {
        "timezone": calendar.timezone,
        "week": [sorted(_pairs(calendar, weekday)) for weekday in range(7)],
        "exceptions": sorted(
            (one.date.isoformat(), sorted((interval.opens, interval.closes) for interval in one.intervals))
            for one in calendar.exceptions
        ),
        "holidays": calendar.holidays and [calendar.holidays, holiday_version(calendar.holidays)],
        "shortened": calendar.shortened,
        "moved_days": calendar.moved_days,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12]


def _pairs(calendar: Calendar, weekday: int) -> list[tuple[int, int]]:
    return [(interval.opens, interval.closes) for interval in calendar.week.on(weekday)]
