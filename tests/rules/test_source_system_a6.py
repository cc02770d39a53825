"""A6, a public authority: considered within 30 calendar days, one extension of at most 30.

Open Monday to Thursday until 18:00, Friday until 16:45, an hour less before holidays:
examples/regulations/a6_authority.toml. All dates are worked out by hand.
"""

import pytest

from models.rules.deadlines.extensions import why_head
from models.rules.deadlines.ticket_clock import ClockState, Event, Standing
from models.rules.regulation.clocks import SlaClock
from tests.rules.source_systems import Line, SourceSystem, at, written

A6 = SourceSystem("a6_authority")
POLICY = A6.policy("appeal")

APPEALS = [
    # registered when it came, answered by: the 30th day, the day of registration not counted
    # 12 October + 30 = 11 November, a Wednesday
    ("Mon 2026-10-12 10:00", "Wed 2026-11-11 18:00"),
    # + 30 = 4 November, a holiday: back to Tuesday, which is shortened
    ("Mon 2026-10-05 10:00", "Tue 2026-11-03 17:00"),
    # registered on a Sunday all the same; + 30 = that shortened Tuesday itself
    ("Sun 2026-10-04 22:00", "Tue 2026-11-03 17:00"),
    # + 30 = Saturday 14 November, and for a Friday evening Sunday the 15th: back to Friday, until 16:45
    ("Thu 2026-10-15 10:00", "Fri 2026-11-13 16:45"),
    ("Fri 2026-10-16 18:30", "Fri 2026-11-13 16:45"),
    # the last second of a Monday and the first of a Tuesday are two days of registration
    ("Mon 2026-11-02 23:59:59", "Wed 2026-12-02 18:00"),
    ("Tue 2026-11-03 00:00", "Thu 2026-12-03 18:00"),
    # on the holiday itself; 4 December is a Friday
    ("Wed 2026-11-04 12:00", "Fri 2026-12-04 16:45"),
    # + 30 = 31 December 2026, a moved day off: back to the 30th, which is not shortened
    ("Tue 2026-12-01 10:00", "Wed 2026-12-30 18:00"),
    # + 30 = Sunday 10 January, behind the holidays: back over all of them. The price of never being late
    ("Fri 2026-12-11 10:00", "Wed 2026-12-30 18:00"),
    # a day later it is Monday 11 January, the first working day
    ("Sat 2026-12-12 10:00", "Mon 2027-01-11 18:00"),
    # + 30 = 9 May 2026, a Saturday and a holiday: back to Friday, shortened from 16:45 to 15:45
    ("Thu 2026-04-09 10:00", "Fri 2026-05-08 15:45"),
    # 30 days are not a month: 31 January + 30 = 2 March
    ("Sun 2027-01-31 10:00", "Tue 2027-03-02 18:00"),
]


@pytest.mark.parametrize(("came", "answered_by"), APPEALS, ids=[case[0] for case in APPEALS])
@pytest.mark.parametrize("kind", ["appeal", "portal"])
def test_an_appeal_is_considered_within_thirty_days_of_the_day_it_came(
    kind: str, came: str, answered_by: str
) -> None:
    assert A6.promised(came, A6.policy(kind)) == {
        SlaClock.FIRST_RESPONSE: answered_by,
        SlaClock.RESOLUTION: answered_by,
    }


def resolution(*further: Line, came: str) -> ClockState:
    return A6.clocks([(came, Event.OPENED), *further], POLICY)[SlaClock.RESOLUTION]


def test_an_appeal_is_extended_once_by_at_most_thirty_days() -> None:
    # due on Wednesday 11 November; 30 days on is 11 December, a Friday, until 16:45
    due = resolution(came="Mon 2026-10-12 10:00")
    assert why_head(POLICY.extension, due, at("Fri 2026-12-11 16:45"), A6.hours) is None
    assert why_head(POLICY.extension, due, at("Fri 2026-12-11 16:46"), A6.hours) == "length"
    once = resolution(
        ("Tue 2026-11-10 12:00", Event.EXTENDED, {"until": at("Fri 2026-12-11 16:45").isoformat()}),
        came="Mon 2026-10-12 10:00",
    )
    assert (once.standing, written(once.due_at)) == (Standing.RUNNING, "Fri 2026-12-11 16:45")
    assert why_head(POLICY.extension, once, at("Mon 2026-12-14 12:00"), A6.hours) == "times"


def test_the_thirty_days_of_an_extension_end_before_a_day_off_as_the_term_itself_does() -> None:
    # due on Thursday 12 November; 30 days on is Saturday 12 December: until Friday, and not until Monday
    due = resolution(came="Tue 2026-10-13 10:00")
    assert written(due.due_at) == "Thu 2026-11-12 18:00"
    assert why_head(POLICY.extension, due, at("Fri 2026-12-11 16:45"), A6.hours) is None
    assert why_head(POLICY.extension, due, at("Mon 2026-12-14 09:00"), A6.hours) == "length"


def test_waiting_for_the_author_does_not_move_a_term_of_the_law() -> None:
    waiting = resolution(("Mon 2026-10-19 10:00", Event.WAITING), came="Mon 2026-10-12 10:00")
    assert (waiting.standing, written(waiting.due_at)) == (Standing.RUNNING, "Wed 2026-11-11 18:00")


def test_an_answer_at_the_last_second_of_the_last_day_is_in_time_and_the_next_one_is_late() -> None:
    for moment, standing in (("Wed 2026-11-11 18:00", Standing.MET), ("Wed 2026-11-11 18:00:01", Standing.MISSED)):
        closed = resolution((moment, Event.CLOSED), came="Mon 2026-10-12 10:00")
        assert closed.standing is standing
