"""Working hours as the regulation writes them: intervals of a week, holidays of a country, dated exceptions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Final, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, StrictBool, model_validator

from models.rules.hours.country_holidays import SHORTENS, holiday_year, read_country
from models.rules.hours.holiday_years import HolidayYear
from models.rules.hours.time_zones import TimezoneName
from models.rules.texts.localised import Localised, both
from models.rules.texts.problems import as_written, refusal

MINUTES_A_DAY: Final = 24 * 60
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LOST_ON_SHORTENED_DAYS: Final = 60
_SHORTENED: Final = both("Сокращённый день: на час короче", "Shortened day: an hour less")
_EXCEPTION: Final = both("Особый день по регламенту", "Special day of the regulation")
_NO_HOLIDAYS: Final = HolidayYear(provisional=False)
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


def an_hour_less(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same day, closing an hour earlier: the hour is taken from its end, over a break if need be."""
    left, lost = [], _LOST_ON_SHORTENED_DAYS
    for interval in sorted(intervals, reverse=True):
        length = interval.closes - interval.opens
        if length > lost:
            left.append(Interval(interval.opens, interval.closes - lost))
        lost = max(0, lost - length)
    return tuple(reversed(left))


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


Country = Annotated[str, BeforeValidator(read_country)]
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


def _working_for(instead: date | None) -> Localised:
    if instead is None:
        return both("Рабочий день по переносу", "Working day by exchange")
    return both(f"Рабочий день вместо {instead:%d.%m.%Y}", f"Working day instead of {instead:%Y-%m-%d}")


class Calendar(_Part):
    """Hours of a week, and on which days they are others.

    holidays: whose holidays are off. shortened: days before them close an hour earlier. moved_days: weekend days
    that the country works have the hours of the weekday whose day off they were exchanged for. A dated exception
    wins over all of it.
    """

    timezone: TimezoneName
    week: Week
    holidays: Country | None = None
    shortened: StrictBool = False
    moved_days: StrictBool = True
    exceptions: tuple[CalendarException, ...] = ()

    @model_validator(mode="after")
    def _shortens_what_is_known(self) -> Self:
        if self.shortened and self.holidays not in SHORTENS:
            countries = ", ".join(sorted(SHORTENS))
            raise refusal(
                both("shortened = true", "shortened = true"),
                both(f"только с holidays = «{countries}»", f'only with holidays = "{countries}"'),
                ("shortened",),
            )
        return self

    def __copy__(self) -> Self:
        """A changed copy answers by its own rules, not by what was found for this one."""
        copied = super().__copy__()
        for found in ("dated_by_year", "by_weekday"):
            copied.__dict__.pop(found, None)
        return copied

    @cached_property
    def by_weekday(self) -> tuple[Intervals, ...]:
        return tuple(self.week.on(weekday) for weekday in range(len(WEEKDAYS)))

    @cached_property
    def dated_by_year(self) -> dict[int, dict[date, Intervals]]:
        """The years that were asked for: what opens on each date that is not what its weekday says."""
        return {}

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def intervals_on(self, day: date) -> Intervals:
        """What opens on that date. Quick: a year is worked out once."""
        dated = self.dated_by_year.get(day.year)
        if dated is None:
            dated = self.dated_by_year[day.year] = self._dated_days(day.year)
        intervals = dated.get(day)
        return self.by_weekday[day.weekday()] if intervals is None else intervals

    def days_around(self, day: date) -> list[Intervals]:
        """What opens the day before, on the day and the day after."""
        return [self.intervals_on(day + timedelta(days=offset)) for offset in (-1, 0, 1)]

    def exception_on(self, day: date) -> CalendarException | None:
        return next((exception for exception in self.exceptions if exception.date == day), None)

    def holidays_of(self, year: int) -> HolidayYear:
        """What its country says of that year; nothing where the calendar names none."""
        return holiday_year(self.holidays, year) if self.holidays else _NO_HOLIDAYS

    def provisional(self, year: int) -> bool:
        """Whether days of that year may still be corrected: there is no official word on it, or none at all."""
        return self.holidays_of(year).provisional

    def day_note(self, day: date, language: str) -> str | None:
        """Why that date is not what its weekday says, in words for people; None when it is."""
        said, exception = self.holidays_of(day.year), self.exception_on(day)
        if exception and exception.note:
            return exception.note
        if day in said.off and not self.intervals_on(day):
            return said.off[day].in_(language)
        if exception:
            return _EXCEPTION.in_(language)
        notes = [_working_for(said.working[day])] if day in self.moved_in(day.year) else []
        notes += [_SHORTENED] if day in self.shortened_in(day.year) else []
        return "; ".join(note.in_(language) for note in notes) or None

    def _dated_days(self, year: int) -> dict[date, Intervals]:
        said = self.holidays_of(year)
        dated: dict[date, Intervals] = {day: () for day in said.off}
        for day in self.moved_in(year):
            dated[day] = self.week.on(said.weekday_worked(day))
        for day in self.shortened_in(year):
            dated[day] = an_hour_less(dated.get(day, self.week.on(day.weekday())))
        return dated | {one.date: one.intervals for one in self.exceptions if one.date.year == year}

    def moved_in(self, year: int) -> list[date]:
        """Weekend days that are worked, where the weekday whose hours they have has any."""
        said = self.holidays_of(year)
        return [day for day in said.working if self.moved_days and self.week.on(said.weekday_worked(day))]

    def shortened_in(self, year: int) -> list[date]:
        """Days that close an hour earlier, of those that are open at all."""
        if not self.shortened:
            return []
        said, moved = self.holidays_of(year), self.moved_in(year)
        return [
            day
            for day in sorted(said.shortened)
            if day in moved or (day not in said.working and self.week.on(day.weekday()))
        ]
