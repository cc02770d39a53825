"""What a calendar opens, as segments of time with prefix sums: the one definition that all counting of hours uses."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from models.rules.hours.calendars import MINUTES_A_DAY, Calendar

#: The longest time without an opening that a span may lead across, and the longest way to its end.
HORIZON: Final = timedelta(days=366)
PATIENCE: Final = timedelta(days=50 * 366)
_NOTHING: Final = timedelta(0)
_MARGIN: Final = timedelta(days=31)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Segments:
    """Everything that is open between two moments; aware UTC.

    Segments are disjoint, ordered and never touch; none begins before `begins`. worked[i] is the working time before
    segment i counted from the first one; the last entry is the total. zeros[i] is opens[i] - worked[i]: inside
    segment i, a moment less zeros[i] is the working time until then, and the other way round.
    """

    begins: datetime
    ends: datetime
    opens: list[datetime]
    closes: list[datetime]
    worked: list[timedelta]
    zeros: list[datetime]

    def until(self, at: datetime) -> timedelta:
        """Working time from `begins` to a moment not before it and before `ends`."""
        following = bisect_right(self.opens, at)
        if following and at < self.closes[following - 1]:
            return at - self.zeros[following - 1]
        return self.worked[following]

    @cached_property
    def plain(self) -> bool:
        """Whether every end found in it may be promised: it spans no longer than the patience, and has no gap
        longer than the horizon."""
        edges = [self.begins, *self.closes]
        return edges[-1] - self.begins <= PATIENCE and all(
            opening - closing <= HORIZON for closing, opening in zip(edges, self.opens, strict=False)
        )


def segments_around(calendar: Calendar, a: datetime, b: datetime) -> Segments:
    """The segments from a month before a until a year after b."""
    zone = calendar.zone
    first, last = (a.astimezone(zone) - _MARGIN).date(), (b.astimezone(zone) + HORIZON).date()
    begins, ends = moment(first + _DAY, 0, zone), moment(last, 0, zone)
    opens: list[datetime] = []
    closes: list[datetime] = []
    for opening, closing in sorted(_segments(calendar, first, last)):
        if closing <= begins:
            continue
        if closes and opening <= closes[-1]:
            closes[-1] = max(closes[-1], closing)
        else:
            opens.append(max(opening, begins))
            closes.append(closing)
    worked, zeros = [_NOTHING], []
    for opening, closing in zip(opens, closes, strict=True):
        zeros.append(opening - worked[-1])
        worked.append(worked[-1] + (closing - opening))
    return Segments(begins, ends, opens, closes, worked, zeros)


def _segments(calendar: Calendar, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    day = first
    while day <= last:
        yield from segments_on(calendar, day)
        day += _DAY


def segments_on(calendar: Calendar, day: date) -> Iterator[tuple[datetime, datetime]]:
    """What begins on one local date, as it is written: unordered, and neighbours may touch."""
    zone = calendar.zone
    for interval in calendar.intervals_on(day):
        opening, closing = moment(day, interval.opens, zone), moment(day, interval.closes, zone)
        if opening < closing:
            yield opening, closing


def moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """When a clock on the wall first shows that time, or first passes it where it is skipped; aware UTC.

    minute: from the midnight that begins the day; 1440 and more is the next day.
    """
    days, within = divmod(minute, MINUTES_A_DAY)
    wall = datetime.combine(day + timedelta(days=days), time(within // 60, within % 60), zone)
    found = wall.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return found
    return _skipped(wall.replace(fold=1).astimezone(UTC), found, zone)


def _skipped(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the clock jumps, between a moment before it and one not before it."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == offset else (before, middle)
    return after
