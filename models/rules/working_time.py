"""Working time: adding spans of it to a moment, and measuring it between two."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from models.errors import OtklikError
from models.rules.calendars import MINUTES_A_DAY, Calendar, Interval

HORIZON: Final = timedelta(days=366)
_NOTHING: Final = timedelta(0)
_MARGIN: Final = timedelta(days=31)
_DAY: Final = timedelta(days=1)
_PATIENCE: Final = timedelta(days=50 * 366)


class NoWorkingTime(OtklikError):
    """Nothing opens within 366 days, so no deadline can be promised."""


@dataclass(frozen=True)
class WorkingDay:
    """The first opening and the last closing of what begins on one local date; aware UTC."""

    begins_on: date
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class _Table:
    """Everything that is open between two moments, as segments with prefix sums.

    Segments are disjoint, ordered and never touch. `worked[i]` is the working time before segment i
    counted from the first one; the last entry is the total.
    """

    begins: datetime
    ends: datetime
    opens: list[datetime]
    closes: list[datetime]
    worked: list[timedelta]

    def until(self, at: datetime) -> timedelta:
        """Working time from the table's beginning to a moment inside the table."""
        following = bisect_right(self.opens, at)
        if not following:
            return _NOTHING
        within = following - 1
        if at >= self.closes[within]:
            return self.worked[following]
        return self.worked[within] + (at - self.opens[within])

    @cached_property
    def gapped(self) -> bool:
        """Whether some closed time is longer than the horizon (then a slower path looks closer)."""
        return any(
            opening - closing > HORIZON
            for closing, opening in zip([self.begins, *self.closes], self.opens, strict=False)
        )


class WorkingTime:
    """A calendar, compiled: aware moments in, aware UTC out, exact to the microsecond.

    A moment is open from the opening on and no longer at the closing. Segments are built when first asked
    for; one object may be shared by threads. Naive moments raise TypeError.
    Source: REQUIREMENTS E1, docs/adr/0004-ticket-clock.md
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.zone = calendar.zone
        self._exceptions = calendar.intervals_by_date()
        self._table: _Table | None = None

    def add(self, start: datetime, span: timedelta) -> datetime:
        """The earliest moment, from start on, by which that much working time has passed.

        So zero gives start itself, even outside hours, and a span that ends with the day ends at closing
        time, not at the next opening. Raises NoWorkingTime when 366 days in a row hold no opening, or
        after 50 years.
        """
        if span <= _NOTHING:
            if span < _NOTHING:
                raise ValueError(f"span {span}: can't be negative")
            return start.astimezone(UTC)
        table = self._covering(start, start)
        wanted = table.until(start) + span
        while wanted > table.worked[-1]:
            table, wanted = self._further(table, start, span)
        last = bisect_left(table.worked, wanted) - 1
        if table.gapped:
            self._refuse_long_gap(table, start, last)
        return table.opens[last] + (wanted - table.worked[last])

    def between(self, a: datetime, b: datetime) -> timedelta:
        """Working time from a to b; negative when b is earlier."""
        if b < a:
            return -self.between(b, a)
        table = self._covering(a, b)
        return table.until(b) - table.until(a)

    def is_open(self, at: datetime) -> bool:
        table = self._covering(at, at)
        following = bisect_right(table.opens, at)
        return following > 0 and at < table.closes[following - 1]

    def next_opening(self, at: datetime) -> datetime | None:
        """The first opening after that moment; None when there is none within 366 days."""
        table = self._covering(at, at + HORIZON)
        following = bisect_right(table.opens, at)
        if following == len(table.opens) or table.opens[following] - at > HORIZON:
            return None
        return table.opens[following]

    def current_closing(self, at: datetime) -> datetime | None:
        """When what is open at that moment closes; None when it is closed, or stays open for 366 days."""
        table = self._covering(at, at + HORIZON)
        following = bisect_right(table.opens, at)
        if not following or at >= table.closes[following - 1]:
            return None
        closing = table.closes[following - 1]
        return None if closing - at > HORIZON else closing

    def working_day(self, since: datetime, number: int) -> WorkingDay:
        """The number-th working day after the one that `since` belongs to (which doesn't count).

        A day is a local date on which something opens; after midnight an overnight shift still belongs to the
        date it began on. Raises NoWorkingTime.
        """
        if number < 1:
            raise ValueError(f"working day {number}: counted from 1")
        day, left, closed_days = self._date_of(since), number, 0
        while closed_days <= HORIZON.days:
            day += _DAY
            found = self._day(day)
            if found is None:
                closed_days += 1
                continue
            left, closed_days = left - 1, 0
            if not left:
                return found
        raise NoWorkingTime(after=since.isoformat())

    def at_time_of_day(self, day: WorkingDay, like: datetime) -> datetime:
        """The moment of that day with the local time of `like`; the day's opening if that is not open."""
        local = like.astimezone(self.zone)
        moment = _moment(day.begins_on, local.hour * 60 + local.minute, self.zone)
        return moment if day.opens_at <= moment < day.closes_at else day.opens_at

    def _date_of(self, at: datetime) -> date:
        day = at.astimezone(self.zone).date()
        yesterday = self._day(day - _DAY)
        return day - _DAY if yesterday and at < yesterday.closes_at else day

    def _day(self, day: date) -> WorkingDay | None:
        segments = list(self._segments_of(day))
        if not segments:
            return None
        return WorkingDay(day, min(opens for opens, _ in segments), max(closes for _, closes in segments))

    def _covering(self, a: datetime, b: datetime) -> _Table:
        table = self._table
        if table is None:
            table = self._table = self._build(a, b)
        elif a < table.begins or b >= table.ends:
            table = self._table = self._build(min(a, table.begins), max(b, table.ends))
        return table

    def _further(self, table: _Table, start: datetime, span: timedelta) -> tuple[_Table, timedelta]:
        reached = max(start, table.closes[-1]) if table.closes else start
        if table.ends - reached > HORIZON or table.ends - start > _PATIENCE:
            raise NoWorkingTime(after=reached.isoformat())
        longer = self._covering(table.begins, table.ends + HORIZON)
        return longer, longer.until(start) + span

    def _refuse_long_gap(self, table: _Table, start: datetime, last: int) -> None:
        first = bisect_right(table.closes, start)
        reached = start
        for index in range(first, last + 1):
            if table.opens[index] - reached > HORIZON:
                raise NoWorkingTime(after=reached.isoformat())
            reached = table.closes[index]

    def _build(self, a: datetime, b: datetime) -> _Table:
        first = (a.astimezone(self.zone) - _MARGIN).date()
        last = (b.astimezone(self.zone) + HORIZON).date()
        opens: list[datetime] = []
        closes: list[datetime] = []
        for opening, closing in sorted(self._segments(first, last)):
            if closes and opening <= closes[-1]:
                closes[-1] = max(closes[-1], closing)
            else:
                opens.append(opening)
                closes.append(closing)
        worked = [_NOTHING]
        for opening, closing in zip(opens, closes, strict=True):
            worked.append(worked[-1] + (closing - opening))
        return _Table(_moment(first + _DAY, 0, self.zone), _moment(last, 0, self.zone), opens, closes, worked)

    def _segments(self, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
        day = first
        while day <= last:
            yield from self._segments_of(day)
            day += _DAY

    def _segments_of(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for interval in self._intervals_on(day):
            opening = _moment(day, interval.opens, self.zone)
            closing = _moment(day, interval.closes, self.zone)
            if opening < closing:
                yield opening, closing

    def _intervals_on(self, day: date) -> tuple[Interval, ...]:
        exception = self._exceptions.get(day)
        return self.calendar.week.on(day.weekday()) if exception is None else exception


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """When a clock on the wall first shows that time, or first passes it where it is skipped."""
    days, within = divmod(minute, MINUTES_A_DAY)
    wall = datetime.combine(day + timedelta(days=days), time(within // 60, within % 60), zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    return _skipped(wall.replace(fold=1).astimezone(UTC), moment, zone)


def _skipped(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the clock jumps, between a moment before it and one not before it."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == offset else (before, middle)
    return after
