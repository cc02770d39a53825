"""Typed spans and times of day: «+2 рабочих дня», «в 6 вечера», "18:00"."""

import re
from dataclasses import replace
from typing import Final, Literal

from models.rules.dates import vocabulary as words
from models.rules.dates.values import (
    NoneSuch,
    NotWritten,
    OnDate,
    Scan,
    SeveralReadings,
    Span,
    TimeOfDay,
    Written,
)

_COMMA: Final = re.compile(r"\s*,")
#: A bare hour up to this one is heard both in the morning and in the afternoon.
_HEARD_TWICE: Final = 11
#: «на 2 часа» is a span; «на 17 часов» may be one, or a time of day.
_LONG_SPAN_HOURS: Final = 10
#: By the word: which hours it is said of, and what to add to them.
_HALVES: Final = {
    "a": (range(1, 12), 0),
    "p": (range(1, 12), 12),
    "утра": (range(3, 12), 0),
    "дня": (range(1, 6), 12),
    "вечера": (range(4, 12), 12),
    "ночи": (range(1, 5), 0),
}
_OF_NOON: Final = ("p", "дня")


def span_and_time(scan: Scan) -> Written | None:
    """«через 3 дня в 15:00»; hours and minutes take no time of day. None, and nothing taken, when there is none."""
    start = scan.at
    lead = scan.take(words.LEAD_SPAN)
    span = _span(scan, led=bool(lead and lead.group().strip()))
    if span is None:
        scan.at = start
        return None
    if span.unit != "minute":
        return Written(span, time_after_day(scan))
    if lead and lead["on"] and _LONG_SPAN_HOURS * 60 <= span.count < 24 * 60:
        raise SeveralReadings(Written(span), Written(time=_checked(*divmod(span.count, 60))))
    return Written(span)


def _span(scan: Scan, *, led: bool) -> Span | None:
    """led: after a preposition or a plus; without one, «час» and «неделя» alone are no spans."""
    if found := scan.take(words.WORKING_DAYS):
        return _counted(words.number(found["n"]), "working_day")
    minutes = _minutes(scan, led)
    if minutes is not None:
        return _counted(minutes, "minute")
    if found := scan.take(words.DAYS):
        return _counted(words.number(found["n"]), "day")
    if led and scan.take(words.ONE_DAY):
        return Span(1, "day")
    weeks = _count_of(scan, words.WEEKS, led)
    if weeks is not None:
        return _counted(weeks * 7, "day")
    months = _count_of(scan, words.MONTH_SPANS, led)
    return None if months is None else _counted(months, "month")


def _minutes(scan: Scan, led: bool) -> int | None:
    if scan.take(words.HALF_HOUR):
        return 30
    if scan.take(words.HOUR_AND_A_HALF):
        return 90
    if found := scan.take(words.HOURS):
        if found["tenths"]:
            return round(float(found["tenths"].replace(",", ".")) * 60)
        return words.number(found["n"] or found["h"]) * 60 + int(found["m"] or found["hm"] or 0)
    if found := scan.take(words.MINUTES):
        return words.number(found["n"])
    return 60 if led and scan.take(words.ONE_HOUR) else None


def _count_of(scan: Scan, wanted: re.Pattern[str], led: bool) -> int | None:
    """«2 недели»; «неделю» alone after a preposition is one."""
    found = wanted.match(scan.text, scan.at)
    if not found or not (led or found["n"]):
        return None
    scan.at = found.end()
    return words.number(found["n"]) if found["n"] else 1


def _counted(count: int, unit: Literal["minute", "working_day", "day", "month"]) -> Span:
    if not count:
        raise NotWritten
    return Span(count, unit)


def both_halves(time: TimeOfDay) -> tuple[TimeOfDay, TimeOfDay]:
    """Five in the morning and five in the afternoon."""
    return replace(time, sure=True), replace(time, hour=time.hour + 12, sure=True)


def bare_hour(scan: Scan, *, until: bool) -> TimeOfDay | None:
    """«в 17» is a time; «до 17» may be the 17th (SeveralReadings)."""
    found = scan.take(words.HOUR_BARE)
    if found is None:
        return None
    hour = int(found["hour"])
    if not until:
        return _unsure(hour)
    times = [Written(time=_unsure(hour))] if hour < 24 else []
    dates = [Written(OnDate(hour))] if 1 <= hour <= 31 else []
    raise SeveralReadings(*times, *dates)


def time_after_day(scan: Scan) -> TimeOfDay | None:
    """«18:00», «в 6 вечера», «до 17»; after a comma only what can be nothing else."""
    start = scan.at
    comma = scan.take(_COMMA)
    led = scan.take(words.LEAD_UNTIL) or scan.take(words.LEAD_IN)
    time = clear_time(scan, led=bool(led))
    if time is None and led and not comma:
        time = bare_hour(scan, until=False)
    if time is None:
        scan.at = start
    return time


def clear_time(scan: Scan, *, led: bool) -> TimeOfDay | None:
    """A time that says by itself that it is one. led: after a preposition, where «3 дня» is no span."""
    if scan.take(words.NOON):
        return TimeOfDay(12)
    if found := scan.take(words.TIME):
        hour, minute = int(found["hour"]), int(found["minute"] or found["dashed"] or found["m"])
        return _in_half(hour, minute, found["half"]) if found["half"] else _checked(hour, minute)
    start = scan.at
    if found := scan.take(words.HOUR_WITH_HALF):
        if led or found["half"] != "дня":
            return _in_half(int(found["hour"]), 0, found["half"])
        scan.at = start
    if led and (found := scan.take(words.HOUR_NAMED)):
        return _unsure(int(found["hour"]))
    return None


def _checked(hour: int, minute: int) -> TimeOfDay:
    if (hour, minute) > (24, 0) or minute > 59:
        raise NoneSuch
    return TimeOfDay(hour, minute)


def _unsure(hour: int) -> TimeOfDay:
    return replace(_checked(hour, 0), sure=not 1 <= hour <= _HEARD_TWICE)


def _in_half(hour: int, minute: int, half: str) -> TimeOfDay:
    key = half if half in _HALVES else half[0]
    if hour == 12 and key in _OF_NOON:
        return _checked(12, minute)
    hours, further = _HALVES[key]
    if further and hour > 12:
        return _checked(hour, minute)
    if hour not in hours:
        raise SeveralReadings  # «12 ночи»: of which night?
    return _checked(hour + further, minute)
