"""An account of time (time_account.py) in lines: days that counted, days that did not, waits and extensions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import accumulate, pairwise
from typing import Final

from models.phrases.catalogue import say, say_many
from models.phrases.dates import date_range, short_amount, short_date, time_of_day
from models.phrases.times import absolute, zone_of
from models.rules.deadlines.clock_states import Extension
from models.rules.deadlines.time_account import (
    AfterHours,
    CountedDays,
    DaysOff,
    Entry,
    LastDay,
    Leg,
    Stretch,
    Waited,
    Worked,
)
from models.rules.hours.terms import Unit
from models.rules.hours.working_time import WorkingTime
from models.rules.texts.content import clip, one_line

_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)
_SECOND: Final = timedelta(seconds=1)
_NOTHING: Final = timedelta(0)
_REASON_LIMIT: Final = 200


@dataclass(frozen=True)
class Reader:
    """For whom it is. zone: IANA name of their zone. staff: sees names. asked: it is their own ticket."""

    language: str
    zone: str
    now: datetime
    staff: bool = False
    asked: bool = True

    @property
    def is_you(self) -> bool:
        """Whether «you» is the requester."""
        return self.asked and not self.staff


@dataclass(frozen=True)
class Scribe:
    """Moments and days of one account, written for one reader. seconds: minutes alone would not add up."""

    reader: Reader
    hours: WorkingTime
    seconds: bool = False

    def say(self, key: str, **facts: object) -> str:
        return say(self.reader.language, key, **facts)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(zone_of(self.reader.zone))

    def day(self, day: date) -> str:
        return short_date(day, self.reader.language, self._year)

    def days(self, first: date, last: date) -> str:
        return date_range(first, last, self.reader.language, self._year)

    def moment(self, at: datetime) -> str:
        """«пт 6 ноября 14:20»."""
        local = self.local(at)
        return f"{self.day(local.date())} {time_of_day(local, seconds=self.seconds)}"

    def due(self, at: datetime) -> str:
        """«ср 11 ноября 2026, 12:40»: as on the card and in every other message."""
        return absolute(at, self.reader.zone, self.reader.language)

    def amount(self, span: timedelta) -> str:
        return short_amount(span, self.reader.language)

    def rough(self, span: timedelta) -> str:
        """Of what is left or late: seconds only where there is nothing else."""
        return self.amount(span // _MINUTE * _MINUTE if span >= _MINUTE else span)

    def note(self, day: date) -> str | None:
        """Why a date of the desk is not what its weekday says."""
        return self.hours.calendar.day_note(day, self.reader.language)

    def off(self, first: date, last: date) -> str:
        """Why nothing opens then: holidays by name, and «выходные» for what is off every week."""
        days = [first + number * _DAY for number in range((last - first).days + 1)]
        notes = {day: self.note(day) for day in days}
        named = list(dict.fromkeys(note for note in notes.values() if note))
        plain = sum(1 for note in notes.values() if not note)
        if plain:
            named.append(self.say("why.day_off" if plain == 1 else "why.days_off"))
        return ", ".join(named)

    @property
    def _year(self) -> int:
        return self.local(self.reader.now).year


@dataclass(frozen=True)
class _Run:
    """Days of work that are alike. like: None for one that is like no other."""

    first: date
    last: date
    days: int
    one: Worked
    each: timedelta
    like: tuple[object, ...] | None
    over_days_off: bool = False


def shown_amounts(leg: Leg) -> tuple[timedelta, ...]:
    """What the listed days of a leg come to as they are written: together exactly what they come to together."""
    worked = [entry for entry in leg.entries if isinstance(entry, Worked)]
    if not needs_seconds(leg):
        return tuple(sum((b - a for a, b in map(_floored, entry.stretches)), _NOTHING) for entry in worked)
    totals = [
        total // _SECOND * _SECOND for total in accumulate((entry.amount for entry in worked), initial=_NOTHING)
    ]
    return tuple(after - before for before, after in pairwise(totals))


def needs_seconds(leg: Leg) -> bool:
    """Whether times without seconds would come to another total than the exact ones."""
    stretches = [stretch for entry in leg.entries if isinstance(entry, Worked) for stretch in entry.stretches]
    return sum((b - a for a, b in map(_floored, stretches)), _NOTHING) != leg.counted


def lines(leg: Leg, scribe: Scribe, extended_by: Mapping[datetime, str], *, loosely: bool = False) -> list[str]:
    """loosely: weeks of whole working days in one line, though days off are among them; holidays keep theirs."""
    scribe = replace(scribe, seconds=needs_seconds(leg))
    found = [] if leg.extension is None else [_extended(leg.extension, scribe, extended_by)]
    for entry in _runs(leg, scribe, loosely=loosely):
        if isinstance(entry, Waited) and entry.until and scribe.moment(entry.since) == scribe.moment(entry.until):
            continue  # over within its minute
        found.append(_run(entry, scribe) if isinstance(entry, _Run) else _line(entry, leg, scribe))
    return found


def _runs(leg: Leg, scribe: Scribe, *, loosely: bool) -> list[_Run | Entry]:
    amounts, found = iter(shown_amounts(leg)), list[_Run | Entry]()
    for entry in leg.entries:
        if not isinstance(entry, Worked):
            found.append(entry)
            continue
        each = next(amounts)
        if not each:
            continue  # seconds before a wait: nothing that people would count
        like = None if scribe.note(entry.day) else (each, _all_faces(entry, scribe))
        new = _Run(entry.day, entry.day, 1, entry, each, like)
        if loosely and len(found) > 1 and _only_weekend(found[-1], scribe) and _goes_on(found[-2], new, found[-1]):
            found.pop()
            new = replace(new, over_days_off=True)
        before = found[-1] if found else None
        if isinstance(before, _Run) and (new.over_days_off or _follows(before, new)):
            loose = before.over_days_off or new.over_days_off
            found[-1] = replace(before, last=new.last, days=before.days + 1, over_days_off=loose)
        else:
            found.append(new)
    return found


def _follows(before: _Run, new: _Run) -> bool:
    return new.like is not None and before.like == new.like and before.last + _DAY == new.first


def _only_weekend(entry: _Run | Entry, scribe: Scribe) -> bool:
    if not isinstance(entry, DaysOff):
        return False
    return not any(scribe.note(entry.first + n * _DAY) for n in range((entry.last - entry.first).days + 1))


def _goes_on(before: _Run | Entry, new: _Run, between: _Run | Entry) -> bool:
    """Whether a run of days goes on after the days off between them."""
    if not isinstance(before, _Run) or not isinstance(between, DaysOff) or new.like is None:
        return False
    return before.like == new.like and before.last + _DAY == between.first and between.last + _DAY == new.first


def _run(run: _Run, scribe: Scribe) -> str:
    if run.days == 1:
        line = scribe.say("why.worked", when=_stretches(run.one, scribe), amount=scribe.amount(run.each))
        note = scribe.note(run.one.day)
        return scribe.say("why.noted", line=line, note=note) if note else line
    shift = scribe.local(run.one.stretches[0][0]).date() - run.one.day  # of a reader far away
    when = f"{scribe.days(run.first + shift, run.last + shift)}, {_all_faces(run.one, scribe)}"
    facts = {"when": when, "each": scribe.amount(run.each), "amount": scribe.amount(run.each * run.days)}
    if not run.over_days_off:
        return scribe.say("why.worked_run", **facts)
    return scribe.say("why.worked_days", days=working_days(run.days, scribe.reader.language), **facts)


def working_days(count: int, language: str) -> str:
    return say_many(language, "count.working_days", count)


def _line(entry: Entry, leg: Leg, scribe: Scribe) -> str:
    if isinstance(entry, DaysOff):
        return scribe.say(
            "why.off", when=scribe.days(entry.first, entry.last), note=scribe.off(entry.first, entry.last)
        )
    if isinstance(entry, AfterHours):
        return scribe.say("why.after_hours", when=scribe.moment(entry.since))
    if isinstance(entry, CountedDays):
        days = working_days(entry.days, scribe.reader.language)
        return scribe.say("why.counted_days", when=scribe.days(entry.first, entry.last), days=days)
    if isinstance(entry, LastDay):
        if entry.last == entry.due_on:
            return scribe.say("why.last_day", when=scribe.day(entry.last))
        note = scribe.off(entry.last, entry.last)
        return scribe.say("why.last_day_moved", when=scribe.day(entry.last), note=note, due=scribe.day(entry.due_on))
    assert isinstance(entry, Waited)
    return _waited(entry, leg, scribe)


def _waited(wait: Waited, leg: Leg, scribe: Scribe) -> str:
    staff, since = not scribe.reader.is_you, scribe.moment(wait.since)
    if wait.until is None:
        return scribe.say("why.waiting_staff" if staff else "why.waiting", since=since)
    counts_hours = leg.extension is None and leg.term.unit is Unit.WORKING_TIME
    if wait.in_flight:
        uncounted = "why.in_flight_staff" if staff else "why.in_flight"
        moved = "why.in_flight_until_staff" if staff else "why.in_flight_until"
    else:
        uncounted = "why.waited_staff" if staff else "why.waited"
        moved = "why.waited_until_staff" if staff else "why.waited_until"
    phrase = uncounted if counts_hours else moved
    return scribe.say(phrase, since=since, until=scribe.moment(wait.until), due=scribe.due(wait.due))


def _extended(extension: Extension, scribe: Scribe, extended_by: Mapping[datetime, str]) -> str:
    facts = {"when": scribe.moment(extension.at), "until": scribe.due(extension.until)}
    agent = extended_by.get(extension.at) if scribe.reader.staff else None
    what = scribe.say("why.extended_by", agent=agent, **facts) if agent else scribe.say("why.extended", **facts)
    reason = clip(one_line(extension.reason), _REASON_LIMIT)
    return scribe.say("why.reason", what=what, reason=reason) if reason else what


def _stretches(worked: Worked, scribe: Scribe) -> str:
    """«пт 6 ноября 14:20–18:00, 19:00–20:00», «пт 6 ноября 22:00 – сб 7 ноября 06:00»."""
    (begins, ends), *others = worked.stretches
    if not others and not _within_a_day(begins, ends, scribe):
        return f"{scribe.moment(begins)} – {scribe.moment(ends)}"
    return f"{scribe.day(scribe.local(begins).date())} {_all_faces(worked, scribe)}"


def _all_faces(worked: Worked, scribe: Scribe) -> str:
    """«09:00–13:00, 14:00–18:00»; what a wait of seconds parted is one stretch again."""
    joined = [worked.stretches[0]]
    for begins, ends in worked.stretches[1:]:
        if scribe.moment(joined[-1][1]) == scribe.moment(begins):
            joined[-1] = (joined[-1][0], ends)
        else:
            joined.append((begins, ends))
    return ", ".join(_faces(stretch, scribe) for stretch in joined)


def _within_a_day(begins: datetime, ends: datetime, scribe: Scribe) -> bool:
    return scribe.local(begins).date() == scribe.local(ends - timedelta.resolution).date()


def _faces(stretch: Stretch, scribe: Scribe) -> str:
    """«14:20–18:30»; a day that ends at midnight ends at 24:00."""
    begins, ends = (time_of_day(scribe.local(at), seconds=scribe.seconds) for at in stretch)
    if ends.startswith("00:00") and _within_a_day(*stretch, scribe):
        ends = ends.replace("00", "24", 1)
    return f"{begins}–{ends}"


def _floored(stretch: Stretch) -> Stretch:
    begins, ends = stretch
    return begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0)


def bulleted(found: Iterable[str], language: str) -> Sequence[str]:
    return [say(language, "why.item", what=line) for line in found]
