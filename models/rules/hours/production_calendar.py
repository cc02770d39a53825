"""The production calendar of Russia, as `calendars_shipped/russia.json` has it."""

import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from models.rules.hours.holiday_years import HolidayYear, WorkingNorm
from models.rules.texts.localised import Localised, both

RUSSIA: Final = "RU"
_UNKNOWN: Final = HolidayYear()


def russian_year(year: int) -> HolidayYear:
    """A year outside the file is not covered: nothing is off but what the week says."""
    return _years().get(year, _UNKNOWN)


def russian_version() -> str:
    """Changes when a day of any year does, and only then."""
    version: str = _file()["version"]
    return version


def russian_sources() -> tuple[Localised, ...]:
    package = _file()["built_with"]
    taken = both(f"пакет {package}", f"the package {package}")
    return (taken, *(both(source["ru"], source["en"]) for source in _file()["sources"]))


@cache
def _file() -> dict[str, Any]:
    written = files("models.rules.hours.calendars_shipped").joinpath("russia.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(written)
    return read


@cache
def _years() -> dict[int, HolidayYear]:
    return {int(year): _year(written) for year, written in _file()["years"].items()}


def _year(written: dict[str, Any]) -> HolidayYear:
    return HolidayYear(
        off={date.fromisoformat(day): both(name["ru"], name["en"]) for day, name in written["off"].items()},
        working={date.fromisoformat(day): date.fromisoformat(to) for day, to in written["working"].items()},
        shortened=frozenset(map(date.fromisoformat, written["shortened"])),
        norm=WorkingNorm(**written["norm"]),
        provisional=written["provisional"],
        covered=True,
    )
