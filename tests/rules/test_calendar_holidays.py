"""Calendars that follow a country: days off, shortened days, moved working days, and what wins over them."""

import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from models.rules.hours.calendar_versions import calendar_version
from models.rules.hours.calendars import (
    WEEKDAYS,
    Calendar,
    CalendarException,
    Interval,
    Week,
    an_hour_less,
    parse_interval,
)
from models.rules.hours.country_holidays import holiday_year
from models.rules.regulation.parsing import parse_regulation
from tests.rules.regulation_slips import MINIMAL, MON, OFFICE, one_problem

MORNING, AFTERNOON = parse_interval("09:00-13:00"), parse_interval("14:00-18:00")
FRIDAY = parse_interval("09:00-16:00")
FIVE_DAYS = Week(**{day: (MORNING, AFTERNOON) for day in WEEKDAYS[:4]}, fri=(FRIDAY,))
NEW_YEAR = date(2026, 1, 1)


def calendar(**more: object) -> Calendar:
    return Calendar.model_validate({"timezone": "Europe/Moscow", "week": FIVE_DAYS, "holidays": "RU", **more})


def hours(one: Calendar, year: int) -> float:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(365))
    return sum(interval.closes - interval.opens for day in days for interval in one.intervals_on(day)) / 60


def test_a_holiday_is_closed_and_the_day_after_is_as_its_weekday_says() -> None:
    assert calendar().intervals_on(NEW_YEAR) == ()
    assert calendar().intervals_on(date(2026, 1, 12)) == (MORNING, AFTERNOON)


def test_a_year_of_forty_hours_has_the_published_hours() -> None:
    eight_hours = Week(**{day: (MORNING, AFTERNOON) for day in WEEKDAYS[:5]})
    assert hours(calendar(week=eight_hours, shortened=True), 2025) == 1972
    assert hours(calendar(week=eight_hours, shortened=True), 2026) == 1972
    assert hours(calendar(week=eight_hours), 2026) == 247 * 8


def test_a_shortened_day_closes_an_hour_earlier_only_if_the_calendar_says_so() -> None:
    eve = date(2026, 11, 3)
    assert calendar(shortened=True).intervals_on(eve) == (MORNING, parse_interval("14:00-17:00"))
    assert calendar().intervals_on(eve) == (MORNING, AFTERNOON)


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (["09:00-13:00", "14:00-18:00"], ["09:00-13:00", "14:00-17:00"]),
        (["14:00-18:00", "09:00-13:00"], ["09:00-13:00", "14:00-17:00"]),
        (["09:00-17:00", "17:30-18:00"], ["09:00-16:30"]),
        (["09:00-17:00", "17:30-18:30"], ["09:00-17:00"]),
        (["20:00-08:00"], ["20:00-07:00"]),
        (["09:00-10:00"], []),
        ([], []),
    ],
)
def test_the_hour_is_taken_from_the_end_of_the_day_over_a_break_if_need_be(
    written: list[str], left: list[str]
) -> None:
    assert an_hour_less(map(parse_interval, written)) == tuple(map(parse_interval, left))


def test_a_working_saturday_has_the_hours_of_the_weekday_whose_day_off_it_was_exchanged_for() -> None:
    for_tuesday, for_monday = date(2024, 11, 2), date(2024, 4, 27)
    tuesday = FIVE_DAYS.model_copy(update={"tue": (FRIDAY,)})
    assert calendar(week=tuesday).intervals_on(for_tuesday) == (FRIDAY,)
    assert calendar(week=tuesday).intervals_on(for_monday) == (MORNING, AFTERNOON)


def test_a_working_saturday_can_be_shortened_and_can_be_switched_off() -> None:
    saturday = date(2025, 11, 1)
    assert calendar(shortened=True).intervals_on(saturday) == (MORNING, parse_interval("14:00-17:00"))
    own_hours = FIVE_DAYS.model_copy(update={"sat": (FRIDAY,)})
    stays = calendar(week=own_hours, shortened=True, moved_days=False)
    assert stays.intervals_on(saturday) == (FRIDAY,)
    assert calendar(moved_days=False).intervals_on(saturday) == ()


def test_who_never_opens_on_mondays_does_not_open_on_the_saturday_worked_for_one() -> None:
    assert calendar(week=FIVE_DAYS.model_copy(update={"mon": ()})).intervals_on(date(2025, 11, 1)) == ()


def test_a_dated_exception_wins_over_a_holiday_a_shortened_and_a_moved_day() -> None:
    days = [NEW_YEAR, date(2025, 11, 1), date(2026, 11, 3)]
    duty = Interval(600, 720)
    overridden = calendar(
        shortened=True,
        exceptions=tuple(CalendarException(date=day, intervals=(duty,), note="Дежурство") for day in days),
    )
    assert [overridden.intervals_on(day) for day in days] == [(duty,)] * 3
    assert [overridden.day_note(day, "ru") for day in days] == ["Дежурство"] * 3


def test_a_holiday_on_a_saturday_closes_a_desk_that_works_on_saturdays() -> None:
    six_days = calendar(week=FIVE_DAYS.model_copy(update={"sat": (FRIDAY,)}))
    assert six_days.intervals_on(date(2026, 5, 9)) == ()
    assert six_days.intervals_on(date(2026, 5, 16)) == (FRIDAY,)


def test_a_year_without_a_calendar_is_what_the_week_says_and_provisional() -> None:
    assert calendar().intervals_on(date(2029, 1, 1)) == (MORNING, AFTERNOON)
    assert [calendar().provisional(year) for year in (2026, 2027, 2028)] == [False, True, True]
    assert not calendar(holidays=None).provisional(2028)


@pytest.mark.parametrize(
    ("day", "russian", "english"),
    [
        (NEW_YEAR, "Новогодние каникулы", "New Year Holidays"),
        (date(2026, 1, 9), "Выходной, перенесён с 03.01.2026", "Day off, moved from 2026-01-03"),
        (date(2026, 11, 3), "Сокращённый день: на час короче", "Shortened day: an hour less"),
        (date(2024, 4, 27), "Рабочий день вместо 29.04.2024", "Working day instead of 2024-04-29"),
        (
            date(2025, 11, 1),
            "Рабочий день вместо 03.11.2025; Сокращённый день: на час короче",
            "Working day instead of 2025-11-03; Shortened day: an hour less",
        ),
        (date(2026, 11, 5), None, None),
        (date(2026, 11, 7), None, None),
    ],
)
def test_a_day_that_is_not_as_its_weekday_says_why(day: date, russian: str | None, english: str | None) -> None:
    one = calendar(shortened=True)
    assert (one.day_note(day, "ru"), one.day_note(day, "en")) == (russian, english)


def test_a_day_is_not_called_shortened_where_the_calendar_does_not_shorten_it() -> None:
    assert calendar().day_note(date(2026, 11, 3), "ru") is None


def test_an_exception_without_words_is_the_holiday_if_closed_and_a_special_day_otherwise() -> None:
    closed = calendar(exceptions=(CalendarException(date=NEW_YEAR, closed=True),))
    opened = calendar(exceptions=(CalendarException(date=NEW_YEAR, intervals=(MORNING,)),))
    assert closed.day_note(NEW_YEAR, "en") == "New Year Holidays"
    assert opened.day_note(NEW_YEAR, "en") == "Special day of the regulation"


def test_a_changed_copy_follows_its_own_rules() -> None:
    one = calendar()
    assert one.intervals_on(NEW_YEAR) == ()
    assert one.model_copy(update={"holidays": None}).intervals_on(NEW_YEAR) == (MORNING, AFTERNOON)


def test_other_countries_and_their_parts_have_their_own_holidays() -> None:
    epiphany = date(2026, 1, 6)
    assert calendar(holidays="DE-BY").intervals_on(epiphany) == ()
    assert calendar(holidays="DE").intervals_on(epiphany) == (MORNING, AFTERNOON)
    assert calendar(holidays="DE-BY").day_note(epiphany, "en") == "Epiphany"


def test_a_working_saturday_of_another_country_has_mondays_hours_because_nobody_says_whose() -> None:
    saturday = date(2026, 4, 25)
    assert saturday in holiday_year("BY", 2026).working
    assert calendar(holidays="BY").intervals_on(saturday) == (MORNING, AFTERNOON)
    assert calendar(holidays="BY").day_note(saturday, "ru") == "Рабочий день по переносу"


def test_a_year_whose_feasts_hang_on_the_moon_is_provisional() -> None:
    assert holiday_year("AE", 2027).provisional
    assert not holiday_year("DE", 2027).provisional


def test_names_do_not_follow_the_locale_of_the_machine() -> None:
    asked = (
        "from datetime import date; from models.rules.hours.country_holidays import holiday_year; "
        "print([holiday_year(code, 2026).off[date(2026, 1, 1)].in_(language) "
        "for code in ('BY', 'KZ', 'FR') for language in ('ru', 'en')])"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", asked],
            env={**os.environ, "LANGUAGE": locale, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for locale in ("uk", "th", "en_US")
    }
    assert len(answers) == 1
    assert "Новый год" in answers.pop()


def test_the_version_is_the_same_for_the_same_hours_and_changes_with_them() -> None:
    first, second = (
        CalendarException(date=NEW_YEAR, closed=True),
        CalendarException(date=date(2026, 2, 2), closed=True),
    )
    same = {calendar_version(calendar(exceptions=pair)) for pair in ((first, second), (second, first))} | {
        calendar_version(calendar(exceptions=(second, first.model_copy(update={"note": "Новый год"}))))
    }
    assert len(same) == 1
    others = [
        calendar(),
        calendar(exceptions=(first,)),
        calendar(holidays=None),
        calendar(holidays="KZ"),
        calendar(shortened=True),
        calendar(moved_days=False),
        calendar(timezone="Asia/Omsk"),
        calendar(week=FIVE_DAYS.model_copy(update={"sat": (FRIDAY,)})),
    ]
    assert len({*map(calendar_version, others), *same}) == len(others) + 1


def test_the_version_changes_when_the_shipped_days_do(monkeypatch: pytest.MonkeyPatch) -> None:
    before = calendar_version(calendar())
    monkeypatch.setattr("models.rules.hours.country_holidays.russian_version", lambda: "2013-2028.0000000000")
    assert calendar_version(calendar()) != before


def test_the_regulation_may_say_whose_holidays_it_keeps() -> None:
    told = parse_regulation(MINIMAL.replace(MON, f'holidays = "RU"\nshortened = true\nmoved_days = false\n{MON}'))
    office = told.calendar("office")
    assert (office.holidays, office.shortened, office.moved_days) == ("RU", True, False)


@pytest.mark.parametrize(
    ("written", "english", "russian"),
    [
        ('"ru"', 'found: "ru"; allowed: a country of ISO 3166', "имелось в виду «RU»?"),
        ('"Russia"', 'Did you mean "RU"?', "найдено: «Russia»"),
        ('"DE-BV"', "a country or a part of it: BB, BE, BW, BY", "страна или её часть: BB"),
        ('"ZZ"', "a country of ISO 3166: RU, KZ", "страна по ISO 3166: RU"),
        ("7", "found: 7", "найдено: 7"),
    ],
)
def test_a_country_that_nobody_knows_is_refused_with_what_is_allowed(
    written: str, english: str, russian: str
) -> None:
    one_problem(MON, f"holidays = {written}\n{MON}", "calendars.office.holidays", english, russian)


@pytest.mark.parametrize("holidays", ["", 'holidays = "KZ"\n'])
def test_shortened_days_are_known_of_russia_alone(holidays: str) -> None:
    one_problem(
        OFFICE,
        f"{OFFICE}\n{holidays}shortened = true",
        "calendars.office.shortened",
        'only with holidays = "RU"',
        "только с holidays = «RU»",
    )


def test_a_calendar_that_says_so_twice_is_refused_as_ever() -> None:
    with pytest.raises(ValidationError):
        calendar(holidays="Russia")
