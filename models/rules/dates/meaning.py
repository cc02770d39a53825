"""What written words mean at one moment for one desk: a weekday becomes a date, a day its closing time."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from models.phrases.times import MONTHS, moment
from models.rules.dates.lengths import both_halves
from models.rules.dates.refusals import AmbiguousDate, NoSuchDate, NotADate, PastDate, TooFar
from models.rules.dates.values import Ahead, Day, EndOf, OnDate, Span, TimeOfDay, Weekday, Written
from models.rules.hours.working_time import NoWorkingTime, WorkingDay, WorkingTime

LONGEST: Final = timedelta(days=366)
#: Readable at any time.
EXAMPLES: Final = {
    "ru": ("+2 рабочих дня", "завтра 15:00", "до пятницы 18:00"),
    "en": ("+2 working days", "tomorrow 15:00", "until Friday 18:00"),
}
_DAY: Final = timedelta(days=1)
_INSTANT: Final = timedelta(microseconds=1)
_MINUTE: Final = timedelta(minutes=1)
_MIDNIGHT: Final = TimeOfDay(0)
#: 29 February comes after at most eight years.
_MONTHS_SEARCHED: Final = 9 * 12
_MOST_SUGGESTIONS: Final = 4


class Meaning:
    """now: aware UTC. language: of the suggestions."""

    def __init__(self, now: datetime, hours: WorkingTime, language: str) -> None:
        self._now = now
        self._hours = hours
        self._language = language
        self._today = now.astimezone(hours.zone).date()

    def of(self, written: Written) -> tuple[datetime, bool]:
        """Aware UTC, after now; and whether it rolled on to a working day. Raises NotADate."""
        try:
            at, rolled = self._meant(written)
        except (NoWorkingTime, OverflowError):
            raise TooFar(*EXAMPLES[self._language]) from None
        if at <= self._now:
            raise self._past(written, moment(at, self._now, self._hours.zone.key, self._language))
        if at - self._now > LONGEST:
            raise TooFar(*EXAMPLES[self._language])
        return at, rolled

    def ambiguous(self, *readings: Written) -> AmbiguousDate:
        """Those of the readings that are ahead, to choose from."""
        suggestions: list[str] = []
        for reading in readings:
            try:
                suggestions.append(self._until(self.of(reading)[0]))
            except AmbiguousDate as finer:
                suggestions.extend(finer.suggestions)
            except NotADate:
                continue
        chosen = tuple(dict.fromkeys(suggestions))[:_MOST_SUGGESTIONS]
        return AmbiguousDate(*(chosen or EXAMPLES[self._language]))

    def _meant(self, written: Written) -> tuple[datetime, bool]:
        if isinstance(written.day, Span):
            return self._after(written.day, written.time)
        if isinstance(written.day, EndOf):
            return self._end_of(written.day, written)
        if written.day is None:
            return self._at_time(self._today, written.time or _MIDNIGHT), False
        return self._on(self._the_day(written.day, written), written)

    def _after(self, span: Span, at: TimeOfDay | None) -> tuple[datetime, bool]:
        if span.unit == "minute":
            return self._hours.add(self._now, self._limited(span.count * _MINUTE)), False
        self._limited(span.count * _DAY)
        if span.unit == "working_day":
            working = self._hours.working_day(self._now, span.count)
            return self._at_time(working.begins_on, at) if at else working.closes_at, False
        months = span.unit == "month"
        day = _months_after(self._today, span.count) if months else self._today + span.count * _DAY
        return self._on(day, Written(span, at))

    def _limited(self, span: timedelta) -> timedelta:
        """Before anybody counts that far. Raises TooFar."""
        if span > LONGEST:
            raise TooFar(*EXAMPLES[self._language])
        return span

    def _on(self, day: date, written: Written) -> tuple[datetime, bool]:
        """At the time that was typed, else when the desk closes."""
        self._limited(day - self._today)
        if self._today - day > LONGEST:
            raise self._past(written)
        if written.time:
            return self._at_time(day, written.time), False
        working = self._working_day_from(day)
        return working.closes_at, working.begins_on != day

    def _the_day(self, day: Day, written: Written) -> date:
        also = written.also
        if isinstance(day, Weekday) and also is not None:
            day, also = also, day
        found = self._weekday(day, written) if isinstance(day, Weekday) else self._date(day)
        if isinstance(also, Weekday) and also.number != found.weekday():
            raise self.ambiguous(replace(written, day=day, also=None), replace(written, day=also, also=None))
        return found

    def _date(self, day: Day) -> date:
        """The next such date, today included. Raises NoSuchDate."""
        if isinstance(day, Ahead):
            return self._today + timedelta(days=day.days)
        assert isinstance(day, OnDate)  # what else has a date of its own
        if day.year is not None:
            found = _real(day.year, day.month or 0, day.day)
            if found:
                return found
            raise NoSuchDate(*EXAMPLES[self._language])
        for further in range(_MONTHS_SEARCHED):
            year, month = divmod(self._today.year * 12 + self._today.month - 1 + further, 12)
            found = _real(year, month + 1, day.day) if day.month in (None, month + 1) else None
            if found and found >= self._today:
                return found
        raise NoSuchDate(*EXAMPLES[self._language])

    def _weekday(self, day: Weekday, written: Written) -> date:
        since_monday = self._today.weekday()
        coming = self._today + timedelta(days=(day.number - since_monday - 1) % 7 + 1)
        if day.said == "this":
            return self._today + timedelta(days=day.number - since_monday)
        if day.said == "next" and coming.isocalendar()[:2] == self._today.isocalendar()[:2]:
            two = (coming, coming + 7 * _DAY)
            raise self.ambiguous(*(replace(written, day=OnDate(d.day, d.month, d.year)) for d in two))
        later_today = not day.said and day.number == since_monday and written.time is not None
        if later_today and self._at_time(self._today, written.time or _MIDNIGHT) > self._now:
            return self._today
        return coming

    def _end_of(self, end: EndOf, written: Written) -> tuple[datetime, bool]:
        """When the last working day of that week, month or year closes."""
        if end.unit == "day":
            return self._on(self._today, written)
        first, last = _bounds(end, self._today)
        day = self._working_day_from(max(first, self._today))
        if day.begins_on > last:
            raise self._past(written)
        following: WorkingDay | None = day
        while following and following.begins_on <= last:
            day, following = following, self._working_day_after(following)
        if day.closes_at <= self._now:
            raise self._past(written)
        return day.closes_at, False

    def _working_day_from(self, day: date) -> WorkingDay:
        """That day, or the first one after it on which the desk opens. Raises NoWorkingTime."""
        return self._hours.working_day(self._wall(day, _MIDNIGHT) - _INSTANT, 1)

    def _working_day_after(self, day: WorkingDay) -> WorkingDay | None:
        try:
            return self._working_day_from(day.begins_on + _DAY)
        except NoWorkingTime:
            return None

    def _at_time(self, day: date, at: TimeOfDay) -> datetime:
        """A bare «5» is the one of five and seventeen at which somebody works. Raises AmbiguousDate, NoSuchDate."""
        if at.sure:
            return self._wall(day, at)
        both = both_halves(at)
        found = [self._wall(day, half) for half in both]
        working = [one for one in found if self._hours.is_open(one) or self._hours.is_open(one - _INSTANT)]
        if len(working) == 1:
            return working[0]
        ahead = [self._until(one) for one in found if one > self._now]
        raise AmbiguousDate(*(ahead or EXAMPLES[self._language]))

    def _wall(self, day: date, at: TimeOfDay) -> datetime:
        """The first moment at which the clock on the wall shows that. Raises NoSuchDate where it jumps over it."""
        day, hour = (day + _DAY, 0) if at.hour == 24 else (day, at.hour)
        wall = datetime.combine(day, time(hour, at.minute), self._hours.zone)
        found = wall.astimezone(UTC)
        shown = found.astimezone(self._hours.zone).replace(tzinfo=None) == wall.replace(tzinfo=None)
        if not shown and at != _MIDNIGHT:  # a day that lacks its midnight begins all the same
            raise NoSuchDate(self._until(found))
        return found

    def _past(self, written: Written, said: str = "") -> PastDate:
        """Suggests the same time tomorrow, or the end of the next working day."""
        try:
            if written.time and written.time.sure:
                later = self._wall(self._today + _DAY, written.time)
            else:
                later = self._hours.working_day(self._now, 1).closes_at
        except (NoWorkingTime, NotADate):
            return PastDate(*EXAMPLES[self._language], said=said)
        return PastDate(self._until(later), said=said)

    def _until(self, at: datetime) -> str:
        """«до 5 декабря 18:00», as it may be typed: with its year where that is not this one."""
        local = (at + _MINUTE - _INSTANT).astimezone(self._hours.zone)
        name = MONTHS[self._language][local.month - 1]
        year = "" if local.year == self._today.year else f" {local.year}"
        return f"{'до' if self._language == 'ru' else 'by'} {local.day} {name}{year} {local:%H:%M}"


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return next(found for back in range(4) if (found := _real(year, month + 1, day.day - back)))


def _bounds(end: EndOf, today: date) -> tuple[date, date]:
    """The first and the last day of a week, month or year."""
    if end.unit == "week":
        first = today + timedelta(days=7 * end.further - today.weekday())
        return first, first + 6 * _DAY
    months = 12 if end.unit == "year" else 1
    first = _months_after(today.replace(day=1, month=1 if months == 12 else today.month), months * end.further)
    return first, _months_after(first, months) - _DAY
