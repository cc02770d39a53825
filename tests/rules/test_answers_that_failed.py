"""An answer that certainly never arrived: the clock of the first response goes on where the answer stopped it."""

from models.rules.deadlines.ticket_clock import Event, Standing
from models.rules.regulation.clocks import SlaClock
from tests.rules.clock_logs import folded, log, nov

OPENED = ("11 10:00", Event.OPENED)


def test_an_answer_that_never_arrived_was_none_and_its_time_in_flight_is_not_counted() -> None:
    lines = log(OPENED, ("11 10:30", Event.FIRST_ANSWERED), ("11 10:40", Event.ANSWER_FAILED))
    clocks = folded(lines).clocks
    first = clocks[SlaClock.FIRST_RESPONSE]
    assert (first.standing, first.due_at) == (Standing.RUNNING, nov("11 11:10"))
    assert SlaClock.UPDATE not in clocks


def test_an_answer_that_fails_after_the_deadline_is_no_instant_breach() -> None:
    lines = log(OPENED, ("11 10:59", Event.FIRST_ANSWERED), ("12 12:00", Event.ANSWER_FAILED))
    first = folded(lines).clocks[SlaClock.FIRST_RESPONSE]
    assert (first.standing, first.due_at) == (Standing.RUNNING, nov("12 12:01"))
    late = log(OPENED, ("11 11:01", Event.FIRST_ANSWERED), ("12 12:00", Event.ANSWER_FAILED))
    assert folded(late).clocks[SlaClock.FIRST_RESPONSE].due_at == nov("11 11:00")


def test_each_answer_that_fails_adds_its_own_time_in_flight() -> None:
    first, second = ("11 10:10", Event.FIRST_ANSWERED), ("11 10:40", Event.FIRST_ANSWERED)
    failed = [("11 10:20", Event.ANSWER_FAILED), ("11 10:45", Event.ANSWER_FAILED)]
    clock = folded(log(OPENED, first, failed[0], second, failed[1])).clocks[SlaClock.FIRST_RESPONSE]
    assert clock.due_at == nov("11 11:15")
    answered = folded(log(OPENED, first, failed[0], ("11 11:10", Event.FIRST_ANSWERED)))
    assert answered.clocks[SlaClock.FIRST_RESPONSE].standing is Standing.MET
