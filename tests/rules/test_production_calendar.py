"""The shipped production calendar of Russia against totals that the government's calendars publish."""

from datetime import date, timedelta

import pytest

from models.cli import build_production_calendar
from models.rules.hours.holiday_years import HolidayYear
from models.rules.hours.production_calendar import russian_sources, russian_version, russian_year
from models.rules.hours.production_calendar_rule import production_calendar_text

#: Working days, and hours at a week of 40 hours; the published ones, not counted by us.
PUBLISHED = {
    2013: (247, 1970),
    2014: (247, 1970),
    2015: (247, 1971),
    2016: (247, 1974),
    2017: (247, 1973),
    2018: (247, 1970),
    2019: (247, 1970),
    2020: (248, 1979),
    2021: (247, 1972),
    2022: (247, 1973),
    2023: (247, 1973),
    2024: (248, 1979),
    2025: (247, 1972),
    2026: (247, 1972),
    2027: (247, 1972),
}
#: Of these the President took working days away when they had begun; the published norm stayed.
BY_DECREE = {2020: 29, 2021: 7}


def worked(year: int) -> list[date]:
    said = russian_year(year)
    first = date(year, 1, 1)
    days = (first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days))
    return [day for day in days if day in said.working or (day.weekday() < 5 and day not in said.off)]


def names(said: HolidayYear, day: date) -> tuple[str, str]:
    return said.off[day].in_("ru"), said.off[day].in_("en")


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_norm_of_each_year_is_the_published_one(year: int) -> None:
    norm = russian_year(year).norm
    assert norm
    assert (norm.working_days, norm.hours(40)) == PUBLISHED[year]


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_days_themselves_add_up_to_the_published_totals(year: int) -> None:
    days, hours = PUBLISHED[year]
    assert len(worked(year)) == days - BY_DECREE.get(year, 0)
    if year not in BY_DECREE:
        assert len(worked(year)) * 8 - len(russian_year(year).shortened) == hours


def test_the_norm_of_36_and_24_hours_is_the_published_one() -> None:
    norm = russian_year(2025).norm
    assert norm
    assert [norm.hours(36), norm.hours(24)] == [1774.4, 1181.6]


def test_all_years_from_2013_to_2027_are_there_and_only_the_last_is_provisional() -> None:
    assert [year for year in range(1990, 2060) if russian_year(year).covered] == list(PUBLISHED)
    assert [year for year in PUBLISHED if russian_year(year).provisional] == [2027]


@pytest.mark.parametrize("year", [2012, 2028])
def test_a_year_outside_the_file_is_not_covered_and_provisional(year: int) -> None:
    said = russian_year(year)
    assert (said.covered, said.provisional, said.off) == (False, True, {})


@pytest.mark.parametrize("year", PUBLISHED)
def test_what_is_worked_or_shortened_is_not_off_and_every_shortened_day_is_worked(year: int) -> None:
    said = russian_year(year)
    assert not said.off.keys() & (said.working.keys() | said.shortened)
    assert said.shortened <= set(worked(year))
    assert all(day.weekday() > 4 and instead in said.off for day, instead in said.working.items())


@pytest.mark.parametrize(
    ("saturday", "instead", "shortened"),
    [
        (date(2016, 2, 20), date(2016, 2, 22), True),
        (date(2018, 4, 28), date(2018, 4, 30), True),
        (date(2018, 12, 29), date(2018, 12, 31), True),
        (date(2024, 4, 27), date(2024, 4, 29), False),
        (date(2024, 11, 2), date(2024, 4, 30), True),
        (date(2024, 12, 28), date(2024, 12, 30), False),
        (date(2025, 11, 1), date(2025, 11, 3), True),
    ],
)
def test_a_working_saturday_is_as_long_as_the_day_it_was_exchanged_for(
    saturday: date, instead: date, shortened: bool
) -> None:
    said = russian_year(saturday.year)
    assert said.working[saturday] == instead
    assert (saturday in said.shortened) is shortened


def test_february_24_2014_was_worked_for_november_3_and_therefore_an_hour_less() -> None:
    """Order of the government No. 444: the package has neither this nor 10 March."""
    said = russian_year(2014)
    assert date(2014, 2, 24) in said.shortened
    assert names(said, date(2014, 11, 3)) == ("Выходной, перенесён с 24.02.2014", "Day off, moved from 2014-02-24")
    assert date(2014, 3, 10) in said.off


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2020, 3, 30), 206),
        (date(2020, 4, 6), 239),
        (date(2020, 4, 30), 239),
        (date(2020, 5, 8), 294),
        (date(2020, 6, 24), 345),
        (date(2020, 7, 1), 354),
        (date(2021, 5, 4), 242),
        (date(2021, 11, 3), 595),
    ],
)
def test_non_working_days_by_decree_name_the_decree(day: date, number: int) -> None:
    russian, english = names(russian_year(day.year), day)
    assert f"№ {number}" in russian
    assert f"No. {number}" in english


def test_a_day_before_one_that_is_off_by_decree_is_not_shortened() -> None:
    assert not {date(2020, 6, 23), date(2020, 6, 30), date(2021, 10, 29)} & (
        russian_year(2020).shortened | russian_year(2021).shortened
    )


def test_a_holiday_on_a_weekend_is_off_too_and_its_day_off_says_where_it_comes_from() -> None:
    said = russian_year(2026)
    assert names(said, date(2026, 3, 8)) == ("Международный женский день", "International Women's Day")
    assert names(said, date(2026, 3, 9)) == (
        "Международный женский день: выходной перенесён с 08.03.2026",
        "International Women's Day: day off moved from 2026-03-08",
    )


def test_the_file_says_what_it_was_built_from() -> None:
    assert russian_version().startswith("2013-2027.")
    told = [source.in_("en") for source in russian_sources()]
    assert told[0].startswith("the package holidays 0.")
    assert any("Labour Code" in one for one in told)


def test_building_it_anew_gives_the_very_same_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert build_production_calendar.FILE.read_text(encoding="utf-8") == production_calendar_text()
    assert build_production_calendar.main(["--check"]) == 0
    assert "as it would be built" in capsys.readouterr().out
