"""A7, a software house: reaction by support level, in working time; waiting for the client pauses.

Open 4:00–18:00 Moscow, 14 hours, on working days of the production calendar:
examples/regulations/a7_software_house.toml. All dates are worked out by hand.
"""

import pytest

from models.rules.deadlines.ticket_clock import Event, Standing
from models.rules.regulation.clocks import SlaClock
from tests.rules.source_systems import Line, SourceSystem, written

A7 = SourceSystem("a7_software_house")

REQUESTS = [
    # opened, level, reaction by (8, 4 or 2 hours), resolved by (56, 28 or 14 hours: 4, 2 days or 1)
    # 8 h end with Thursday; Thu 8 + Fri 14 + Mon 14 + Tue 14 = 50, and 6 on Wednesday
    ("Thu 2026-11-12 10:00", "basic", "Thu 2026-11-12 18:00", "Wed 2026-11-18 10:00"),
    # Thu 8 + Fri 14 = 22, and 6 on Monday
    ("Thu 2026-11-12 10:00", "standard", "Thu 2026-11-12 14:00", "Mon 2026-11-16 10:00"),
    # Thu 8, and 6 on Friday
    ("Thu 2026-11-12 10:00", "extended", "Thu 2026-11-12 12:00", "Fri 2026-11-13 10:00"),
    # one second before the line opens
    ("Thu 2026-11-12 03:59:59", "extended", "Thu 2026-11-12 06:00", "Thu 2026-11-12 18:00"),
    # exactly at closing, and one second before it
    ("Thu 2026-11-12 18:00", "extended", "Fri 2026-11-13 06:00", "Fri 2026-11-13 18:00"),
    ("Thu 2026-11-12 17:59:59", "extended", "Fri 2026-11-13 05:59:59", "Fri 2026-11-13 17:59:59"),
    # Friday evening: an hour on Friday; then 3 on Monday; 1 + Mon 14 = 15, and 13 on Tuesday
    ("Fri 2026-11-13 17:00", "standard", "Mon 2026-11-16 07:00", "Tue 2026-11-17 17:00"),
    # a Sunday
    ("Sun 2026-11-15 12:00", "extended", "Mon 2026-11-16 06:00", "Mon 2026-11-16 18:00"),
    # the eve of 4 November, a full day here: 1 on Tuesday, 7 on Thursday; 1 + Thu 14 + Fri 14 + Mon 14 = 43, and 13
    ("Tue 2026-11-03 17:00", "basic", "Thu 2026-11-05 11:00", "Tue 2026-11-10 17:00"),
    # before New Year: 2 on 30 December, 2 on Monday 11 January; 2 + Mon 14 = 16, and 12 on Tuesday
    ("Wed 2026-12-30 16:00", "standard", "Mon 2027-01-11 06:00", "Tue 2027-01-12 16:00"),
    # before 1 May 2026: 1 on Thursday, 7 on Monday the 4th; 1 + Mon 14 + Tue 14 + Wed 14 = 43, and 13 on Thursday
    ("Thu 2026-04-30 17:00", "basic", "Mon 2026-05-04 11:00", "Thu 2026-05-07 17:00"),
    # Saturday 20 February 2027 is a working day: 1 on Friday, the rest on Saturday
    ("Fri 2027-02-19 17:00", "extended", "Sat 2027-02-20 05:00", "Sat 2027-02-20 17:00"),
    # Saturday 1 November 2025 was one, and Monday the 3rd off for it: 2 + Sat 14 = 16, and 12 on Wednesday the 5th
    ("Fri 2025-10-31 16:00", "standard", "Sat 2025-11-01 06:00", "Wed 2025-11-05 16:00"),
]


@pytest.mark.parametrize(
    ("opened", "tier", "reaction", "resolved"), REQUESTS, ids=[" ".join(case[:2]) for case in REQUESTS]
)
def test_the_reaction_depends_on_the_level_and_counts_working_time_only(
    opened: str, tier: str, reaction: str, resolved: str
) -> None:
    for kind, severity in (("setup", "normal"), ("program_error", "critical")):
        assert A7.promised(opened, A7.policy(kind, tier, severity)) == {
            SlaClock.FIRST_RESPONSE: reaction,
            SlaClock.RESOLUTION: resolved,
        }


@pytest.mark.parametrize("tier", ["basic", "extended"])
def test_a_wish_has_no_term_of_resolution_on_any_level(tier: str) -> None:
    # 28 hours: Thu 8 + Fri 14 = 22, and 6 on Monday
    assert A7.promised("Thu 2026-11-12 10:00", A7.policy("wish", tier)) == {
        SlaClock.FIRST_RESPONSE: "Mon 2026-11-16 10:00"
    }


def test_the_clock_of_the_resolution_pauses_while_the_client_is_asked_and_the_reaction_is_met_by_asking() -> None:
    asked: list[Line] = [
        ("Thu 2026-11-12 10:00", Event.OPENED),
        ("Thu 2026-11-12 11:00", Event.FIRST_ANSWERED),
        ("Thu 2026-11-12 11:00", Event.WAITING),
    ]
    clocks = A7.clocks(asked, A7.policy("setup", "extended"))
    assert clocks[SlaClock.FIRST_RESPONSE].standing is Standing.MET
    assert clocks[SlaClock.RESOLUTION].standing is Standing.PAUSED
    # 1 of the 14 hours is spent; 13 are left on Friday at 9:00: 9 until 18:00, and 4 on Monday
    clocks = A7.clocks([*asked, ("Fri 2026-11-13 09:00", Event.REQUESTER_WROTE)], A7.policy("setup", "extended"))
    assert written(clocks[SlaClock.RESOLUTION].due_at) == "Mon 2026-11-16 08:00"
    # and what the client wrote wants a reaction of its own, in 2 hours
    assert written(clocks[SlaClock.NEXT_RESPONSE].due_at) == "Fri 2026-11-13 11:00"


def test_a_pause_over_a_holiday_takes_nothing_from_the_time_that_is_left() -> None:
    # 28 hours from Monday 2 November, 16:00; asked on Tuesday at 10:00: 2 + 6 are spent, 20 left.
    # Answered on Thursday the 5th at 10:00: 8 until 18:00, and 12 on Friday
    clocks = A7.clocks(
        [
            ("Mon 2026-11-02 16:00", Event.OPENED),
            ("Tue 2026-11-03 10:00", Event.FIRST_ANSWERED),
            ("Tue 2026-11-03 10:00", Event.WAITING),
            ("Thu 2026-11-05 10:00", Event.REQUESTER_WROTE),
        ],
        A7.policy("documents", "standard"),
    )
    assert written(clocks[SlaClock.RESOLUTION].due_at) == "Fri 2026-11-06 16:00"


def test_whoever_has_no_known_level_has_the_first_one() -> None:
    assert A7.policy("setup") == A7.policy("setup", "basic")
