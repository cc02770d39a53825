"""A year of a calendar on one screen, and what the report of a regulation says of holidays."""

from datetime import UTC, datetime

import pytest

from models.rules.hours.calendar_year import render_year
from models.rules.hours.calendars import Calendar
from models.rules.regulation.parsing import parse_regulation
from models.rules.regulation.report import render_report
from tests.rules.regulation_slips import MINIMAL, MON

FOLLOWING = MINIMAL.replace(MON, f'holidays = "RU"\nshortened = true\n{MON}')
OFFICE = parse_regulation(FOLLOWING).calendar("office")
NOVEMBER = datetime(2026, 11, 2, 9, tzinfo=UTC)


def page(year: int, language: str = "ru", name: str = "office", calendar: Calendar = OFFICE) -> list[str]:
    return render_year(name, calendar, year, language).split("\n")


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("year", [2020, 2024, 2026, 2027, 2031])
def test_a_page_is_never_wider_than_80_columns(year: int, language: str) -> None:
    assert max(map(len, page(year, language))) <= 80


@pytest.mark.parametrize(
    ("year", "line"),
    [
        (2026, "Январь, 15 дн.           Февраль, 19 дн.          Март, 21 дн."),
        (2026, " 5# 6# 7# 8# 9#10·11·     2  3  4  5  6  7· 8·     2  3  4  5  6  7· 8#"),
        (2026, "27 28 29 30*             25 26 27 28 29 30·31·    29 30"),
        (2025, " 6  7  8  9 10 11·12·     3# 4# 5  6  7  8· 9·     8  9 10 11 12 13·14·"),
        (2026, "  01.01.2026–06.01.2026  Новогодние каникулы"),
        (2026, "  09.03.2026, пн         Международный женский день: выходной перенесён с"),
        (2026, "                         08.03.2026"),
        (2024, "  27.04.2024, сб         Рабочий день вместо 29.04.2024"),
        (2026, "Сокращённые дни, на час короче: 30.04.2026 чт, 08.05.2026 пт, 11.06.2026 чт,"),
        (2026, "Норма пятидневной недели: 247 дн.; 1 972 ч при 40 часах в неделю, 1 774,4 ч при"),
        (2020, "Нерабочие дни по указам Президента оплачиваются и норму не уменьшают."),
        (2027, "2027 год: предварительно, дни могут измениться"),
        (2028, "2028 год: календаря ещё нет, действует только неделя"),
    ],
)
def test_the_russian_page_says(year: int, line: str) -> None:
    assert line in page(year)


@pytest.mark.parametrize(
    ("year", "line"),
    [
        (2025, "Calendar office, 2025 (Europe/Moscow)"),
        (2025, "*  a shortened day"),
        (2025, "+  a weekend day that is worked"),
        (2025, "  2025-11-01, Sat        Working day instead of 2025-11-03; Shortened day: an"),
        (2027, "2027: provisional, days may change"),
    ],
)
def test_the_english_page_says(year: int, line: str) -> None:
    assert line in page(year, "en")


def test_the_legend_explains_only_what_the_year_shows() -> None:
    marks = [line[0] for line in page(2026) if line[1:3] == "  " and line[0] in "#*+!·"]
    assert marks == ["#", "*", "·"]


def test_the_totals_are_those_of_the_calendar_and_not_of_the_norm() -> None:
    """Nine hours a day without a break, 247 days, four of them an hour less."""
    assert f"Working days: 247, hours: {247 * 9 - 4:,}" in page(2026, "en")


def test_an_exception_is_shown_with_its_hours_and_takes_the_holidays_place() -> None:
    dated = FOLLOWING.replace(MON, f"exceptions = [{{ date = 2026-01-05, intervals = ['10:00-12:00'] }}]\n{MON}")
    lines = page(2026, calendar=parse_regulation(dated).calendar("office"))
    assert " 5! 6# 7# 8# 9#10·11·     2  3  4  5  6  7· 8·     2  3  4  5  6  7· 8#" in lines
    assert "  05.01.2026, пн         10:00–12:00 (Особый день по регламенту)" in lines
    assert "  01.01.2026–04.01.2026  Новогодние каникулы" in lines


def test_a_calendar_without_holidays_says_that_it_keeps_none() -> None:
    lines = page(2026, "en", calendar=parse_regulation(MINIMAL).calendar("office"))
    assert "No holidays are kept: the calendar has no holidays key" in lines
    assert "Working days: 261, hours: 2,349" in lines


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ru", "    2027 год: предварительно, дни могут измениться"),
        ("ru", "    03.11.2026 Сокращённый день: на час короче"),
        ("ru", "    04.11.2026 День народного единства"),
        ("ru", "    31.12.2026 Выходной, перенесён с 04.01.2026"),
        ("en", "    2027: provisional, days may change"),
        ("en", "    2026-11-04 Unity Day"),
    ],
)
def test_the_report_names_holidays_shortened_days_and_provisional_years(language: str, line: str) -> None:
    told = render_report(parse_regulation(FOLLOWING), NOVEMBER, language).split("\n")
    assert line in told


def test_the_report_says_which_holidays_are_kept_and_how() -> None:
    plain = render_report(parse_regulation(MINIMAL), NOVEMBER, "en")
    kept = render_report(parse_regulation(FOLLOWING), NOVEMBER, "en")
    left = render_report(
        parse_regulation(FOLLOWING.replace("shortened = true", "moved_days = false")), NOVEMBER, "en"
    )
    assert "Holidays" not in plain
    assert "  Holidays: RU (2013-2027." in kept
    assert "), shortened days an hour less\n" in kept
    assert "), shortened days in full, weekend days that are worked don't count" in " ".join(left.split())


def test_sample_deadlines_of_the_report_go_by_the_holidays() -> None:
    """A request on Tuesday at 16:30, four hours to answer: shortened to 17:00, a holiday between."""
    at = datetime(2026, 11, 3, 13, 30, tzinfo=UTC)
    assert "answer by Thu 2026-11-05 12:30" in render_report(parse_regulation(FOLLOWING), at, "en")
