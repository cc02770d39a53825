"""A2, a software vendor: 8:00–20:00 Moscow except weekends and public holidays.

Failures in 2 hours to 2 working days, suggestions in 5 days to 2 months (a2_software_vendor.toml). All dates are
worked out by hand.
"""

import pytest

from models.rules.deadlines.ticket_clock import Event, Standing
from models.rules.regulation.clocks import SlaClock
from tests.rules.source_systems import SourceSystem, written

A2 = SourceSystem("a2_software_vendor")

FAILURES = [
    # opened, aimed at (2 working hours), promised (2 working days: the day it came doesn't count)
    # an ordinary Thursday; Friday and Monday are the two days
    ("Thu 2026-11-12 10:00", "Thu 2026-11-12 12:00", "Mon 2026-11-16 20:00"),
    # before dawn: the two hours begin at 8:00; Thursday is still the day it came
    ("Thu 2026-11-12 03:00", "Thu 2026-11-12 10:00", "Mon 2026-11-16 20:00"),
    # exactly at closing: nothing is left of Thursday
    ("Thu 2026-11-12 20:00", "Fri 2026-11-13 10:00", "Mon 2026-11-16 20:00"),
    # one second before it: that second counts
    ("Thu 2026-11-12 19:59:59", "Fri 2026-11-13 09:59:59", "Mon 2026-11-16 20:00"),
    # Friday evening: half an hour on Friday, an hour and a half on Monday
    ("Fri 2026-11-13 19:30", "Mon 2026-11-16 09:30", "Tue 2026-11-17 20:00"),
    # a Sunday: Monday and Tuesday
    ("Sun 2026-11-15 12:00", "Mon 2026-11-16 10:00", "Tue 2026-11-17 20:00"),
    # the eve of 4 November: open until 20:00, since the terms name no shortened day; Wednesday is off
    ("Tue 2026-11-03 19:00", "Thu 2026-11-05 09:00", "Fri 2026-11-06 20:00"),
    # on the holiday itself: Thursday and Friday
    ("Wed 2026-11-04 10:00", "Thu 2026-11-05 10:00", "Fri 2026-11-06 20:00"),
    # before New Year: 31 December 2026 is a moved day off, 1–8 January are holidays, the 9th and 10th a weekend
    ("Wed 2026-12-30 19:00", "Mon 2027-01-11 09:00", "Tue 2027-01-12 20:00"),
    # in the holidays
    ("Sat 2027-01-02 15:00", "Mon 2027-01-11 10:00", "Tue 2027-01-12 20:00"),
    # before 9 May 2026, a Saturday: Monday the 11th is off instead
    ("Fri 2026-05-08 19:30", "Tue 2026-05-12 09:30", "Wed 2026-05-13 20:00"),
    # Saturday 20 February 2027 is worked by the country, but a weekend here; the 22nd and 23rd are off
    ("Fri 2027-02-19 19:00", "Wed 2027-02-24 09:00", "Thu 2027-02-25 20:00"),
]

SUGGESTIONS = [
    # opened, aimed at (5 calendar days), promised (2 months)
    # 12 + 5 = Tuesday the 17th; 12 January, a Tuesday
    ("Thu 2026-11-12 10:00", "Tue 2026-11-17 20:00", "Tue 2027-01-12 20:00"),
    # 10 + 5 = Sunday the 15th, so Monday; 10 January is a Sunday, so Monday
    ("Tue 2026-11-10 15:00", "Mon 2026-11-16 20:00", "Mon 2027-01-11 20:00"),
    # 30 October + 5 = 4 November, a holiday, so Thursday; 30 December is a working Wednesday
    ("Fri 2026-10-30 08:00", "Thu 2026-11-05 20:00", "Wed 2026-12-30 20:00"),
    # 31 December + 5 = 5 January, within the holidays; February has no 31st, its last day is a Sunday
    ("Thu 2026-12-31 12:00", "Mon 2027-01-11 20:00", "Mon 2027-03-01 20:00"),
    # a Sunday counts as the day it came: Friday the 20th; 15 January, a Friday
    ("Sun 2026-11-15 23:59:59", "Fri 2026-11-20 20:00", "Fri 2027-01-15 20:00"),
]


@pytest.mark.parametrize(("opened", "aimed", "promised"), FAILURES, ids=[case[0] for case in FAILURES])
def test_a_failure_is_answered_in_two_hours_to_two_working_days(opened: str, aimed: str, promised: str) -> None:
    policy = A2.policy("failure")
    assert A2.aimed(opened, policy) == {SlaClock.FIRST_RESPONSE: aimed}
    assert A2.promised(opened, policy) == {SlaClock.FIRST_RESPONSE: promised}


@pytest.mark.parametrize(("opened", "aimed", "promised"), SUGGESTIONS, ids=[case[0] for case in SUGGESTIONS])
def test_a_suggestion_is_decided_in_five_days_to_two_months(opened: str, aimed: str, promised: str) -> None:
    policy = A2.policy("suggestion")
    assert A2.aimed(opened, policy) == {SlaClock.FIRST_RESPONSE: aimed, SlaClock.RESOLUTION: aimed}
    assert A2.promised(opened, policy) == {SlaClock.FIRST_RESPONSE: promised, SlaClock.RESOLUTION: promised}


@pytest.mark.parametrize("kind", ["update", "question"])
def test_what_no_term_is_published_for_is_answered_as_a_failure_is(kind: str) -> None:
    assert A2.policy(kind).targets() == A2.policy("failure").targets()


def test_an_answer_between_the_aim_and_the_limit_is_in_time() -> None:
    # opened on Thursday, aimed at 12:00, promised until Monday evening
    clocks = A2.clocks(
        [("Thu 2026-11-12 10:00", Event.OPENED), ("Mon 2026-11-16 20:00", Event.FIRST_ANSWERED)],
        A2.policy("failure"),
    )
    assert clocks[SlaClock.FIRST_RESPONSE].standing is Standing.MET


def test_a_suggestion_that_is_opened_again_has_its_two_months_anew() -> None:
    # closed in December, opened again on Tuesday 12 January: 2 months later is 12 March, a Friday
    clocks = A2.clocks(
        [
            ("Thu 2026-11-12 10:00", Event.OPENED),
            ("Mon 2026-11-16 12:00", Event.FIRST_ANSWERED),
            ("Mon 2026-12-28 12:00", Event.CLOSED),
            ("Tue 2027-01-12 12:00", Event.REOPENED, {"by_requester": True}),
        ],
        A2.policy("suggestion"),
    )
    resolution = clocks[SlaClock.RESOLUTION]
    assert (resolution.standing, written(resolution.due_at)) == (Standing.RUNNING, "Fri 2027-03-12 20:00")
