"""How the production calendar of Russia is made: the package `holidays`, the law, and what the package lacks.

Only `make calendar` and the tests build it; everybody else reads the file (`production_calendar.py`).
Source: Labour Code of Russia, articles 95 and 112; order 588n of 13.08.2009 (a former day off is worked as long
as the day that it was exchanged for).
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.metadata import version
from itertools import chain
from typing import Any, Final

import holidays

YEARS: Final = range(2013, 2028)
#: Years on which the government's word is not to be had yet, or stands on one source.
PROVISIONAL: Final = frozenset({2027})
ARTICLE_112: Final = frozenset(
    {*((1, day) for day in range(1, 9)), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}
)
SOURCES: Final = (
    {
        "ru": "Трудовой кодекс РФ, статьи 95 и 112; приказ Минздравсоцразвития от 13.08.2009 № 588н",
        "en": "Labour Code of Russia, articles 95 and 112; order 588n of 2009-08-13",
    },
    {
        "ru": "постановления Правительства о переносе выходных дней; 2014 год исправлен по № 444 от 28.05.2013",
        "en": "the government's yearly orders on days off; 2014 is corrected by No. 444 of 2013-05-28",
    },
    {
        "ru": "указы Президента № 206, 239, 294, 345 и 354 (2020), № 242 и 595 (2021)",
        "en": "decrees of the President No. 206, 239, 294, 345 and 354 (2020), No. 242 and 595 (2021)",
    },
    {"ru": "2027 год: один источник, предварительно", "en": "2027: one source, provisional"},
)

_DAY: Final = timedelta(days=1)
_MOVED_HERE: Final = re.compile(r"Выходной \(перенесено с (\d\d\.\d\d\.\d{4})\)")
_CARRIED: Final = " (выходной)"
#: Days off that article 112 gives by itself and the package lacks → the holiday on a weekend.
_CARRIED_TOO: Final = {date(2014, 3, 10): date(2014, 3, 8)}
#: Days off whose former date the package gives otherwise: 23 February had been carried to the Monday already.
_MOVED_OTHERWISE: Final = {date(2014, 11, 3): date(2014, 2, 24)}


@dataclass(frozen=True)
class _Decree:
    """Non-working days with pay, all days of it from the first to the last."""

    number: int
    signed: date
    first: date
    last: date

    def days(self) -> list[date]:
        return [self.first + _DAY * number for number in range((self.last - self.first).days + 1)]

    def name(self) -> dict[str, str]:
        return {
            "ru": f"Нерабочий день (указ Президента от {self.signed:%d.%m.%Y} № {self.number})",
            "en": f"Non-working day (decree of the President No. {self.number} of {self.signed:%Y-%m-%d})",
        }


DECREES: Final = (
    _Decree(206, date(2020, 3, 25), date(2020, 3, 30), date(2020, 4, 3)),
    _Decree(239, date(2020, 4, 2), date(2020, 4, 4), date(2020, 4, 30)),
    _Decree(294, date(2020, 4, 28), date(2020, 5, 6), date(2020, 5, 8)),
    _Decree(345, date(2020, 5, 29), date(2020, 6, 24), date(2020, 6, 24)),
    _Decree(354, date(2020, 6, 1), date(2020, 7, 1), date(2020, 7, 1)),
    _Decree(242, date(2021, 4, 23), date(2021, 5, 4), date(2021, 5, 7)),
    _Decree(595, date(2021, 10, 20), date(2021, 10, 30), date(2021, 11, 7)),
)


@dataclass(frozen=True)
class _Days:
    """A year in the making. exchanged: a day that is worked → the day that is off for it."""

    off: Mapping[date, dict[str, str]]
    exchanged: Mapping[date, date]

    def works(self, day: date) -> bool:
        return day in self.exchanged or (day.weekday() < 5 and day not in self.off)

    def shortened(self, year: int) -> list[date]:
        """Working days before a public holiday, and days that are worked in exchange for such a day."""
        eves = {holiday - _DAY for holiday in chain(_holidays_of(year), _holidays_of(year + 1))}
        known = {day for day in eves if day.year == year and self.works(day)}
        return sorted(known | {day for day, instead in self.exchanged.items() if instead in eves})

    def working_days(self, year: int) -> int:
        return sum(map(self.works, _days_of(year)))


def production_calendar_text() -> str:
    """The whole of `russia.json`; the same package gives the same text."""
    years = {str(year): _written(year) for year in YEARS}
    head = {
        "country": "RU",
        "version": f"{YEARS[0]}-{YEARS[-1]}.{_digest(years)}",
        "built_with": f"holidays {version('holidays')}",
        "sources": SOURCES,
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False, indent=1)}" for key, value in head.items()]
    listed = ",\n".join(f'"{year}": {_lines(written)}' for year, written in years.items())
    return "{\n" + ",\n".join([*lines, f'"years": {{\n{listed}\n}}']) + "\n}\n"


def _digest(years: dict[str, dict[str, Any]]) -> str:
    """Of the days alone: another wording of a name moves no deadline."""
    days = {year: [list(written["off"]), written["working"], written["shortened"]] for year, written in years.items()}
    return hashlib.sha256(json.dumps(days, sort_keys=True).encode()).hexdigest()[:10]


def _lines(written: dict[str, Any]) -> str:
    """One day a line: what changes from one year to the next can be read in a diff."""
    parts = []
    for key, value in written.items():
        if key == "off":
            days = ",\n".join(f'  "{day}": {json.dumps(name, ensure_ascii=False)}' for day, name in value.items())
            parts.append(f'  "off": {{\n{days}\n  }}')
        else:
            parts.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}"


def _written(year: int) -> dict[str, Any]:
    planned = _planned(year)
    by_decree = {day: decree.name() for decree in DECREES for day in decree.days() if day.year == year}
    whole = replace(planned, off={**by_decree, **planned.off})
    return {
        "provisional": year in PROVISIONAL,
        "norm": {
            "working_days": planned.working_days(year),
            "shortened_days": len(planned.shortened(year)),
        },
        "off": {day.isoformat(): whole.off[day] for day in sorted(whole.off)},
        "working": {
            day.isoformat(): instead.isoformat()
            for day, instead in sorted(whole.exchanged.items())
            if day.weekday() > 4
        },
        "shortened": [day.isoformat() for day in whole.shortened(year)],
    }


def _planned(year: int) -> _Days:
    """As the government planned it the year before."""
    named = {language: _named(year, language) for language in ("ru", "en_US")}
    off: dict[date, dict[str, str]] = {}
    came_from: dict[date, date] = {}
    for day, name in named["ru"].items():
        moved = _MOVED_HERE.fullmatch(name)
        if moved:
            came_from[day] = _MOVED_OTHERWISE.get(day, datetime.strptime(moved[1], "%d.%m.%Y").date())  # noqa: DTZ007
            off[day] = _moved(came_from[day])
        elif not name.endswith(_CARRIED):
            off[day] = {"ru": name, "en": named["en_US"][day]}
    carried = {day: _weekend_before(day) for day, name in named["ru"].items() if name.endswith(_CARRIED)}
    for day, holiday in chain(carried.items(), _CARRIED_TOO.items()):
        if day.year == year:
            off[day] = _carried(off[holiday], holiday)
    worked = {start: day for day, start in came_from.items() if start not in off}
    return _Days(dict(sorted(off.items())), worked)


def _named(year: int, language: str) -> dict[date, str]:
    # the language is named: else names would follow the machine's locale
    return dict(holidays.country_holidays("RU", years=year, language=language).items())


def _weekend_before(day: date) -> date:
    """The holiday on a Saturday or Sunday for which this day is off."""
    found = day - _DAY
    while found.weekday() < 5 or (found.month, found.day) not in ARTICLE_112:
        found -= _DAY
    return found


def _moved(start: date) -> dict[str, str]:
    return {"ru": f"Выходной, перенесён с {start:%d.%m.%Y}", "en": f"Day off, moved from {start:%Y-%m-%d}"}


def _carried(name: dict[str, str], holiday: date) -> dict[str, str]:
    return {
        "ru": f"{name['ru']}: выходной перенесён с {holiday:%d.%m.%Y}",
        "en": f"{name['en']}: day off moved from {holiday:%Y-%m-%d}",
    }


def _holidays_of(year: int) -> Iterable[date]:
    return (date(year, month, day) for month, day in ARTICLE_112)


def _days_of(year: int) -> Iterable[date]:
    return (date(year, 1, 1) + _DAY * number for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days))
