"""From typed words to what they say, before anybody asks what day it is: «до пятницы» is a weekday."""

import re
from dataclasses import replace
from typing import Final, Literal

from models.rules.dates import vocabulary as words
from models.rules.dates.lengths import bare_hour, both_halves, clear_time, span_and_time, time_after_day
from models.rules.dates.values import (
    Ahead,
    Day,
    EndOf,
    NoneSuch,
    NotWritten,
    OnDate,
    Scan,
    SeveralReadings,
    Weekday,
    Written,
)

_BRACKET: Final = re.compile(r"\s*[,(]?")
_CLOSING: Final = re.compile(r"\s*\)")
_DASH: Final = re.compile(r"\s*[-–—]")
_GLUED: Final = re.compile(r"[-–—+/.:][0-9]|[+%№$€₽]")
_NUMBER_AFTER_LEAD: Final = words.pattern(r"(?:UNTIL|в|во|at)\s+[0-9]+")
_CROWDED: Final = re.compile(r"\s*\w")


def read_words(text: str) -> Written:
    """The date at the beginning of the text. Raises NotWritten, NoneSuch, SeveralReadings."""
    scan = Scan(words.fold(text))
    if scan.sees(words.EVERY_OTHER_DAY):
        raise SeveralReadings(Written(Ahead(1)), Written(Ahead(2)))
    written = span_and_time(scan) or _moment(scan)
    if written is None:
        raise NotWritten
    written = replace(written, ends=scan.at)
    if _goes_on(scan):
        raise SeveralReadings(written)
    if written.time and not written.time.sure and scan.sees(_CROWDED):
        raise SeveralReadings(*(replace(written, time=time) for time in both_halves(written.time)))
    return written


def _goes_on(scan: Scan) -> bool:
    """Whether what follows may still belong to the date: a range, an alternative, a second date, a broken time."""
    if any(scan.sees(sign) for sign in (words.VAGUE, _GLUED, _NUMBER_AFTER_LEAD)):
        return True
    try:
        if scan.take(_DASH):
            # «5 декабря – 7 декабря»; «… — в понедельник привезут» is a reason
            return bool(_day_and_time(scan, inside=False) or clear_time(scan, led=True))
        return bool(_moment(scan) or span_and_time(scan))
    except (NotWritten, NoneSuch, SeveralReadings):
        return True


def _moment(scan: Scan) -> Written | None:
    """A day, a time, or both in either order, after a preposition or without one."""
    start = scan.at
    whole = _whole_ends(scan)
    if whole:
        return whole
    until = scan.take(words.LEAD_UNTIL) is not None
    inside = not until and scan.take(words.LEAD_IN) is not None
    if not until and not inside:
        scan.take(words.LEAD_ON)
    if scan.take(words.LEAD_END):
        end = _end_of(scan) or _day(scan, inside=False)
        written = Written(end) if end else None
    else:
        written = _day_and_time(scan, inside=inside) or _time_and_day(scan, until=until, inside=inside)
    if written is None:
        scan.at = start
    return written


def _whole_ends(scan: Scan) -> Written | None:
    """Names of an end that carry their preposition in themselves: EOD, «на этой неделе»."""
    start = scan.at
    scan.take(words.LEAD_UNTIL)
    for unit, wanted in words.SHORT_ENDS.items():
        if scan.take(wanted):
            return Written(EndOf(unit))
    scan.at = start
    found = scan.take(words.IN_THE_WEEK)
    return Written(EndOf("week", 1 if found["next"] or found["next_en"] else 0)) if found else None


def _end_of(scan: Scan) -> EndOf | None:
    for unit, wanted in words.ENDS.items():
        if found := scan.take(wanted):
            return EndOf(unit, 1 if unit != "day" and found["next"] else 0)
    return None


def _day_and_time(scan: Scan, *, inside: bool) -> Written | None:
    day = _day(scan, inside=inside)
    if day is None:
        return None
    also = _second_name(scan, day)
    return Written(day, time_after_day(scan), also)


def _second_name(scan: Scan, day: Day) -> Day | None:
    """«в пятницу 5 декабря», «25.12 (пт)», "tomorrow, Friday"."""
    start = scan.at
    scan.take(_BRACKET)
    also = (_named_date(scan) or _digits_date(scan)) if isinstance(day, Weekday) else _weekday(scan)
    if also is None:
        scan.at = start
    else:
        scan.take(_CLOSING)
    return also


def _time_and_day(scan: Scan, *, until: bool, inside: bool) -> Written | None:
    time = clear_time(scan, led=until or inside)
    if time is None and (until or inside):
        time = bare_hour(scan, until=until)
    if time is None:
        return None
    start = scan.at
    any(scan.take(lead) for lead in (words.LEAD_UNTIL, words.LEAD_IN, words.LEAD_ON))
    day = _day(scan, inside=False)
    if day is None:
        scan.at = start
    return Written(day, time)


def _day(scan: Scan, *, inside: bool) -> Day | None:
    """inside: after «в» or "at", where digits with a dot are a time: «в 12.10»."""
    for days, wanted in enumerate(words.DAYS_AHEAD):
        if scan.take(wanted):
            return Ahead(days)
    return _weekday(scan) or _named_date(scan) or (None if inside else _digits_date(scan))


def _weekday(scan: Scan) -> Weekday | None:
    found = scan.take(words.WEEKDAY)
    if found is None:
        return None
    said: Literal["", "this", "next"] = "this" if found["this"] else "next" if found["next"] else ""
    return Weekday(words.which(words.WEEKDAYS, found["name"]), said)


def _named_date(scan: Scan) -> OnDate | None:
    found = scan.take(words.DAY_MONTH) or scan.take(words.MONTH_DAY)
    if found:
        month = words.which(words.MONTHS, found["name"]) + 1
        return OnDate(int(found["day"]), month, int(found["year"]) if found["year"] else None)
    found = scan.take(words.DAY_OF_MONTH)
    return OnDate(int(found["day"])) if found else None


def _digits_date(scan: Scan) -> OnDate | None:
    if found := scan.take(words.ISO_DATE):
        return OnDate(int(found["day"]), int(found["month"]), int(found["year"]))
    if found := scan.take(words.SLASHED_DATE):
        return _slashed(int(found["one"]), int(found["two"]), _year(found["year"]))
    found = words.DOTTED_DATE.match(scan.text, scan.at)
    if found is None or (not found["year"] and not 1 <= int(found["month"]) <= 12):
        return None  # «18.30» is a time
    scan.at = found.end()
    return OnDate(int(found["day"]), int(found["month"]), _year(found["year"]))


def _slashed(one: int, two: int, year: int | None) -> OnDate:
    """12/25 and 25/12 say one thing, 5/12 says two."""
    if one != two and 1 <= one <= 12 and 1 <= two <= 12:
        raise SeveralReadings(Written(OnDate(one, two, year)), Written(OnDate(two, one, year)))
    return OnDate(one, two, year) if two <= 12 else OnDate(two, one, year)


def _year(found: str | None) -> int | None:
    if not found:
        return None
    return int(found) + 2000 if len(found) == 2 else int(found)
