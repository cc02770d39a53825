"""A9, an e-procurement platform: 16 working hours for what is not a technical fault, extended at discretion.

Open 9:30–18:30 Moscow, 9 hours, on working days (a9_procurement.toml). All dates are worked out by hand.
"""

import pytest

from models.rules.deadlines.extensions import why_head
from models.rules.deadlines.ticket_clock import Event, Standing
from models.rules.regulation.clocks import SlaClock
from tests.rules.source_systems import Line, SourceSystem, at, written

A9 = SourceSystem("a9_procurement")

QUESTIONS = [
    # opened, tier, answered by (8 or 4 hours), resolved by (16 hours on both tiers)
    # Thu 8:30, and 7:30 on Friday
    ("Thu 2026-11-12 10:00", "basic", "Thu 2026-11-12 18:00", "Fri 2026-11-13 17:00"),
    ("Thu 2026-11-12 10:00", "extended", "Thu 2026-11-12 14:00", "Fri 2026-11-13 17:00"),
    # at night: Thu 9, and 7 on Friday
    ("Thu 2026-11-12 03:00", "basic", "Thu 2026-11-12 17:30", "Fri 2026-11-13 16:30"),
    # exactly at closing, and one second before it
    ("Thu 2026-11-12 18:30", "basic", "Fri 2026-11-13 17:30", "Mon 2026-11-16 16:30"),
    ("Thu 2026-11-12 18:29:59", "basic", "Fri 2026-11-13 17:29:59", "Mon 2026-11-16 16:29:59"),
    # Friday evening: 0:45 on Friday, 7:15 on Monday; 0:45 + Mon 9 = 9:45, and 6:15 on Tuesday
    ("Fri 2026-11-13 17:45", "basic", "Mon 2026-11-16 16:45", "Tue 2026-11-17 15:45"),
    # a Sunday: Mon 9, and 7 on Tuesday
    ("Sun 2026-11-15 12:00", "basic", "Mon 2026-11-16 17:30", "Tue 2026-11-17 16:30"),
    # the eve of 4 November, a full day here: 0:30 on Tuesday, 7:30 on Thursday; 0:30 + Thu 9 = 9:30, and 6:30
    ("Tue 2026-11-03 18:00", "basic", "Thu 2026-11-05 17:00", "Fri 2026-11-06 16:00"),
    # on the holiday itself: Thu 9, and 7 on Friday
    ("Wed 2026-11-04 12:00", "basic", "Thu 2026-11-05 17:30", "Fri 2026-11-06 16:30"),
    # before New Year: 3 on 30 December, 5 on Monday 11 January; 3 + Mon 9 = 12, and 4 on Tuesday
    ("Wed 2026-12-30 15:30", "basic", "Mon 2027-01-11 14:30", "Tue 2027-01-12 13:30"),
    # before 9 May 2026, Monday the 11th off: 1 on Friday, 7 on Tuesday; 1 + Tue 9 = 10, and 6 on Wednesday
    ("Fri 2026-05-08 17:30", "basic", "Tue 2026-05-12 16:30", "Wed 2026-05-13 15:30"),
    # Saturday 20 February 2027 is worked: 0:30 on Friday, 3:30 on Saturday; 0:30 + Sat 9 = 9:30; the 22nd and 23rd
    # are off: 6:30 on Wednesday
    ("Fri 2027-02-19 18:00", "extended", "Sat 2027-02-20 13:00", "Wed 2027-02-24 16:00"),
]


@pytest.mark.parametrize(
    ("opened", "tier", "answered", "resolved"), QUESTIONS, ids=[" ".join(case[:2]) for case in QUESTIONS]
)
def test_a_question_is_resolved_in_sixteen_working_hours(
    opened: str, tier: str, answered: str, resolved: str
) -> None:
    assert A9.promised(opened, A9.policy("question", tier)) == {
        SlaClock.FIRST_RESPONSE: answered,
        SlaClock.RESOLUTION: resolved,
    }


@pytest.mark.parametrize(
    ("tier", "answered"), [("basic", "Thu 2026-11-12 14:00"), ("extended", "Thu 2026-11-12 12:00")]
)
def test_a_technical_fault_is_answered_sooner_and_has_no_term_of_resolution(tier: str, answered: str) -> None:
    assert A9.promised("Thu 2026-11-12 10:00", A9.policy("fault", tier)) == {SlaClock.FIRST_RESPONSE: answered}


def test_whoever_has_a_fault_hears_of_it_every_nine_working_hours() -> None:
    # answered on Thursday at 13:00: 5:30 until 18:30, and 3:30 on Friday
    clocks = A9.clocks(
        [("Thu 2026-11-12 10:00", Event.OPENED), ("Thu 2026-11-12 13:00", Event.FIRST_ANSWERED)], A9.policy("fault")
    )
    assert written(clocks[SlaClock.UPDATE].due_at) == "Fri 2026-11-13 13:00"


def test_an_agent_extends_as_often_and_as_far_as_it_takes_and_the_last_date_holds() -> None:
    policy = A9.policy("question")
    log: list[Line] = [("Thu 2026-11-12 10:00", Event.OPENED)]
    due = A9.clocks(log, policy)[SlaClock.RESOLUTION]
    for now, until in (
        ("Fri 2026-11-13 15:00", "Wed 2026-11-18 18:00"),
        ("Wed 2026-11-18 12:00", "Tue 2026-12-01 18:30"),
        ("Tue 2026-12-01 12:00", "Mon 2027-03-01 12:00"),
    ):
        assert why_head(policy.extension, due, at(until), A9.hours) is None
        log.append((now, Event.EXTENDED, {"until": at(until).isoformat(), "reason": "ждём оператора"}))
        due = A9.clocks(log, policy)[SlaClock.RESOLUTION]
        assert (due.standing, written(due.due_at)) == (Standing.RUNNING, until)


def test_a_question_that_comes_back_has_sixteen_hours_again_and_is_not_late() -> None:
    # due on Friday the 13th at 17:00, closed before; back on Monday the 16th at 10:00: Mon 8:30, and 7:30 on Tuesday
    clocks = A9.clocks(
        [
            ("Thu 2026-11-12 10:00", Event.OPENED),
            ("Thu 2026-11-12 12:00", Event.FIRST_ANSWERED),
            ("Fri 2026-11-13 12:00", Event.CLOSED),
            ("Mon 2026-11-16 10:00", Event.REOPENED, {"by_requester": True}),
        ],
        A9.policy("question"),
    )
    resolution = clocks[SlaClock.RESOLUTION]
    assert (resolution.standing, written(resolution.due_at)) == (Standing.RUNNING, "Tue 2026-11-17 17:00")
    assert clocks[SlaClock.FIRST_RESPONSE].standing is Standing.MET
