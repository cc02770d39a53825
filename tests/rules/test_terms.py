"""When terms end, by hand. Hours are 9:00–18:00, Monday to Friday, in Moscow, unless said otherwise."""

from datetime import date, datetime, timedelta

import pytest

from models.rules.hours.terms import Roll, Term, Unit, parse_term, term_end, term_in_words
from models.rules.hours.working_time import NoWorkingTime, WorkingTime
from tests.rules.written_hours import ALWAYS, OFFICE, at, hours, moscow

PLAIN = hours(OFFICE)
RUSSIAN = hours(OFFICE, holidays="RU")
SHORTENED = hours(OFFICE, holidays="RU", shortened=True)


def days(count: int, roll: Roll = "forward", *, first: bool = False) -> Term:
    return Term(Unit.DAYS, count=count, roll=roll, first_day_counts=first)


def working_days(count: int, *, first: bool = False) -> Term:
    return Term(Unit.WORKING_DAYS, count=count, first_day_counts=first)


def months(count: int, roll: Roll = "forward", *, first: bool = False) -> Term:
    return Term(Unit.MONTHS, count=count, roll=roll, first_day_counts=first)


def end(term: Term, start: str, calendar: WorkingTime = PLAIN) -> str:
    """By the clock of the calendar."""
    return f"{term_end(term, moscow(start), calendar).astimezone(calendar.zone):%Y-%m-%d %H:%M}"


def test_working_time_is_added() -> None:
    # Friday 2 October 2026, an hour before the closing: three more on Monday
    assert end(parse_term("4h"), "2026-10-02 17:00") == "2026-10-05 12:00"


@pytest.mark.parametrize(
    ("term", "start", "due"),
    [
        # 1 October 2026 is a Thursday: Friday is day one, Monday day two
        (working_days(1), "2026-10-01 12:00", "2026-10-02 18:00"),
        (working_days(2), "2026-10-01 12:00", "2026-10-05 18:00"),
        # before the opening and after the closing it is still Thursday's
        (working_days(1), "2026-10-01 07:00", "2026-10-02 18:00"),
        (working_days(1), "2026-10-01 23:59", "2026-10-02 18:00"),
        # Thursday itself is day one
        (working_days(1, first=True), "2026-10-01 12:00", "2026-10-01 18:00"),
        (working_days(1, first=True), "2026-10-01 07:00", "2026-10-01 18:00"),
        (working_days(3, first=True), "2026-10-01 12:00", "2026-10-05 18:00"),
        # nothing is left of Thursday, so Friday is day one, counted or not
        (working_days(1, first=True), "2026-10-01 18:00", "2026-10-02 18:00"),
        (working_days(2, first=True), "2026-10-01 20:00", "2026-10-05 18:00"),
        # on a Saturday the first counted day is Monday either way
        (working_days(1), "2026-10-03 12:00", "2026-10-05 18:00"),
        (working_days(1, first=True), "2026-10-03 12:00", "2026-10-05 18:00"),
    ],
)
def test_working_days_count_from_the_next_one_unless_the_first_counts(term: Term, start: str, due: str) -> None:
    assert end(term, start) == due


@pytest.mark.parametrize(
    ("term", "start", "due"),
    [
        # Friday 26 December 2025; 29 and 30 are days one and two; off from 31 December to 11 January (the 9th and
        # 31st were moved from weekends); Monday the 12th is day three, Wednesday the 14th day five
        (working_days(5), "2025-12-26 12:00", "2026-01-14 18:00"),
        (working_days(5, first=True), "2025-12-26 12:00", "2026-01-13 18:00"),
        # Saturday 1 November 2025 is worked for Monday the 3rd; the 4th is a holiday
        (working_days(1), "2025-10-31 12:00", "2025-11-01 18:00"),
        (working_days(2), "2025-10-31 12:00", "2025-11-05 18:00"),
        # the day of the worked Saturday counts as a first day, too
        (working_days(1, first=True), "2025-11-01 10:00", "2025-11-01 18:00"),
        # 8 May 2026 is a Friday; 9 to 11 May are off (the 9th is a Saturday, its day off moved to the 11th)
        (working_days(1), "2026-05-08 12:00", "2026-05-12 18:00"),
    ],
)
def test_working_days_of_russia_leave_out_what_the_country_does_not_work(term: Term, start: str, due: str) -> None:
    assert end(term, start, RUSSIAN) == due


@pytest.mark.parametrize(
    ("term", "start", "due"),
    [
        # A6: registered on Thursday 9 April 2026; the 30th day after it is Saturday 9 May, Victory Day; the 10th is
        # a Sunday, the 11th a moved day off: Tuesday the 12th, or Friday the 8th if it rolls back
        (days(30), "2026-04-09 15:00", "2026-05-12 18:00"),
        (days(30, "back"), "2026-04-09 15:00", "2026-05-08 18:00"),
        (days(30, "none"), "2026-04-09 15:00", "2026-05-10 00:00"),
        # with the day of registration counted it is Friday the 8th, which needs no rolling
        (days(30, first=True), "2026-04-09 15:00", "2026-05-08 18:00"),
        # extended by 30 more from the end: 12 May + 30 = Thursday 11 June
        (days(30), "2026-05-12 18:00", "2026-06-11 18:00"),
        # registered in the evening or on a day off: the date is what counts. 12 June is a holiday, a Friday
        (days(30), "2026-05-13 23:30", "2026-06-15 18:00"),
        (days(1), "2026-10-03 12:00", "2026-10-05 18:00"),
        # Saturday + 1 = Sunday; the working day before is Friday, before the start: so it rolls forward
        (days(1, "back"), "2026-10-03 12:00", "2026-10-05 18:00"),
        # Friday + 2 = Sunday; back to Friday, which is not over yet
        (days(2, "back"), "2026-10-02 12:00", "2026-10-02 18:00"),
        (days(2, "back"), "2026-10-02 18:00", "2026-10-05 18:00"),
        # day one is today, and today is over: the next that opens, or what is left of the date
        (days(1, first=True), "2026-10-01 17:59", "2026-10-01 18:00"),
        (days(1, first=True), "2026-10-01 18:00", "2026-10-02 18:00"),
        (days(1, "back", first=True), "2026-10-01 18:00", "2026-10-02 18:00"),
        (days(1, "none", first=True), "2026-10-01 18:00", "2026-10-02 00:00"),
    ],
)
def test_calendar_days_end_with_the_last_one_or_roll_off_a_day_off(term: Term, start: str, due: str) -> None:
    assert end(term, start, RUSSIAN) == due


def test_a_term_that_rolls_back_onto_a_shortened_day_ends_an_hour_earlier() -> None:
    # 8 May 2026 is the eve of Victory Day
    assert end(days(30, "back"), "2026-04-09 15:00", SHORTENED) == "2026-05-08 17:00"


@pytest.mark.parametrize(
    ("term", "start", "due"),
    [
        (months(1), "2026-09-15 12:00", "2026-10-15 18:00"),
        # no 31 February: its last day, the 28th, is a Saturday
        (months(1), "2026-01-31 12:00", "2026-03-02 18:00"),
        (months(1, "back"), "2026-01-31 12:00", "2026-02-27 18:00"),
        (months(1, "none"), "2026-01-31 12:00", "2026-03-01 00:00"),
        # 29 February 2028 is a Tuesday
        (months(1), "2028-01-31 12:00", "2028-02-29 18:00"),
        # over the year: 30 November + 3 = 28 February 2027, a Sunday
        (months(3), "2026-11-30 12:00", "2027-03-01 18:00"),
        (months(2), "2026-12-10 12:00", "2027-02-10 18:00"),
        (months(12), "2026-10-01 12:00", "2027-10-01 18:00"),
        # with the first day counted a month from the 1st is that month; from the 15th until the 14th
        (months(1, first=True), "2026-04-01 12:00", "2026-04-30 18:00"),
        (months(1, first=True), "2026-09-15 12:00", "2026-10-14 18:00"),
        # from 31 January counted: February is over before a 30th could come
        (months(1, "none", first=True), "2026-01-31 12:00", "2026-03-01 00:00"),
    ],
)
def test_months_end_on_the_same_number_or_with_the_month(term: Term, start: str, due: str) -> None:
    assert end(term, start) == due


def test_the_date_is_that_of_the_desk_and_not_of_utc() -> None:
    # half past one on Friday in Moscow is still Thursday in UTC
    assert term_end(days(3), at("2026-10-01T22:30+00:00"), PLAIN) == moscow("2026-10-05 18:00")
    assert term_end(days(3), at("2026-10-01T20:30+00:00"), PLAIN) == moscow("2026-10-05 18:00")
    assert term_end(days(4), at("2026-10-01T22:30+00:00"), PLAIN) == moscow("2026-10-06 18:00")


def test_round_the_clock_a_day_ends_at_midnight() -> None:
    always = hours(ALWAYS)
    assert end(days(1), "2026-10-01 12:00", always) == "2026-10-03 00:00"
    assert end(working_days(1), "2026-10-01 12:00", always) == "2026-10-03 00:00"
    assert end(working_days(1, first=True), "2026-10-01 12:00", always) == "2026-10-02 00:00"


def test_an_overnight_shift_belongs_to_the_day_it_began_on() -> None:
    # Thursday's shift lasts until Friday, 6:00; at 2:00 on Friday it is still Thursday's working day
    nights = hours({"thu": "22:00-06:00", "fri": "22:00-06:00", "mon": "22:00-06:00"})
    assert end(working_days(1, first=True), "2026-10-02 02:00", nights) == "2026-10-02 06:00"
    assert end(working_days(1), "2026-10-02 02:00", nights) == "2026-10-03 06:00"
    assert end(working_days(2), "2026-10-02 02:00", nights) == "2026-10-06 06:00"
    # a term of days goes by the date, which is Friday's; its night is over on Saturday
    assert end(days(1, first=True), "2026-10-02 02:00", nights) == "2026-10-03 06:00"


def test_a_change_of_the_clock_moves_no_closing_time() -> None:
    # Friday 23 October 2026 in summer time, Monday 26 in winter time
    berlin = hours(OFFICE, "Europe/Berlin")
    due = term_end(days(3), at("2026-10-23T12:00+02:00"), berlin)
    assert due == at("2026-10-26T18:00+01:00")


def test_nothing_open_for_a_year_is_refused_and_only_a_term_that_does_not_roll_still_has_an_end() -> None:
    never = hours({})
    for term in (days(1), days(1, "back"), working_days(1), working_days(1, first=True), months(1), parse_term("1h")):
        with pytest.raises(NoWorkingTime):
            term_end(term, moscow("2026-10-01 12:00"), never)
    assert end(days(1, "none"), "2026-10-01 12:00", never) == "2026-10-03 00:00"


@pytest.mark.parametrize("unit", [Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS])
def test_a_term_of_no_days_is_refused(unit: Unit) -> None:
    with pytest.raises(ValueError, match="a term of 0"):
        term_end(Term(unit), moscow("2026-10-01 12:00"), PLAIN)


def test_a_zone_that_skipped_the_last_day_ends_it_at_the_jump() -> None:
    # Apia had no 30 December 2011
    islands = hours(ALWAYS, "Pacific/Apia")
    start = datetime.fromisoformat("2011-12-29T12:00-10:00")
    assert term_end(days(1, "none"), start, islands) == at("2011-12-31T00:00+14:00")
    assert term_end(days(1), start, islands) == at("2012-01-01T00:00+14:00")
    assert islands.opening_day(date(2011, 12, 30)) is None


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("30m", Term(Unit.WORKING_TIME, timedelta(minutes=30))),
        ("1h30m", Term(Unit.WORKING_TIME, timedelta(minutes=90))),
        ("2 working days", working_days(2)),
        (" 1  working  day ", working_days(1)),
        ("30 days", days(30)),
        ("1 day", days(1)),
        ("2 months", months(2)),
        ("1 month", months(1)),
    ],
)
def test_a_term_is_read(text: str, term: Term) -> None:
    assert parse_term(text) == term


@pytest.mark.parametrize(
    "text",
    ["", "2", "days", "0 days", "0 working days", "-1 days", "2days", "1.5 days", "2 weeks", "working day", "2 Days",
     "3661 days", "99999 days", "121 months", "1 day 2h", "2 рабочих дня"],
)  # fmt: skip
def test_anything_else_is_no_term(text: str) -> None:
    with pytest.raises(ValueError):
        parse_term(text)


@pytest.mark.parametrize(
    ("text", "nominative", "genitive", "english"),
    [
        ("4h", "4 часа", "4 часов", "4 hours"),
        ("1h", "1 час", "1 часа", "1 hour"),
        ("1h21m", "1 час 21 минута", "1 часа 21 минуты", "1 hour 21 minutes"),
        ("1 working day", "1 рабочий день", "1 рабочего дня", "1 working day"),
        ("2 working days", "2 рабочих дня", "2 рабочих дней", "2 working days"),
        ("5 working days", "5 рабочих дней", "5 рабочих дней", "5 working days"),
        ("21 working days", "21 рабочий день", "21 рабочего дня", "21 working days"),
        ("1 day", "1 календарный день", "1 календарного дня", "1 calendar day"),
        ("30 days", "30 календарных дней", "30 календарных дней", "30 calendar days"),
        ("1 month", "1 месяц", "1 месяца", "1 month"),
        ("2 months", "2 месяца", "2 месяцев", "2 months"),
        ("6 months", "6 месяцев", "6 месяцев", "6 months"),
    ],
)
def test_a_term_is_told_in_words_also_after_v_techenie(
    text: str, nominative: str, genitive: str, english: str
) -> None:
    term = parse_term(text)
    assert term_in_words(term, "ru") == nominative
    assert term_in_words(term, "ru", case="genitive") == genitive
    assert term_in_words(term, "en") == term_in_words(term, "en", case="genitive") == english


def test_after_cherez_a_minute_has_its_own_form() -> None:
    assert term_in_words(parse_term("21m"), "ru", case="accusative") == "21 минуту"
    assert term_in_words(parse_term("1 working day"), "ru", case="accusative") == "1 рабочий день"
