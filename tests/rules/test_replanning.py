"""What a change makes of a clock that was planned: steps fire once for a deadline, and again for another."""

from datetime import datetime, timedelta

from models.rules.deadlines.plan import Step, plan
from models.rules.deadlines.replanning import Planned, replan
from models.rules.deadlines.ticket_clock import ClockState, Event, Happened
from models.rules.regulation.parsing import Ladder, Rung
from tests.rules.clock_logs import HOUR, OFFICE, POLICY, log, nov, resolution_of, working

LADDER = Ladder(rungs=(Rung(after=timedelta(0), to="group"), Rung(after=HOUR, to="head")))
OPENED = ("11 10:00", Event.OPENED)


def steps(state: ClockState) -> tuple[Step, ...]:
    return plan(state, (0.5,), LADDER, OFFICE)


def planned(lines: list[Happened], now: datetime, before: Planned | None = None, hours: float = 8) -> Planned:
    policy = POLICY.model_copy(update={"resolution": working(hours * HOUR)})
    state = resolution_of(lines, policy)
    return replan(before, state, steps(state), now)


def fired(plan_: Planned, count: int) -> Planned:
    """So many of its steps have fired."""
    left = plan_.steps[count:]
    return Planned(
        plan_.since,
        "running" if left else "over",
        plan_.steps,
        count,
        left[0].at if left else None,
        plan_.cycle,
        plan_.planned_at,
    )


FRESH = planned(log(OPENED), nov("11 10:00"))


def test_a_new_clock_begins_with_its_first_step() -> None:
    assert [step.name for step in FRESH.steps] == ["warning", "breach", "rung", "rung"]
    assert (FRESH.state, FRESH.next_step, FRESH.next_at, FRESH.cycle) == ("running", 0, nov("11 14:00"), 1)


def test_nothing_changes_what_did_not_move() -> None:
    warned = fired(FRESH, 1)
    assert planned(log(OPENED), nov("11 15:00"), warned) == warned
    taken = Planned(FRESH.since, "taken", FRESH.steps, 3, None, 1, FRESH.planned_at)
    assert planned(log(OPENED), nov("12 10:00"), taken) == taken


def test_a_wait_stops_it_and_afterwards_the_step_that_was_next_comes_later() -> None:
    waiting = planned(log(OPENED, ("11 12:00", Event.WAITING)), nov("11 12:00"), FRESH)
    assert (waiting.state, waiting.next_at) == ("paused", None)
    lines = log(OPENED, ("11 12:00", Event.WAITING), ("11 14:00", Event.RESUMED))
    back = planned(lines, nov("11 14:00"), waiting)
    assert (back.state, back.next_at, back.next_step) == ("running", nov("11 16:00"), 0)


def test_a_wait_that_cost_nothing_goes_on_where_it_was() -> None:
    warned = fired(FRESH, 1)
    waiting = planned(log(OPENED, ("11 15:00", Event.WAITING)), nov("11 15:00"), warned)
    back = planned(log(OPENED, ("11 15:00", Event.WAITING), ("11 15:00", Event.RESUMED)), nov("11 15:00"), waiting)
    assert (back.next_step, back.next_at, back.cycle) == (1, nov("11 18:00"), 1)


def test_what_came_due_while_the_requester_was_waited_for_comes_afterwards_and_is_not_late() -> None:
    breached = fired(FRESH, 3)  # the head is next, an hour of work after 18:00
    waits = [OPENED, ("12 09:30", Event.WAITING)]
    waiting = planned(log(*waits), nov("12 09:30"), breached)
    back = planned(log(*waits, ("12 12:00", Event.RESUMED)), nov("12 12:00"), waiting)
    assert (back.next_at, back.planned_at) == (nov("12 10:00"), nov("12 12:00"))


def promised(until: str) -> tuple[str, Event, dict[str, str]]:
    return ("11 18:00", Event.PROMISED, {"clock": "resolution", "until": nov(until).isoformat()})


def test_a_new_time_that_the_requester_was_given_is_a_step_between_the_rungs() -> None:
    breached = fired(FRESH, 3)
    again = planned(log(OPENED, promised("12 09:30")), nov("11 18:00"), breached)
    assert [(step.name, step.at) for step in again.steps[again.next_step :]] == [
        ("amends", nov("12 09:30")),
        ("rung", nov("12 10:00")),
    ]
    assert (again.state, again.next_at) == ("running", nov("12 09:30"))


def test_a_new_time_is_watched_over_after_the_last_rung_but_not_once_somebody_took_it() -> None:
    over, taken = fired(FRESH, 4), Planned(FRESH.since, "taken", FRESH.steps, 3, None, 1, FRESH.planned_at)
    lines = log(OPENED, promised("13 12:00"))
    assert planned(lines, nov("12 10:00"), over).next_at == nov("13 12:00")
    assert planned(lines, nov("12 10:00"), taken).next_at is None


def test_a_later_deadline_after_a_breach_has_its_whole_ladder_again() -> None:
    breached = fired(FRESH, 3)
    extension = ("12 09:10", Event.EXTENDED, {"until": nov("16 12:00").isoformat(), "reason": "деталь"})
    again = planned(log(OPENED, extension), nov("12 09:10"), breached)
    assert (again.state, again.cycle, again.next_step) == ("running", 2, 0)
    assert [step.at for step in again.steps if step.name == "breach"] == [nov("16 12:00")]


def test_a_taken_ladder_runs_again_for_a_later_deadline() -> None:
    taken = Planned(FRESH.since, "taken", FRESH.steps, 3, None, 1, FRESH.planned_at)
    extension = ("12 09:10", Event.EXTENDED, {"until": nov("16 12:00").isoformat(), "reason": "деталь"})
    assert planned(log(OPENED, extension), nov("12 09:10"), taken).state == "running"


def test_a_deadline_that_a_change_moved_into_the_past_is_breached_now_and_reminders_of_it_are_not_told() -> None:
    shorter = planned(log(OPENED), nov("11 15:00"), FRESH, hours=2)
    assert shorter.steps[shorter.next_step].name == "breach"
    assert (shorter.next_at, shorter.planned_at) == (nov("11 12:00"), nov("11 15:00"))


def test_a_reminder_whose_time_is_over_is_passed_by() -> None:
    sooner = planned(log(OPENED), nov("11 13:30"), FRESH, hours=6)  # warned at 13:00, due at 16:00
    assert sooner.steps[sooner.next_step].name == "breach"
    assert sooner.next_at == nov("11 16:00")


def test_rungs_that_fired_for_an_overdue_clock_do_not_fire_again_when_it_moves_but_stays_overdue() -> None:
    breached = fired(FRESH, 3)  # the breach and the group, at 18:00
    moved = planned(log(OPENED), nov("12 09:30"), breached, hours=7)  # due at 17:00, the head at 18:00
    assert moved.steps[moved.next_step] == Step("rung", nov("11 18:00"), "head", rung=2)
    assert moved.planned_at == nov("12 09:30")


def test_a_taken_ladder_stays_taken_while_the_clock_is_overdue() -> None:
    taken = Planned(FRESH.since, "taken", FRESH.steps, 3, None, 1, FRESH.planned_at)
    moved = planned(log(OPENED), nov("12 09:30"), taken, hours=7)
    assert (moved.state, moved.next_at) == ("taken", None)


def test_another_run_of_the_clock_begins_anew() -> None:
    closed = planned(log(OPENED, ("11 17:00", Event.CLOSED)), nov("11 17:00"), fired(FRESH, 1))
    assert (closed.state, closed.next_at) == ("met", None)
    lines = log(OPENED, ("11 17:00", Event.CLOSED), ("18 10:00", Event.REOPENED))
    again = planned(lines, nov("18 10:00"), closed)
    assert (again.state, again.cycle, again.next_step, again.next_at) == ("running", 2, 0, nov("18 14:00"))
