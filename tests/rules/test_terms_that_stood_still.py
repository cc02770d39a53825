"""Where a wait for the requester moves the end of a term. Hours are 9:00–18:00, Monday to Friday, in Moscow."""

from datetime import date, timedelta

import pytest

from models.rules.hours.terms import Roll, Term, Unit, shifted
from models.rules.hours.working_time import NoWorkingTime, WorkingTime
from tests.rules.written_hours import ALWAYS, OFFICE, hours, moscow

PLAIN = hours(OFFICE)
WORKING_TIME = Term(Unit.WORKING_TIME)
WORKING_DAYS = Term(Unit.WORKING_DAYS, count=2)
MONTHS = Term(Unit.MONTHS, count=1)


def days(roll: Roll = "forward") -> Term:
    return Term(Unit.DAYS, count=30, roll=roll)


def moved(term: Term, due: str, since: str, until: str, calendar: WorkingTime = PLAIN) -> str:
    end = shifted(term, moscow(due), moscow(since), moscow(until), calendar)
    return f"{end.astimezone(calendar.zone):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("due", "since", "until", "end"),
    [
        # two hours were left, and are left when the answer comes. 1 October 2026 is a Thursday
        ("2026-10-01 15:00", "2026-10-01 13:00", "2026-10-01 14:30", "2026-10-01 16:30"),
        ("2026-10-01 15:00", "2026-10-01 13:00", "2026-10-02 17:00", "2026-10-05 10:00"),
        # the answer comes after hours: the two hours begin with the next opening
        ("2026-10-01 15:00", "2026-10-01 13:00", "2026-10-02 21:00", "2026-10-05 11:00"),
        # a wait of one evening takes nothing
        ("2026-10-02 12:00", "2026-10-01 18:00", "2026-10-02 09:00", "2026-10-02 12:00"),
        # asked for on the last second: what was left is left
        ("2026-10-01 15:00", "2026-10-01 14:59", "2026-10-01 17:00", "2026-10-01 17:01"),
        # a promise for a Sunday, waited for while it was closed anyway: no earlier than it was
        ("2026-10-04 12:00", "2026-10-03 10:00", "2026-10-03 11:00", "2026-10-04 12:00"),
        ("2026-10-04 12:00", "2026-10-03 10:00", "2026-10-04 15:00", "2026-10-04 15:00"),
    ],
)
def test_working_time_that_was_left_is_left_after_the_wait(due: str, since: str, until: str, end: str) -> None:
    assert moved(WORKING_TIME, due, since, until) == end


@pytest.mark.parametrize(
    ("due", "since", "until", "end"),
    [
        # within one day, and over the weekend until before Monday: no working day began
        ("2026-10-06 18:00", "2026-10-01 10:00", "2026-10-01 17:00", "2026-10-06 18:00"),
        ("2026-10-06 18:00", "2026-10-02 17:00", "2026-10-04 23:00", "2026-10-06 18:00"),
        # over one night: Friday began
        ("2026-10-06 18:00", "2026-10-01 17:00", "2026-10-02 09:30", "2026-10-07 18:00"),
        # from Friday to Tuesday: Monday and Tuesday began; Tuesday + 2 = Thursday
        ("2026-10-06 18:00", "2026-10-02 17:00", "2026-10-06 10:00", "2026-10-08 18:00"),
        # Friday + 1 is Monday
        ("2026-10-02 18:00", "2026-09-30 17:00", "2026-10-01 10:00", "2026-10-05 18:00"),
        # on its last day: what is left of that day is left of the day of the answer, or of the next one
        ("2026-10-01 18:00", "2026-10-01 10:00", "2026-10-02 10:00", "2026-10-02 18:00"),
        ("2026-10-01 18:00", "2026-10-01 10:00", "2026-10-01 17:00", "2026-10-01 18:00"),
        ("2026-10-01 18:00", "2026-10-01 10:00", "2026-10-01 20:00", "2026-10-02 18:00"),
        ("2026-10-02 18:00", "2026-10-02 10:00", "2026-10-03 20:00", "2026-10-05 18:00"),
    ],
)
def test_working_days_move_by_those_that_began_meanwhile(due: str, since: str, until: str, end: str) -> None:
    assert moved(WORKING_DAYS, due, since, until) == end


@pytest.mark.parametrize(
    ("term", "due", "since", "until", "end"),
    [
        # within one day nothing moves; over two midnights Tuesday becomes Thursday
        (days(), "2026-10-06 18:00", "2026-10-01 10:00", "2026-10-01 23:00", "2026-10-06 18:00"),
        (days(), "2026-10-06 18:00", "2026-10-01 23:00", "2026-10-03 01:00", "2026-10-08 18:00"),
        (MONTHS, "2026-10-06 18:00", "2026-10-01 23:00", "2026-10-03 01:00", "2026-10-08 18:00"),
        # Thursday + 2 = Saturday: rolled again
        (days(), "2026-10-08 18:00", "2026-10-01 10:00", "2026-10-03 10:00", "2026-10-12 18:00"),
        (days("back"), "2026-10-08 18:00", "2026-10-01 10:00", "2026-10-03 10:00", "2026-10-09 18:00"),
        (days("none"), "2026-10-08 18:00", "2026-10-01 10:00", "2026-10-03 10:00", "2026-10-11 00:00"),
        # Friday + 1 = Saturday: back is Friday, where it was, and never before it
        (days("back"), "2026-10-09 18:00", "2026-10-01 10:00", "2026-10-02 10:00", "2026-10-09 18:00"),
        # promised for a Saturday; a night later is Sunday: Friday would be earlier than promised, so Monday
        (days("back"), "2026-10-03 12:00", "2026-10-01 23:00", "2026-10-02 01:00", "2026-10-05 18:00"),
        # a midnight that ends a Saturday is Saturday's: + 3 = Tuesday
        (days("none"), "2026-10-11 00:00", "2026-10-05 10:00", "2026-10-08 10:00", "2026-10-13 18:00"),
        # its last day, and over when the answer comes: never due before anybody can work again
        (days(), "2026-10-01 18:00", "2026-10-01 10:00", "2026-10-01 20:00", "2026-10-02 18:00"),
        (days("none"), "2026-10-01 18:00", "2026-10-01 10:00", "2026-10-01 20:00", "2026-10-02 00:00"),
        (days("back"), "2026-10-02 18:00", "2026-10-02 10:00", "2026-10-03 20:00", "2026-10-05 18:00"),
    ],
)
def test_days_and_months_move_by_the_midnights_and_roll_again(
    term: Term, due: str, since: str, until: str, end: str
) -> None:
    assert moved(term, due, since, until) == end


@pytest.mark.parametrize("term", [WORKING_TIME, WORKING_DAYS, days(), MONTHS])
def test_a_wait_that_begins_when_the_term_is_over_or_takes_no_time_moves_nothing(term: Term) -> None:
    due = "2026-10-01 18:00"
    assert moved(term, due, due, "2026-10-05 12:00") == due
    assert moved(term, due, "2026-10-01 12:00", "2026-10-01 12:00") == due
    assert moved(term, due, "2026-10-01 12:00", "2026-10-01 11:00") == due


def test_a_night_shift_of_yesterday_is_no_day_that_began() -> None:
    nights = hours({"thu": "22:00-06:00", "fri": "22:00-06:00", "mon": "22:00-06:00"})
    due = "2026-10-06 06:00"
    assert moved(WORKING_DAYS, due, "2026-10-01 23:00", "2026-10-02 05:00", nights) == due
    assert moved(WORKING_DAYS, due, "2026-10-02 05:00", "2026-10-02 06:00", nights) == "2026-10-09 06:00"


def test_round_the_clock_a_term_of_days_moves_from_midnight_to_midnight() -> None:
    always = hours(ALWAYS)
    assert moved(days(), "2026-10-03 00:00", "2026-10-01 23:00", "2026-10-02 01:00", always) == "2026-10-04 00:00"
    assert (
        moved(WORKING_DAYS, "2026-10-03 00:00", "2026-10-01 12:00", "2026-10-05 12:00", always) == "2026-10-07 00:00"
    )


def test_a_wait_after_which_nothing_opens_is_refused() -> None:
    closed = {date(2026, 10, 3) + timedelta(days=number): "" for number in range(500)}
    resting = hours(OFFICE, exceptions=closed)
    for term in (WORKING_TIME, WORKING_DAYS, days(), MONTHS):
        with pytest.raises(NoWorkingTime):
            moved(term, "2026-10-02 18:00", "2026-10-02 10:00", "2026-10-03 10:00", resting)
