"""A ticket's clock, planned: when it warns, when it is breached, when each rung of the ladder is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal, cast

from models.rules.deadlines.ticket_clock import ClockState
from models.rules.deadlines.ticket_clock import is_met as is_met
from models.rules.hours.calendars import MINUTES_A_DAY, Interval
from models.rules.hours.working_time import WorkingTime
from models.rules.regulation.ladders import Ladder, RungRecipient

StepName = Literal["warning", "aim", "breach", "rung", "amends"]
Recipient = Literal["topic", RungRecipient]
_ORDER: Final[dict[str, int]] = {"warning": 0, "aim": 1, "breach": 2, "rung": 3, "amends": 4}
_NOTHING: Final = timedelta(0)


@dataclass(frozen=True)
class Step:
    """One thing that happens if nobody does by then what the clock waits for.

    at: aware UTC. share: of the time, for a warning. rung: counted from 1, for a rung: which one of the ladder.
    amends: the new time that the requester was given after a breach has passed as well.
    """

    name: StepName
    at: datetime
    to: Recipient
    share: float | None = None
    rung: int | None = None


def plan(
    state: ClockState, warn_at: Sequence[float], ladder: Ladder, hours: WorkingTime, *, urgent: bool = False
) -> tuple[Step, ...]:
    """Every step of one clock, in the order in which they fire.

    warn_at: shares of the time, between 0 and 1. The breach is at the deadline; a rung comes its `after` of working
    time later, so a rung after zero comes together with the breach, and behind it in the order. urgent: quiet hours
    don't hold.
    Raises NoWorkingTime. Source: REQUIREMENTS E2, E4, docs/adr/0004-ticket-clock.md
    """
    due = state.due_at
    steps = [Step("warning", at, "topic", share) for share, at in _warnings(state, warn_at, hours)]
    if state.aimed_at is not None and state.aimed_at < due:
        steps.append(Step("aim", state.aimed_at, "topic"))
    steps.append(Step("breach", due, "topic"))
    for number, rung in enumerate(ladder.rungs, start=1):
        at = hours.add(due, rung.after)
        if ladder.quiet_hours is not None and not urgent:
            at = after_quiet(at, ladder.quiet_hours, hours)
        steps.append(Step("rung", at, rung.to, rung=number))
    if state.amends_at is not None and state.amends_at > due:
        steps.append(Step("amends", state.amends_at, "head"))
    return tuple(sorted(steps, key=lambda step: (step.at, _ORDER[step.name], step.rung or 0)))


def due_at(steps: Iterable[Step]) -> datetime:
    """The deadline itself. Raises ValueError for steps that hold no breach."""
    for step in steps:
        if step.name == "breach":
            return step.at
    raise ValueError("no breach among the steps: these are not a plan of one clock")


def in_quiet_hours(at: datetime, quiet: Interval, hours: WorkingTime) -> bool:
    """quiet: on the wall clock of the desk, each day."""
    local = at.astimezone(hours.zone)
    minute = local.hour * 60 + local.minute
    return quiet.opens <= minute < quiet.closes or minute + MINUTES_A_DAY < quiet.closes


def after_quiet(at: datetime, quiet: Interval, hours: WorkingTime) -> datetime:
    """The same moment, or the end of the quiet hours that it falls into."""
    if not in_quiet_hours(at, quiet, hours):
        return at
    local, ends = at.astimezone(hours.zone), quiet.closes % MINUTES_A_DAY
    day = local.date() + timedelta(days=local.hour * 60 + local.minute >= ends)
    return datetime.combine(day, time(ends // 60, ends % 60), hours.zone).astimezone(UTC)


def _warnings(state: ClockState, warn_at: Sequence[float], hours: WorkingTime) -> list[tuple[float, datetime]]:
    """When so much of the time that counts has passed, waits for the requester left out; on whole seconds."""
    began = state.extensions[-1].at if state.extensions else state.since
    counted = _counted(state, began, hours)
    total = sum((hours.between(a, b) for a, b in counted), _NOTHING)
    found = []
    for share in warn_at if total > _NOTHING else ():
        left = timedelta(seconds=round(total.total_seconds() * share))
        for a, b in counted:
            within = hours.between(a, b)
            if left <= within:
                found.append((share, hours.add(a, left)))
                break
            left -= within
    return found


def _counted(state: ClockState, began: datetime, hours: WorkingTime) -> list[tuple[datetime, datetime]]:
    """The stretches from the beginning to the deadline in which the clock ran."""
    stretches, at = [], began
    for pause in state.pauses:
        if pause.until is None or pause.since >= state.due_at or pause.until <= at:
            continue
        if pause.since > at:
            stretches.append((at, pause.since))
        at = pause.until
    return [*stretches, (at, state.due_at)] if at < state.due_at else stretches


def steps_to_json(steps: Iterable[Step]) -> list[dict[str, object]]:
    """Values that `json.dumps` takes; `steps_from_json` reads them back equal."""
    return [
        {"name": step.name, "at": step.at.isoformat(), "to": step.to, "share": step.share, "rung": step.rung}
        for step in steps
    ]


def steps_from_json(stored: Iterable[Mapping[str, object]]) -> tuple[Step, ...]:
    """The steps as they were planned. Raises ValueError or KeyError for anything else."""
    return tuple(_step(row) for row in stored)


_RECIPIENTS: Final = ("topic", "assignee", "group", "duty", "agents", "head", "phone", "ring")


def _step(row: Mapping[str, object]) -> Step:
    name, to, share, rung = row["name"], row["to"], row["share"], row["rung"]
    if name not in _ORDER or to not in _RECIPIENTS:
        raise ValueError(f"not a step: {dict(row)}")
    if not isinstance(share, float | int | None) or not isinstance(rung, int | None):
        raise ValueError(f"not a step: {dict(row)}")
    at = datetime.fromisoformat(str(row["at"]))
    return Step(
        cast("StepName", name),
        at.astimezone(UTC),
        to,
        None if share is None else float(share),
        rung,
    )
