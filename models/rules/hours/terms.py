"""Terms: how long a policy allows, in working time, working days, calendar days or months, and when that ends."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from models.rules.hours.segments import HORIZON, moment
from models.rules.hours.working_time import NoWorkingTime, WorkingTime
from models.rules.texts.localised import plural_ru
from models.rules.texts.spans import Case, parse_span, span_in_words

Roll = Literal["forward", "back", "none"]
_DAY: Final = timedelta(days=1)
_INSTANT: Final = timedelta(microseconds=1)
_WRITTEN: Final = re.compile(r"(\d{1,4})\s+(working\s+day|day|month)s?")


class Unit(StrEnum):
    WORKING_TIME = "working_time"
    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


_UNITS: Final = {"working day": Unit.WORKING_DAYS, "day": Unit.DAYS, "month": Unit.MONTHS}
#: Ten years, so that no regulation promises what nobody will live to see, nor keeps a worker counting.
_MOST: Final = {Unit.WORKING_DAYS: 3660, Unit.DAYS: 3660, Unit.MONTHS: 120}


@dataclass(frozen=True)
class Term:
    """span: of working time. count: of the other units, from 1.

    roll: where the end goes when the last day is a day off: to the next day that opens, to the one before, or
    nowhere (days, months). first_day_counts: the day on which it begins is day one (all but working time).
    """

    unit: Unit
    span: timedelta = timedelta(0)
    count: int = 0
    roll: Roll = "forward"
    first_day_counts: bool = False


def parse_term(text: str) -> Term:
    """`30m`, `1h30m`: working time; `2 working days`, `30 days`, `2 months`: from one to ten years.

    Raises ValueError for anything else.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if not match:
        return Term(Unit.WORKING_TIME, parse_span(text))
    unit, count = _UNITS[" ".join(match[2].split())], int(match[1])
    if not 1 <= count <= _MOST[unit]:
        raise ValueError(f"not between 1 and {_MOST[unit]}: {text!r}")
    return Term(unit, count=count)


def term_end(term: Term, start: datetime, hours: WorkingTime) -> datetime:
    """The last moment of a term that begins at start.

    start: aware. Returns aware UTC, never before start; for days and months always after it.
    Days end with the last one: at its closing when it opens, rolled as the term says when it does not, else at the
    local midnight after it. The day of the start does not count unless the term says so, and then only if something
    of it is left. The n-th month ends on the date with the number of the start's, or with the month.
    Raises NoWorkingTime; ValueError for a count below one.
    Source: REQUIREMENTS E2; Civil Code of Russia, articles 191–194; docs/adr/0004-ticket-clock.md
    """
    if term.unit is Unit.WORKING_TIME:
        return hours.add(start, term.span)
    if term.count < 1:
        raise ValueError(f"a term of {term.count} {term.unit}")
    if term.unit is Unit.WORKING_DAYS:
        return _end_of_working_days(term, start, hours)
    begins_on = start.astimezone(hours.zone).date()
    last = _last_day(begins_on, term) if term.unit is Unit.DAYS else _last_day_of_months(begins_on, term)
    return _end_on(last, term.roll, start, hours)


def shifted(term: Term, due: datetime, paused_from: datetime, paused_to: datetime, hours: WorkingTime) -> datetime:
    """The end of a term that stood still for a while; never earlier than it was, nor than the end of the pause.

    due: the end as it was before this pause. All aware UTC. A pause that begins at the end or later moves nothing.
    Working time: what was left at the pause is left after it. Working days: later by those that began during the
    pause. Days, months: later by the local midnights passed, from the day it ended on, and rolled again.
    So a pause within one day moves no term in days, unless that was its last and closed meanwhile.
    Raises NoWorkingTime. Source: REQUIREMENTS E3
    """
    if paused_from >= due or paused_to <= paused_from:
        return due
    if term.unit is Unit.WORKING_TIME:
        return max(due, hours.add(paused_to, hours.between(paused_from, due)))
    if term.unit is Unit.WORKING_DAYS:
        passed = _working_days_passed(paused_from, paused_to, hours)
        end = hours.working_day(due - _INSTANT, passed).closes_at if passed else due
        return end if end > paused_to else hours.working_day(paused_to, 1).closes_at
    passed = (paused_to.astimezone(hours.zone).date() - paused_from.astimezone(hours.zone).date()).days
    if not passed and paused_to < due:
        return due
    last = hours.date_of(due - _INSTANT) + passed * _DAY
    return _end_on(last, term.roll, max(paused_to, due - _INSTANT), hours)


def term_in_words(term: Term, language: str, *, case: Case = "nominative") -> str:
    """«2 рабочих дня», «30 календарных дней», «4 часа»; genitive, as after «в течение»: «2 рабочих дней»."""
    if term.unit is Unit.WORKING_TIME:
        return span_in_words(term.span, language, case=case)
    if language != "ru":
        return f"{term.count} {_ENGLISH[term.unit]}{'' if term.count == 1 else 's'}"
    forms = _RUSSIAN_GENITIVE if case == "genitive" else _RUSSIAN
    return f"{term.count} {plural_ru(term.count, *forms[term.unit])}"


_ENGLISH: Final = {Unit.WORKING_DAYS: "working day", Unit.DAYS: "calendar day", Unit.MONTHS: "month"}
_RUSSIAN: Final = {
    Unit.WORKING_DAYS: ("рабочий день", "рабочих дня", "рабочих дней"),
    Unit.DAYS: ("календарный день", "календарных дня", "календарных дней"),
    Unit.MONTHS: ("месяц", "месяца", "месяцев"),
}
_RUSSIAN_GENITIVE: Final = {
    Unit.WORKING_DAYS: ("рабочего дня", "рабочих дней", "рабочих дней"),
    Unit.DAYS: ("календарного дня", "календарных дней", "календарных дней"),
    Unit.MONTHS: ("месяца", "месяцев", "месяцев"),
}


def _end_of_working_days(term: Term, start: datetime, hours: WorkingTime) -> datetime:
    if term.first_day_counts:
        today = hours.opening_day(hours.date_of(start))
        if today and start < today.closes_at:
            return today.closes_at if term.count == 1 else hours.working_day(start, term.count - 1).closes_at
    return hours.working_day(start, term.count).closes_at


def _working_days_passed(since: datetime, until: datetime, hours: WorkingTime) -> int:
    """How many working days began after the one that `since` belongs to, up to the one of `until`."""
    first, last = hours.date_of(since), hours.date_of(until)
    days = (first + number * _DAY for number in range(1, (last - first).days + 1))
    return sum(hours.opening_day(day) is not None for day in days)


def _last_day(begins_on: date, term: Term) -> date:
    return begins_on + (term.count - term.first_day_counts) * _DAY


def _last_day_of_months(begins_on: date, term: Term) -> date:
    """The same number of the month, or its last day; the day before where the first counts (1 to 31 January)."""
    years, month = divmod(begins_on.month - 1 + term.count, 12)
    year, month = begins_on.year + years, month + 1
    length = monthrange(year, month)[1]
    if begins_on.day > length:
        return date(year, month, length)
    return date(year, month, begins_on.day) - term.first_day_counts * _DAY


def _end_on(last: date, roll: Roll, after: datetime, hours: WorkingTime) -> datetime:
    """The end of a term whose last day is known; always after that moment. Raises NoWorkingTime."""
    today = hours.opening_day(last)
    if today and today.closes_at > after:
        return today.closes_at
    if roll == "none":
        midnight = moment(last + _DAY, 0, hours.zone)
        if midnight > after:
            return midnight
    if roll == "back" and not today:
        earlier = _before(last, after, hours)
        if earlier:
            return earlier
    for number in range(1, HORIZON.days + 1):
        found = hours.opening_day(last + number * _DAY)
        if found and found.closes_at > after:
            return found.closes_at
    raise NoWorkingTime(after=max(after, moment(last, 0, hours.zone)).isoformat())


def _before(last: date, after: datetime, hours: WorkingTime) -> datetime | None:
    """The closing of the nearest day before that opens; None when that is not after the moment."""
    day, first = last - _DAY, after.astimezone(hours.zone).date() - _DAY
    while day >= first:
        found = hours.opening_day(day)
        if found:
            return found.closes_at if found.closes_at > after else None
        day -= _DAY
    return None
