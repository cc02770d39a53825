"""A4, a web studio: acknowledged in 15–30 minutes by tariff, work started by urgency.

Open 10:00–19:00 Moscow on working days: examples/regulations/a4_web_studio.toml. All dates are worked out by hand.
"""

import pytest

from models.rules.deadlines.ticket_clock import Event, Standing
from models.rules.regulation.clocks import SlaClock
from tests.rules.source_systems import SourceSystem

A4 = SourceSystem("a4_web_studio")

TASKS = [
    # opened, tariff, answer to «Насколько это срочно?», acknowledged by, work started by
    # the three tariffs on an ordinary Thursday: 30, 20 and 15 minutes; planned work within 6 hours
    ("Thu 2026-11-12 10:00", "start", "planned", "Thu 2026-11-12 10:30", "Thu 2026-11-12 16:00"),
    ("Thu 2026-11-12 10:00", "business", "planned", "Thu 2026-11-12 10:20", "Thu 2026-11-12 16:00"),
    ("Thu 2026-11-12 10:00", "priority", "planned", "Thu 2026-11-12 10:15", "Thu 2026-11-12 16:00"),
    # urgent, 3 hours: two and a half until 19:00, half an hour on Friday
    ("Thu 2026-11-12 16:30", "start", "urgent", "Thu 2026-11-12 17:00", "Fri 2026-11-13 10:30"),
    # critical begins at once: no later than it is acknowledged
    ("Thu 2026-11-12 16:30", "start", "broken", "Thu 2026-11-12 17:00", "Thu 2026-11-12 17:00"),
    # Friday evening: 10 of the 15 minutes on Friday, 5 on Monday
    ("Fri 2026-11-13 18:50", "priority", "broken", "Mon 2026-11-16 10:05", "Mon 2026-11-16 10:05"),
    # a Sunday: everything begins on Monday at 10:00
    ("Sun 2026-11-15 12:00", "business", "urgent", "Mon 2026-11-16 10:20", "Mon 2026-11-16 13:00"),
    # exactly at closing, and one second before it
    ("Thu 2026-11-12 19:00", "start", "planned", "Fri 2026-11-13 10:30", "Fri 2026-11-13 16:00"),
    ("Thu 2026-11-12 18:59:59", "priority", "broken", "Fri 2026-11-13 10:14:59", "Fri 2026-11-13 10:14:59"),
    # the eve of 4 November is a full day here: an hour on Tuesday, five on Thursday
    ("Tue 2026-11-03 18:00", "business", "planned", "Tue 2026-11-03 18:20", "Thu 2026-11-05 15:00"),
    # before New Year: 3 hours on 30 December, 3 on Monday 11 January
    ("Wed 2026-12-30 16:00", "start", "planned", "Wed 2026-12-30 16:30", "Mon 2027-01-11 13:00"),
    # before 1 May 2026, a Friday: 2 hours on Thursday, 1 on Monday
    ("Thu 2026-04-30 17:00", "business", "urgent", "Thu 2026-04-30 17:20", "Mon 2026-05-04 11:00"),
    # Saturday 20 February 2027 is a working day by exchange, with Monday's hours: an hour on Friday, five on Saturday
    ("Fri 2027-02-19 18:00", "start", "planned", "Fri 2027-02-19 18:30", "Sat 2027-02-20 15:00"),
]


@pytest.mark.parametrize(
    ("opened", "tier", "urgency", "acknowledged", "started"), TASKS, ids=[" ".join(case[:3]) for case in TASKS]
)
def test_a_task_is_acknowledged_by_tariff_and_begun_by_urgency(
    opened: str, tier: str, urgency: str, acknowledged: str, started: str
) -> None:
    severity = A4.regulation.kind("task").severity_of({"urgency": urgency})
    assert A4.promised(opened, A4.policy("task", tier, severity)) == {
        SlaClock.FIRST_RESPONSE: acknowledged,
        SlaClock.WORK_STARTED: started,
    }


@pytest.mark.parametrize("tier", ["start", "business", "priority"])
def test_a_call_back_comes_within_half_an_hour_on_every_tariff(tier: str) -> None:
    # a quarter of an hour on Thursday, another on Friday
    assert A4.promised("Thu 2026-11-12 18:45", A4.policy("call_back", tier)) == {
        SlaClock.FIRST_RESPONSE: "Fri 2026-11-13 10:15",
        SlaClock.RESOLUTION: "Fri 2026-11-13 10:15",
    }


def test_a_client_without_a_known_tariff_has_the_first_one_and_work_of_low_urgency_is_planned_work() -> None:
    assert A4.policy("task") == A4.policy("task", "start", "normal") == A4.policy("task", "start", "low")


def test_work_is_started_by_taking_the_task_and_acknowledged_by_an_answer() -> None:
    clocks = A4.clocks(
        [("Thu 2026-11-12 10:00", Event.OPENED), ("Thu 2026-11-12 10:15", Event.FIRST_ANSWERED)],
        A4.policy("task", "priority"),
    )
    assert clocks[SlaClock.FIRST_RESPONSE].standing is Standing.MET
    assert clocks[SlaClock.WORK_STARTED].standing is Standing.RUNNING
    taken = A4.clocks(
        [("Thu 2026-11-12 10:00", Event.OPENED), ("Thu 2026-11-12 16:00", Event.TAKEN)], A4.policy("task")
    )
    assert taken[SlaClock.WORK_STARTED].standing is Standing.MET


def test_a_task_found_to_be_critical_is_due_by_the_critical_term_from_its_opening() -> None:
    # opened at 10:00; whatever an agent says later, the client has waited since then
    planned, critical = A4.policy("task", "start"), A4.policy("task", "start", "critical")
    assert A4.promised("Thu 2026-11-12 10:00", planned)[SlaClock.WORK_STARTED] == "Thu 2026-11-12 16:00"
    assert A4.promised("Thu 2026-11-12 10:00", critical)[SlaClock.WORK_STARTED] == "Thu 2026-11-12 10:30"
