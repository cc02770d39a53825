"""Working time: adding spans of it to a moment, and measuring it between two."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from models.errors import OtklikError
from models.rules.hours.calendars import Calendar
from models.rules.hours.segments import HORIZON as HORIZON
from models.rules.hours.segments import PATIENCE, Segments, moment, segments_around, segments_on

_NOTHING: Final = timedelta(0)
_DAY: Final = timedelta(days=1)


class NoWorkingTime(OtklikError):
    """Nothing opens within 366 days, so no deadline can be promised."""


@dataclass(frozen=True)
class WorkingDay:
    """The first opening and the last closing of what begins on one local date; aware UTC."""

    begins_on: date
    opens_at: datetime
    closes_at: datetime


#: opens, closes, worked, zeros of a table, its end and how many segments it has.
_Lists = tuple[list[datetime], list[datetime], list[timedelta], list[datetime], datetime, int]
_NO_LISTS: Final[_Lists] = ([], [], [], [], datetime.min.replace(tzinfo=UTC), 0)


class WorkingTime:
    """A calendar, compiled: aware moments in, aware UTC out, exact to the microsecond.

    A moment is open from the opening on and no longer at the closing. Segments are built when first asked
    for; one object may be shared by threads. Naive moments raise TypeError.
    Source: REQUIREMENTS E1, docs/adr/0004-ticket-clock.md
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.zone = calendar.zone
        self._table: Segments | None = None
        #: What the short way of `add` and `between` reads, in one look-up: a microsecond is the goal for each.
        self._lists = _NO_LISTS
        self._days: dict[date, WorkingDay | None] = {}

    def add(self, start: datetime, span: timedelta) -> datetime:
        """The earliest moment, from start on, by which that much working time has passed.

        So zero gives start itself, even outside hours, and a span that ends with the day ends at closing
        time, not at the next opening. Raises NoWorkingTime when 366 days in a row hold no opening, or
        after 50 years.
        """
        if span > _NOTHING:
            opens, closes, worked, zeros, ends, count = self._lists
            following = bisect_right(opens, start)
            if following and start < ends:
                within = following - 1
                wanted = (start - zeros[within] if start < closes[within] else worked[following]) + span
                last = bisect_left(worked, wanted) - 1
                if last < count:
                    return zeros[last] + wanted
        return self._add(start, span)

    def between(self, a: datetime, b: datetime) -> timedelta:
        """Working time from a to b; negative when b is earlier."""
        opens, closes, worked, zeros, ends, _ = self._lists
        after_a, after_b = bisect_right(opens, a), bisect_right(opens, b)
        if after_a and after_b and a < ends and b < ends:
            until_a = a - zeros[after_a - 1] if a < closes[after_a - 1] else worked[after_a]
            return (b - zeros[after_b - 1] if b < closes[after_b - 1] else worked[after_b]) - until_a
        table = self.covering(min(a, b), max(a, b))
        return table.until(b) - table.until(a)

    def is_open(self, at: datetime) -> bool:
        table = self.covering(at, at)
        following = bisect_right(table.opens, at)
        return following > 0 and at < table.closes[following - 1]

    def next_opening(self, at: datetime) -> datetime | None:
        """The first opening after that moment; None when there is none within 366 days."""
        table = self.covering(at, at + HORIZON)
        following = bisect_right(table.opens, at)
        if following == len(table.opens) or table.opens[following] - at > HORIZON:
            return None
        return table.opens[following]

    def current_closing(self, at: datetime) -> datetime | None:
        """When what is open at that moment closes; None when it is closed, or stays open for 366 days."""
        table = self.covering(at, at + HORIZON)
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
        day, left, closed_days = self.date_of(since), number, 0
        while closed_days <= HORIZON.days:
            day += _DAY
            found = self.opening_day(day)
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
        same = moment(day.begins_on, local.hour * 60 + local.minute, self.zone)
        return same if day.opens_at <= same < day.closes_at else day.opens_at

    def date_of(self, at: datetime) -> date:
        """The local date that a moment belongs to: during an overnight shift, the one that the shift began on."""
        day = at.astimezone(self.zone).date()
        yesterday = self.opening_day(day - _DAY)
        return day - _DAY if yesterday and at < yesterday.closes_at else day

    def opening_day(self, day: date) -> WorkingDay | None:
        """What begins on a local date; None when nothing does."""
        if day not in self._days:
            segments = list(segments_on(self.calendar, day))
            opens_at = min((opens for opens, _ in segments), default=None)
            closes_at = max((closes for _, closes in segments), default=None)
            self._days[day] = WorkingDay(day, opens_at, closes_at) if opens_at and closes_at else None
        return self._days[day]

    def covering(self, a: datetime, b: datetime) -> Segments:
        """The segments, from a or earlier to b or later; a is not after b."""
        table = self._table
        if table is None:
            return self._keep(segments_around(self.calendar, a, b))
        if a < table.begins or b >= table.ends:
            return self._keep(segments_around(self.calendar, min(a, table.begins), max(b, table.ends)))
        return table

    def reaching(self, start: datetime, span: timedelta, since: datetime | None = None) -> tuple[Segments, timedelta]:
        """Segments that hold the end of a span, and how much working time they have until then.

        since: from when on they are wanted, if not from start on. Raises NoWorkingTime.
        """
        table = self.covering(since or start, start)
        wanted = table.until(start) + span
        while wanted > table.worked[-1]:
            reached = max(start, table.closes[-1]) if table.closes else start
            if table.ends - reached > HORIZON or table.ends - start > PATIENCE:
                raise NoWorkingTime(after=reached.isoformat())
            # twice as long each time, or a span of decades would build the years before it over and over
            table = self.covering(table.begins, table.ends + max(HORIZON, table.ends - table.begins))
            wanted = table.until(start) + span
        return table, wanted

    def _keep(self, table: Segments) -> Segments:
        self._table = table
        lists = (table.opens, table.closes, table.worked, table.zeros, table.ends, len(table.opens))
        self._lists = lists if table.plain else _NO_LISTS
        return table

    def _add(self, start: datetime, span: timedelta) -> datetime:
        """The long way: zero, the table's edges, and tables where not every end may be promised."""
        if span <= _NOTHING:
            if span < _NOTHING:
                raise ValueError(f"span {span}: can't be negative")
            return start.astimezone(UTC)
        table, wanted = self.reaching(start, span)
        last = bisect_left(table.worked, wanted) - 1
        if not table.plain:
            _refuse_long_gap(table, start, last)
        due = table.zeros[last] + wanted
        if due - start > PATIENCE:
            raise NoWorkingTime(after=start.isoformat())
        return due


def _refuse_long_gap(table: Segments, start: datetime, last: int) -> None:
    first = bisect_right(table.closes, start)
    reached = start
    for index in range(first, last + 1):
        if table.opens[index] - reached > HORIZON:
            raise NoWorkingTime(after=reached.isoformat())
        reached = table.closes[index]
