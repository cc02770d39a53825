"""Working hours as the regulation writes them: intervals of a week and dated exceptions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from typing import Annotated, Final
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, StrictBool, model_validator

from models.rules.localised import both
from models.rules.regulation_problems import as_written, did_you_mean, refusal

MINUTES_A_DAY: Final = 24 * 60
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_INTERVAL = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True, order=True)
class Interval:
    """Open from one minute up to, and without, another.

    opens, closes: minutes from the midnight that begins the day. An overnight interval belongs to the
    day it opens on: its `closes` is past 1440.
    """

    opens: int
    closes: int

    def __str__(self) -> str:
        return f"{_clock_face(self.opens)}–{_clock_face(self.closes)}"


def parse_interval(text: str) -> Interval:
    """`09:00-18:00`, overnight `22:00-06:00`, the whole day `00:00-24:00`. Raises ValueError."""
    match = _INTERVAL.fullmatch(text.strip())
    if not match:
        raise ValueError(f"not an interval: {text!r}")
    from_hour, from_minute, to_hour, to_minute = (int(part) for part in match.groups())
    opens, closes = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if from_minute > 59 or to_minute > 59 or opens >= MINUTES_A_DAY or closes > MINUTES_A_DAY:
        raise ValueError(f"no such time of day: {text!r}")
    if opens == closes:
        raise ValueError(f"opens and closes at the same minute: {text!r}")
    return Interval(opens, closes if closes > opens else closes + MINUTES_A_DAY)


def overlapping(days: Sequence[Iterable[Interval]]) -> tuple[Interval, Interval] | None:
    """The first two intervals that share a minute, in consecutive days (the first day's minutes count)."""
    shifted = sorted(
        (Interval(interval.opens + day * MINUTES_A_DAY, interval.closes + day * MINUTES_A_DAY), interval)
        for day, intervals in enumerate(days)
        for interval in intervals
    )
    for (earlier, written), (later, other) in pairwise(shifted):
        if later.opens < earlier.closes:
            return written, other
    return None


def _clock_face(minute: int) -> str:
    within = minute if minute == MINUTES_A_DAY else minute % MINUTES_A_DAY
    return f"{within // 60:02}:{within % 60:02}"


def _read_interval(value: object) -> Interval:
    if isinstance(value, Interval):
        return value
    try:
        return parse_interval(value if isinstance(value, str) else "")
    except ValueError:
        raise refusal(
            as_written(value),
            both(
                "интервал вида «09:00-18:00», через полночь «22:00-06:00», круглые сутки «00:00-24:00»",
                'an interval such as "09:00-18:00", overnight "22:00-06:00", the whole day "00:00-24:00"',
            ),
        ) from None


def _read_date(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise refusal(
        as_written(value),
        both("дата вида 2026-05-01, без кавычек", "a date such as 2026-05-01, without quotes"),
    )


@cache
def zone_names() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


def _read_timezone(value: object) -> str:
    if isinstance(value, str) and value in zone_names():
        return value
    raise refusal(
        as_written(value),
        did_you_mean(
            both("имя пояса IANA, например Europe/Moscow", "an IANA zone name such as Europe/Moscow"),
            _near_zone(value) if isinstance(value, str) else None,
        ),
    )


def _near_zone(written: str) -> str | None:
    """`Moscow` and `europe/moskow` both mean Europe/Moscow."""
    by_city = {name.rpartition("/")[2].lower(): name for name in zone_names()}
    by_name = {name.lower(): name for name in zone_names()}
    for known in (by_name, by_city):
        near = get_close_matches(written.lower(), known, n=1, cutoff=0.75)
        if near:
            return known[near[0]]
    return None


TimezoneName = Annotated[str, BeforeValidator(_read_timezone)]
Day = Annotated[date, BeforeValidator(_read_date)]
Intervals = tuple[Annotated[Interval, BeforeValidator(_read_interval)], ...]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Week(_Part):
    mon: Intervals = ()
    tue: Intervals = ()
    wed: Intervals = ()
    thu: Intervals = ()
    fri: Intervals = ()
    sat: Intervals = ()
    sun: Intervals = ()

    def on(self, weekday: int) -> Intervals:
        """weekday: 0 is Monday, as in `date.weekday()`."""
        intervals: Intervals = getattr(self, WEEKDAYS[weekday])
        return intervals


class CalendarException(_Part):
    """What one date does instead of its weekday. A shift that began the evening before still ends."""

    date: Day
    closed: StrictBool = False
    intervals: Intervals = ()
    note: str = ""

    @model_validator(mode="after")
    def _says_one_thing(self) -> "CalendarException":
        if self.closed == bool(self.intervals):
            raise refusal(
                both("и closed, и intervals", "both closed and intervals")
                if self.closed
                else both("ни closed, ни intervals", "neither closed nor intervals"),
                both("либо closed = true, либо intervals", "either closed = true or intervals"),
            )
        return self


class Calendar(_Part):
    timezone: TimezoneName
    week: Week
    exceptions: tuple[CalendarException, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def intervals_by_date(self) -> dict[date, Intervals]:
        """The exceptions: what opens on each of their dates."""
        return {exception.date: exception.intervals for exception in self.exceptions}

    def intervals_on(self, day: date) -> Intervals:
        for exception in self.exceptions:
            if exception.date == day:
                return exception.intervals
        return self.week.on(day.weekday())

    def days_around(self, day: date) -> list[Intervals]:
        """What opens the day before, on the day and the day after."""
        return [self.intervals_on(day + timedelta(days=offset)) for offset in (-1, 0, 1)]
