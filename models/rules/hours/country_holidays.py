"""Holidays by country: our own file for Russia, the package `holidays` for all others."""

from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.metadata import version
from types import ModuleType
from typing import Any, Final

from models.rules.hours.holiday_years import HolidayYear
from models.rules.hours.production_calendar import RUSSIA, russian_sources, russian_version, russian_year
from models.rules.texts.localised import Localised, both
from models.rules.texts.problems import as_written, did_you_mean, refusal

#: How the package marks a feast that depends on the moon, in English.
_ESTIMATED: Final = "(estimated"
#: Countries whose shortened days we know.
SHORTENS: Final = frozenset({RUSSIA})


def holiday_year(country: str, year: int) -> HolidayYear:
    """country: as `is_country` takes it. Quick when asked again."""
    return russian_year(year) if country == RUSSIA else _year_of_package(country, year)


def holiday_version(country: str) -> str:
    """Changes when days of that country may have been corrected."""
    return russian_version() if country == RUSSIA else f"holidays {version('holidays')}"


def holiday_sources(country: str) -> tuple[Localised, ...]:
    if country == RUSSIA:
        return russian_sources()
    package = f"holidays {version('holidays')}"
    return (both(f"пакет {package}", f"the package {package}"),)


def is_country(code: str) -> bool:
    """A country of ISO 3166 such as `RU`, or a part of one such as `DE-BY`, whose holidays we know."""
    country, dash, part = code.partition("-")
    if code == RUSSIA:
        return True
    countries = _countries()
    return country in countries and (not dash or part in countries[country])


def read_country(value: object) -> str:
    """What a regulation may say. Raises the refusal that names what is allowed."""
    if not isinstance(value, str) or "-" not in value:
        allowed = both("страна по ISO 3166: RU, KZ, DE-BY…", "a country of ISO 3166: RU, KZ, DE-BY…")
    else:
        parts = ", ".join(_countries().get(value.partition("-")[0].upper(), ())) or "—"
        allowed = both(f"страна или её часть: {parts}", f"a country or a part of it: {parts}")
    if isinstance(value, str) and is_country(value):
        return value
    raise refusal(as_written(value), did_you_mean(allowed, near_country(value) if isinstance(value, str) else None))


def near_country(written: str) -> str | None:
    """`ru`, `RUS` and `Russia` all mean RU; for a country with a wrong part, one of its parts that is like it."""
    country, dash, part = written.upper().partition("-")
    if dash and country in _countries():
        near = get_close_matches(part, _countries()[country], n=1, cutoff=0.3)
        return f"{country}-{near[0]}" if near else country
    names = _names_of_countries()
    near = get_close_matches(written.lower(), names, n=1, cutoff=0.8)
    return names[near[0]] if near else None


def _package() -> ModuleType:
    """Imported when a country other than Russia is first asked for: most never ask."""
    import holidays

    return holidays


@cache
def _countries() -> dict[str, list[str]]:
    known: dict[str, list[str]] = _package().list_supported_countries(include_aliases=False)
    return known


@cache
def _names_of_countries() -> dict[str, str]:
    from holidays.registry import COUNTRIES

    names = {code.lower(): code for code in _countries()}
    for module, (_, code, *aliases) in COUNTRIES.items():
        names |= {name.lower(): code for name in (module.replace("_", " "), *aliases)}
    return names


@lru_cache(maxsize=512)
def _year_of_package(country: str, year: int) -> HolidayYear:
    russian, english = (_of_package(country, year, language) for language in ("ru", "en"))
    if not russian.start_year <= year <= russian.end_year:
        return HolidayYear()
    return HolidayYear(
        off={day: both(russian[day], english.get(day)) for day in sorted(russian)},
        working={day: None for day in sorted(russian.weekend_workdays) if day.year == year},
        provisional=any(_ESTIMATED in name for name in english.values()),
        covered=True,
    )


def _of_package(code: str, year: int, language: str) -> Any:
    country, _, part = code.partition("-")
    spoken = _package().country_holidays(country).supported_languages
    original = _package().country_holidays(country).default_language
    # named in any case: without it names would follow the machine's locale
    ours = [name for name in spoken if name.split("_")[0] == language]
    others = [name for name in spoken if name.split("_")[0] == "en"]
    return _package().country_holidays(
        country, subdiv=part or None, years=year, expand=False, language=next(iter([*ours, *others, original]))
    )
