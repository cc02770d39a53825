"""A ticket's clock, planned: when it warns, when it is breached, when each rung of the ladder is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from models.rules.clocks import Clock as Clock
from models.rules.regulation_schema import Ladder
from models.rules.working_time import WorkingTime

StepName = Literal["warning", "breach", "rung"]
Recipient = Literal["topic", "group", "head"]
_ORDER: dict[StepName, int] = {"warning": 0, "breach": 1, "rung": 2}


@dataclass(frozen=True)
class Step:
    """One thing that happens if nobody answers until then.

    at: aware UTC. share: of the target, for a warning. rung: counted from 1, for a rung.
    """

    name: StepName
    at: datetime
    to: Recipient
    share: float | None = None
    rung: int | None = None


def plan(
    opened_at: datetime, target: timedelta, warn_at: Sequence[float], ladder: Ladder, hours: WorkingTime
) -> tuple[Step, ...]:
    """Every step of one clock, in the order in which they fire.

    opened_at: aware. target: working time, > 0. warn_at: shares of the target, between 0 and 1.
    The breach is at the deadline; a rung comes its `after` of working time later, so a rung after zero
    comes together with the breach, and behind it in the order.
    Raises NoWorkingTime. Source: REQUIREMENTS E2, E4, docs/adr/0004-ticket-clock.md
    """
    if target <= timedelta(0):
        raise ValueError(f"target {target}: must be more than zero")
    due = hours.add(opened_at, target)
    warnings = (Step("warning", hours.add(opened_at, _part(target, share)), "topic", share) for share in warn_at)
    rungs = (
        Step("rung", hours.add(due, rung.after), rung.to, rung=number)
        for number, rung in enumerate(ladder.rungs, start=1)
    )
    steps = (*warnings, Step("breach", due, "topic"), *rungs)
    return tuple(sorted(steps, key=lambda step: (step.at, _ORDER[step.name], step.rung or 0)))


def due_at(steps: Iterable[Step]) -> datetime:
    """The deadline itself. Raises ValueError for steps that hold no breach."""
    for step in steps:
        if step.name == "breach":
            return step.at
    raise ValueError("no breach among the steps: these are not a plan of one clock")


def is_met(due: datetime, answered_at: datetime) -> bool:
    """An answer exactly at the deadline is in time."""
    return answered_at <= due


def steps_to_json(steps: Iterable[Step]) -> list[dict[str, object]]:
    """Values that `json.dumps` takes; `steps_from_json` reads them back equal."""
    return [
        {"name": step.name, "at": step.at.isoformat(), "to": step.to, "share": step.share, "rung": step.rung}
        for step in steps
    ]


def steps_from_json(stored: Iterable[Mapping[str, object]]) -> tuple[Step, ...]:
    """The steps as they were planned. Raises ValueError or KeyError for anything else."""
    return tuple(_step(row) for row in stored)


def _step(row: Mapping[str, object]) -> Step:
    name, to, share, rung = row["name"], row["to"], row["share"], row["rung"]
    if name not in ("warning", "breach", "rung") or to not in ("topic", "group", "head"):
        raise ValueError(f"not a step: {dict(row)}")
    if not isinstance(share, float | int | None) or not isinstance(rung, int | None):
        raise ValueError(f"not a step: {dict(row)}")
    at = datetime.fromisoformat(str(row["at"]))
    return Step(name, at.astimezone(UTC), to, None if share is None else float(share), rung)


def _part(target: timedelta, share: float) -> timedelta:
    """Whole seconds: a share of a span is told to people, who don't count less."""
    return timedelta(seconds=round(target.total_seconds() * share))
