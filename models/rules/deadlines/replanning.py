"""What becomes of a planned clock when something changed: which steps are still to come, and which never again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from models.rules.deadlines.plan import Step
from models.rules.deadlines.ticket_clock import ClockState, Standing

#: States of a timer in which its ladder ended on its own, not because the clock did.
_LADDER_ENDED: Final = ("taken", "over", "set_aside")


@dataclass(frozen=True)
class Planned:
    """A timer as it is stored. cycle grows whenever the steps are planned anew; next_at: None when nothing comes.

    state: running, paused, met, missed, stopped, taken, over or set_aside. planned_at: a step that should have come
    before it is not late, since nobody knew.
    """

    since: datetime
    state: str
    steps: tuple[Step, ...]
    next_step: int
    next_at: datetime | None
    cycle: int
    planned_at: datetime


def replan(before: Planned | None, clock: ClockState, steps: Sequence[Step], now: datetime) -> Planned:
    """steps: the plan of that clock as it stands. A step that fired for this deadline never fires for it again.

    A deadline that moved forward has its whole ladder again; one that a change moved into the past is breached now.
    """
    plan, stands = tuple(steps), clock.standing.value
    if before is None:
        first = Planned(clock.since, stands, plan, 0, plan[0].at, 1, clock.since)
        return first if clock.standing is Standing.RUNNING else replace(first, next_at=None)
    if clock.standing is not Standing.RUNNING:
        ended = before.state in _LADDER_ENDED and clock.standing is Standing.STOPPED
        return replace(before, state=before.state if ended else stands, next_at=None)
    if before.since != clock.since:
        return Planned(clock.since, stands, plan, 0, plan[0].at, before.cycle + 1, clock.since)
    if before.steps == plan:
        return _goes_on(before, now)
    return _moved(before, plan, now)


def _goes_on(before: Planned, now: datetime) -> Planned:
    """Nothing moved: what stopped it (a wait, an answer that did not count) did not last.

    A step whose time passed meanwhile comes at once, and is not late.
    """
    if before.state in _LADDER_ENDED or before.next_at is not None:
        return before
    if before.next_step >= len(before.steps):
        return replace(before, state="over")
    return replace(before, state="running", next_at=before.steps[before.next_step].at, planned_at=now)


def _moved(before: Planned, plan: tuple[Step, ...], now: datetime) -> Planned:
    fired = {(step.name, step.rung) for step in before.steps[: before.next_step] if _tells(step)}
    due = next(step.at for step in plan if step.name == "breach")
    cycle = before.cycle + 1
    if due > now:
        fired = set()
    elif fired and before.state in _LADDER_ENDED and not (before.state == "over" and _amends_to_come(plan, now)):
        return replace(before, steps=plan, next_step=len(plan), next_at=None, cycle=cycle, planned_at=now)
    # reminders of a time that is over are of no use; what must be told is told now. What is passed over comes first
    # in the plan: reminders before the breach, the breach before its rungs
    rest = [step for step in plan if (step.name, step.rung) not in fired and (step.at > now or _tells(step))]
    next_step = len(plan) - len(rest)
    next_at = rest[0].at if rest else None
    return Planned(before.since, "running" if rest else "over", plan, next_step, next_at, cycle, now)


def _amends_to_come(plan: tuple[Step, ...], now: datetime) -> bool:
    """The requester was given a new time after the ladder's last rung: it is watched over as well."""
    return any(step.name == "amends" and step.at > now for step in plan)


def _tells(step: Step) -> bool:
    return step.name in ("breach", "rung", "amends")
