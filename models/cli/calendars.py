"""`python -m models calendar …`: what a year of a calendar looks like."""

from argparse import Namespace
from pathlib import Path
from typing import Final

from models.cli.answers import Refused, group, machine_language, organisation_now
from models.cli.command_line import Groups
from models.cli.organisation import for_organisation, organisation_meant
from models.db import Database
from models.queries.organisations import organisations
from models.queries.regulation import edition_in_force
from models.rules.hours.calendar_year import render_year
from models.rules.hours.calendars import Calendar, Week, parse_interval
from models.rules.hours.country_holidays import SHORTENS, is_country, near_country
from models.rules.regulation.parsing import Regulation, RegulationError, parse_regulation
from models.rules.regulation.report import render_problems
from models.rules.texts.problems import near_word
from models.settings import Settings

_YEARS: Final = range(1970, 2101)
_OFFICE: Final = tuple(parse_interval(hours) for hours in ("09:00-13:00", "14:00-18:00"))
_YEAR: Final = {
    "ru": "YEAR: найдено «{found}»; допустимо: год с {first} по {last}",
    "en": 'YEAR: found "{found}"; allowed: a year from {first} to {last}',
}
_NAME: Final = {
    "ru": "NAME: найдено «{found}»; допустимо: {allowed}",
    "en": 'NAME: found "{found}"; allowed: {allowed}',
}
_NONE_IN_FORCE: Final = {
    "ru": "страна, например RU; регламента ещё нет: примите его или назовите файл (--file)",
    "en": "a country such as RU; no regulation is in force yet: adopt one or name a file (--file)",
}
_OR_A_COUNTRY: Final = {"ru": "календарь регламента ({ids}) или страна", "en": "a calendar ({ids}) or a country"}
_MEANT: Final = {"ru": ". Возможно, имелось в виду «{guess}»?", "en": '. Did you mean "{guess}"?'}


def add(groups: Groups) -> None:
    calendars = group(groups, "calendar", "holidays and hours of a year")
    show = calendars.add_parser("show", help="print a year: days off, shortened and moved days, totals, the source")
    show.add_argument("name", metavar="NAME", help="id of a calendar of the regulation, or a country such as RU")
    show.add_argument("year", metavar="YEAR")
    show.add_argument("--file", type=Path, help="a regulation file, instead of the one in force")
    show.add_argument("--language", choices=("ru", "en"), default=machine_language())
    for_organisation(show)
    show.set_defaults(command=_show)


def _show(options: Namespace, settings: Settings) -> int:
    year = _year(options)
    calendar = _of_country(options.name) if is_country(options.name) else _of_regulation(options, settings)
    print(render_year(options.name, calendar, year, options.language))
    return 0


def _year(options: Namespace) -> int:
    if options.year.isascii() and options.year.isdecimal() and int(options.year) in _YEARS:
        return int(options.year)
    raise Refused(_YEAR[options.language].format(found=options.year, first=_YEARS[0], last=_YEARS[-1]))


def _of_country(code: str) -> Calendar:
    """Of an office that works eight hours a day there."""
    week = Week(mon=_OFFICE, tue=_OFFICE, wed=_OFFICE, thu=_OFFICE, fri=_OFFICE)
    return Calendar(timezone="UTC", week=week, holidays=code, shortened=code in SHORTENS)


def _of_regulation(options: Namespace, settings: Settings) -> Calendar:
    regulation = _from_file(options) if options.file else _in_force(options, settings)
    if regulation and options.name in regulation.calendars:
        return regulation.calendars[options.name]
    raise Refused(_NAME[options.language].format(found=options.name, allowed=_allowed(options, regulation)))


def _allowed(options: Namespace, regulation: Regulation | None) -> str:
    ids = list(regulation.calendars) if regulation else []
    guess = near_word(options.name, ids) or near_country(options.name)
    meant = _MEANT[options.language].format(guess=guess) if guess else ""
    known = _OR_A_COUNTRY if regulation else _NONE_IN_FORCE
    return known[options.language].format(ids=", ".join(ids)) + meant


def _in_force(options: Namespace, settings: Settings) -> Regulation | None:
    """None: nothing was adopted yet, which is no reason to refuse a country."""
    with Database(settings.database).read() as tx:
        if not organisations(tx):
            return None
        organisation = organisation_meant(tx, options)
        edition = edition_in_force(tx, organisation.id, organisation_now(tx, settings))
        return edition.regulation if edition else None


def _from_file(options: Namespace) -> Regulation:
    try:
        return parse_regulation(options.file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{options.file}: {error}") from None
    except RegulationError as error:
        raise Refused(render_problems(error.problems, str(options.file), options.language)) from None
