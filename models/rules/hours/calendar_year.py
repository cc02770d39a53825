"""One year of a calendar on one screen: twelve months with their marks, what the marks are, totals, the source."""

from calendar import Calendar as MonthDays
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import zip_longest
from textwrap import fill
from typing import Final

from models.rules.hours.calendar_report import (
    DAY_NAMES,
    date_in_words,
    hours_in_words,
    provisional_in_words,
    rules_in_words,
    run_in_words,
    runs,
    week_lines,
)
from models.rules.hours.calendars import Calendar
from models.rules.hours.country_holidays import holiday_sources
from models.rules.hours.holiday_years import HolidayYear, WorkingNorm
from models.rules.texts.localised import both

_MONTHS: Final = {
    "ru": (
        *("Январь", "Февраль", "Март", "Апрель", "Май", "Июнь"),
        *("Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_WEEKDAYS: Final = {"ru": DAY_NAMES["ru"], "en": ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")}
_A_ROW: Final = 3
_COLUMNS: Final = 80
_WIDTH: Final = 7 * 3
_DATES: Final = 21
_NOTES_FROM: Final = 2 + _DATES + 2
_GAP: Final = " " * 4
_SPECIAL, _OFF, _MOVED, _SHORTENED, _WEEKEND, _OPEN = "!", "#", "+", "*", "·", " "
_LEGEND: Final = (
    (_OFF, both("праздник или перенесённый выходной", "a holiday, or a day off that was moved")),
    (_SHORTENED, both("сокращённый день", "a shortened day")),
    (_MOVED, both("рабочий день в выходной", "a weekend day that is worked")),
    (_SPECIAL, both("особый день регламента", "a special day of the regulation")),
    (_WEEKEND, both("выходной по неделе", "closed by the week")),
)


def render_year(name: str, calendar: Calendar, year: int, language: str) -> str:
    """At most 80 columns wide. name: what the reader calls the calendar: its id, or the country itself."""
    spoken = "ru" if language == "ru" else "en"
    return "\n".join(_folded(line) for line in _page(name, calendar, year, spoken))


def _folded(line: str) -> str:
    """A long line goes on below its last words, not at the margin."""
    if len(line) <= _COLUMNS:
        return line
    indent = " " * (_NOTES_FROM if line.startswith("  ") and line[_NOTES_FROM - 2 : _NOTES_FROM] == "  " else 4)
    return fill(line, _COLUMNS, subsequent_indent=indent, break_on_hyphens=False, drop_whitespace=True)


def _page(name: str, calendar: Calendar, year: int, language: str) -> Iterator[str]:
    zone = f" ({calendar.timezone})" if name != calendar.holidays else ""
    yield both(f"Календарь {name}, {year} год{zone}", f"Calendar {name}, {year}{zone}").in_(language)
    yield from (f"  {line}" for line in week_lines(calendar, language))
    told = provisional_in_words(calendar, year, language)
    if told:
        yield told
    for first in range(1, 13, _A_ROW):
        yield ""
        yield from _months(calendar, year, range(first, first + _A_ROW), language)
    shown = {_mark(calendar, day) for day in _days_of(year)}
    yield ""
    yield from (f"{mark}  {words.in_(language)}" for mark, words in _LEGEND if mark in shown)
    yield from _lists(calendar, year, language)
    yield ""
    yield from _totals(calendar, year, language)
    yield from _sources(calendar, language)


def _months(calendar: Calendar, year: int, months: Iterable[int], language: str) -> Iterator[str]:
    columns = [_month(calendar, year, month, language) for month in months]
    for row in zip_longest(*columns, fillvalue=""):
        yield _GAP.join(cell.ljust(_WIDTH) for cell in row).rstrip()


def _month(calendar: Calendar, year: int, month: int, language: str) -> list[str]:
    days = [day for day in _days_of(year) if day.month == month]
    worked = sum(1 for day in days if calendar.intervals_on(day))
    unit = both("дн.", "d").in_(language)
    lines = [f"{_MONTHS[language][month - 1]}, {worked} {unit}", " ".join(_WEEKDAYS[language])]
    for week in MonthDays().monthdatescalendar(year, month):
        cells = (f"{day.day:2}{_mark(calendar, day)}" if day.month == month else " " * 3 for day in week)
        lines.append("".join(cells))
    return lines


def _mark(calendar: Calendar, day: date) -> str:
    if calendar.exception_on(day):
        return _SPECIAL
    if day in calendar.holidays_of(day.year).off:
        return _OFF
    if day in calendar.moved_in(day.year):
        return _MOVED
    if day in calendar.shortened_in(day.year):
        return _SHORTENED
    return _OPEN if calendar.intervals_on(day) else _WEEKEND


def _lists(calendar: Calendar, year: int, language: str) -> Iterator[str]:
    said = calendar.holidays_of(year)
    special = {one.date for one in calendar.exceptions}
    headings = (
        (both("Праздники и выходные", "Holidays and days off"), said.off),
        (both("Рабочие дни в выходные", "Weekend days that are worked"), calendar.moved_in(year)),
    )
    for heading, days in headings:
        notes = {day: calendar.day_note(day, language) or "" for day in days if day not in special}
        yield from _listed(heading.in_(language), notes, language)
    shortened = [day for day in calendar.shortened_in(year) if day not in special]
    if shortened:
        yield ""
        listed = ", ".join(
            f"{date_in_words(day, language)} {DAY_NAMES[language][day.weekday()]}" for day in shortened
        )
        yield both(f"Сокращённые дни, на час короче: {listed}", f"Shortened days, an hour less: {listed}").in_(
            language
        )
    yield from _listed(
        both("Особые дни регламента", "Special days of the regulation").in_(language),
        {
            one.date: f"{hours_in_words(one.intervals, language)} ({calendar.day_note(one.date, language)})"
            for one in calendar.exceptions
            if one.date.year == year
        },
        language,
    )


def _listed(heading: str, notes: dict[date, str], language: str) -> Iterator[str]:
    if notes:
        yield ""
        yield f"{heading}:"
    for first, last, note in runs(notes):
        weekday = DAY_NAMES[language][first.weekday()]
        days = (
            run_in_words(first, last, language) if first != last else f"{date_in_words(first, language)}, {weekday}"
        )
        yield f"  {days:<{_DATES}}  {note}"


def _totals(calendar: Calendar, year: int, language: str) -> Iterator[str]:
    open_days = [intervals for day in _days_of(year) if (intervals := calendar.intervals_on(day))]
    minutes = sum(interval.closes - interval.opens for intervals in open_days for interval in intervals)
    hours = _number(minutes / 60, language)
    yield both(
        f"Рабочих дней: {len(open_days)}, часов: {hours}", f"Working days: {len(open_days)}, hours: {hours}"
    ).in_(language)
    said = calendar.holidays_of(year)
    if said.norm:
        yield _norm(said.norm, language)
        if said.norm.working_days != _five_day_week(said, year):
            yield both(
                "Нерабочие дни по указам Президента оплачиваются и норму не уменьшают.",
                "Days off by decree of the President are paid and stay in the norm.",
            ).in_(language)


def _norm(norm: WorkingNorm, language: str) -> str:
    forty, thirty_six, twenty_four = (_number(norm.hours(week), language) for week in (40, 36, 24))
    return both(
        f"Норма пятидневной недели: {norm.working_days} дн.; {forty} ч при 40 часах в неделю, "
        f"{thirty_six} ч при 36, {twenty_four} ч при 24",
        f"Norm of the five-day week: {norm.working_days} d; {forty} h at 40 hours a week, "
        f"{thirty_six} h at 36, {twenty_four} h at 24",
    ).in_(language)


def _five_day_week(said: HolidayYear, year: int) -> int:
    return sum(day in said.working or (day.weekday() < 5 and day not in said.off) for day in _days_of(year))


def _sources(calendar: Calendar, language: str) -> Iterator[str]:
    if calendar.holidays is None:
        yield both(
            "Праздники не учитываются: в календаре нет holidays",
            "No holidays are kept: the calendar has no holidays key",
        ).in_(language)
        return
    yield rules_in_words(calendar, language)
    sources = [source.in_(language) for source in holiday_sources(calendar.holidays)]
    yield both("Источники:", "Sources:").in_(language)
    yield from (f"  {source}" for source in sources)


def _number(value: float, language: str) -> str:
    """Spaces and a comma, or commas and a point: 1 774,4 and 1,774.4."""
    written = f"{round(value, 1):,.1f}".removesuffix(".0")
    return written.replace(",", " ").replace(".", ",") if language == "ru" else written


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year, 12, 31) - first).days + 1)]
