"""How a deadline came about: what counted, what did not, what moved it. The words are in explanation.py."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from models.rules.deadlines.clock_states import ClockState, Extension, Pause
from models.rules.hours.terms import Term, Unit, shifted, term_end
from models.rules.hours.working_time import WorkingTime

_DAY: Final = timedelta(days=1)
_NOTHING: Final = timedelta(0)
_MOMENT: Final = timedelta.resolution
#: A date that an agent named moves like working time.
_NAMED_DATE: Final = Term(Unit.WORKING_TIME)

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class Worked:
    """Working time that counted, of stretches that begin on one date of the desk."""

    day: date
    stretches: tuple[Stretch, ...]

    @property
    def amount(self) -> timedelta:
        return sum((ends - begins for begins, ends in self.stretches), _NOTHING)


@dataclass(frozen=True)
class CountedDays:
    """Working days in a row that were counted whole."""

    first: date
    last: date
    days: int


@dataclass(frozen=True)
class DaysOff:
    """Dates of the desk in a row on which nothing opens."""

    first: date
    last: date


@dataclass(frozen=True)
class AfterHours:
    """The clock began on a working day of which nothing was left."""

    day: date
    since: datetime


@dataclass(frozen=True)
class LastDay:
    """Where days of the calendar or months end. due_on: another date than `last` when that is a day off."""

    last: date
    due_on: date


@dataclass(frozen=True)
class Waited:
    """For the requester. until: None while it lasts. due: the deadline after it. in_flight: for an answer that was on
    its way and never arrived.
    """

    since: datetime
    until: datetime | None
    due: datetime
    in_flight: bool = False


Entry = Worked | CountedDays | DaysOff | AfterHours | LastDay | Waited


@dataclass(frozen=True)
class Leg:
    """The way to one promise: the first by the term of the policy, each further one by an extension.

    entries: in the order of time. due: with the waits of this leg; the last leg's is the deadline of the clock.
    """

    begins: datetime
    term: Term
    extension: Extension | None
    entries: tuple[Entry, ...]
    due: datetime

    @property
    def counted(self) -> timedelta:
        """What the listed stretches of working time come to."""
        return sum((entry.amount for entry in self.entries if isinstance(entry, Worked)), _NOTHING)


def legs(state: ClockState, hours: WorkingTime) -> tuple[Leg, ...]:
    """Every promise of one clock, reckoned as `fold` did. Raises NoWorkingTime."""
    bounds = [state.since, *(extension.at for extension in state.extensions), None]
    found = []
    for number, (begins, ends) in enumerate(pairwise(bounds)):
        assert begins is not None
        pauses = _within(state.pauses, begins, ends)
        extension = state.extensions[number - 1] if number else None
        found.append(_leg(state, begins, pauses, extension, hours))
    return tuple(found)


def _within(pauses: Sequence[Pause], begins: datetime, ends: datetime | None) -> list[Pause]:
    """What of the pauses lies between two moments."""
    found = []
    for pause in pauses:
        since = max(pause.since, begins)
        until = pause.until if ends is None else min(pause.until or ends, ends)
        if until is None or until > since:
            found.append(replace(pause, since=since, until=until))
    return found


def _leg(
    state: ClockState, begins: datetime, pauses: Sequence[Pause], extension: Extension | None, hours: WorkingTime
) -> Leg:
    term = state.target.promised if extension is None else _NAMED_DATE
    first = term_end(term, begins, hours) if extension is None else extension.until
    waits, due = _waits(term, first, pauses, hours)
    if extension is not None:
        return Leg(begins, term, extension, tuple(waits), due)
    if term.unit is Unit.WORKING_TIME:
        counted = _joined(list(_worked_days(begins, due, waits, hours)))
        return Leg(begins, term, None, tuple(sorted([*counted, *waits], key=lambda entry: _at(entry, hours))), due)
    days = _counted_days(term, begins, first, hours) if term.unit is Unit.WORKING_DAYS else []
    return Leg(begins, term, None, (*(days or [_last_day(term, begins, first, hours)]), *waits), due)


def _waits(term: Term, due: datetime, pauses: Sequence[Pause], hours: WorkingTime) -> tuple[list[Waited], datetime]:
    """Those that moved the deadline, or will when they end."""
    waits = []
    for pause in pauses:
        if pause.since >= due:
            continue
        if pause.until is not None:
            due = shifted(term, due, pause.since, pause.until, hours)
        waits.append(Waited(pause.since, pause.until, due, pause.in_flight))
    return waits, due


def _worked_days(
    begins: datetime, due: datetime, waits: Sequence[Waited], hours: WorkingTime
) -> Iterator[Worked | DaysOff | AfterHours]:
    """Day after day of the desk: what counted of it, or that it was closed; days of waiting are left to the wait."""
    zone = hours.zone
    by_day: dict[date, list[Stretch]] = {}
    for a, b in _running(begins, due, waits):
        for opens, closes in _open_between(hours, a, b):
            by_day.setdefault(opens.astimezone(zone).date(), []).append((opens, closes))
    ends = waits[-1].since if waits and waits[-1].until is None else due - _MOMENT
    first, last = begins.astimezone(zone).date(), ends.astimezone(zone).date()
    for number in range((last - first).days + 1):
        day = first + number * _DAY
        if day in by_day:
            yield Worked(day, tuple(by_day[day]))
        elif hours.opening_day(day) is None:
            if not _waited_through(day, waits, hours):
                yield DaysOff(day, day)
        elif day == first and not hours.is_open(begins) and not _waited_through(day, waits, hours):
            yield AfterHours(day, begins)


def _waited_through(day: date, waits: Sequence[Waited], hours: WorkingTime) -> bool:
    """Whether all of a date went by in one wait."""
    begins = datetime.combine(day, time.min, hours.zone)
    ends = datetime.combine(day + _DAY, time.min, hours.zone)
    return any(wait.since <= begins and wait.until is not None and wait.until >= ends for wait in waits)


def _running(begins: datetime, due: datetime, waits: Sequence[Waited]) -> Iterator[Stretch]:
    at = begins
    for wait in waits:
        if wait.since > at:
            yield at, wait.since
        if wait.until is None:
            return
        at = max(at, wait.until)
    if at < due:
        yield at, due


def _open_between(hours: WorkingTime, a: datetime, b: datetime) -> Iterator[Stretch]:
    at = a
    while at < b:
        if not hours.is_open(at):
            opening = hours.next_opening(at)
            if opening is None or opening >= b:
                return
            at = opening
        closing = hours.current_closing(at)
        ends = b if closing is None else min(closing, b)
        yield at, ends
        at = ends


def _counted_days(term: Term, begins: datetime, due: datetime, hours: WorkingTime) -> list[Entry]:
    """The working days that make up the term, and the days off among them."""
    last = day = hours.date_of(due - _MOMENT)
    start, open_days = hours.date_of(begins), [last]
    while len(open_days) < term.count and day > start:
        day -= _DAY
        if hours.opening_day(day):
            open_days.append(day)
    counted = set(open_days)
    entries: list[Entry] = []
    day = min(start, min(counted))
    while day <= last:
        if day in counted:
            entries.append(CountedDays(day, day, 1))
        elif not hours.opening_day(day):
            entries.append(DaysOff(day, day))
        day += _DAY
    return _joined(entries)


def _joined(entries: Sequence[Entry]) -> list[Entry]:
    """Neighbours of one sort as one."""
    found: list[Entry] = []
    for entry in entries:
        before = found[-1] if found else None
        if isinstance(entry, DaysOff) and isinstance(before, DaysOff) and before.last + _DAY == entry.first:
            found[-1] = replace(before, last=entry.last)
        elif isinstance(entry, CountedDays) and isinstance(before, CountedDays) and before.last + _DAY == entry.first:
            found[-1] = CountedDays(before.first, entry.last, before.days + entry.days)
        else:
            found.append(entry)
    return found


def _last_day(term: Term, begins: datetime, due: datetime, hours: WorkingTime) -> LastDay:
    named = term_end(replace(term, roll="none"), begins, hours)
    return LastDay(hours.date_of(named - _MOMENT), hours.date_of(due - _MOMENT))


def _at(entry: Entry, hours: WorkingTime) -> tuple[date, datetime]:
    """For sorting: by date of the desk, then by moment."""
    if isinstance(entry, Worked):
        return entry.day, entry.stretches[0][0]
    if isinstance(entry, Waited | AfterHours):
        return entry.since.astimezone(hours.zone).date(), entry.since
    day = entry.last if isinstance(entry, LastDay) else entry.first
    return day, datetime.combine(day, time.min, hours.zone)
