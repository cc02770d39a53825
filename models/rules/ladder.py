"""Which steps of a planned clock have come, and whom to tell once however many were missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from models.rules.deadlines import Recipient, Step

LATE_AFTER: Final = timedelta(seconds=60)
_RECIPIENTS: Final[tuple[Recipient, ...]] = ("topic", "group", "head")


@dataclass(frozen=True)
class FiredStep:
    """late: it fired more than the allowance after its time, because workers or Redis were away."""

    step: Step
    late: bool


@dataclass(frozen=True)
class LadderMessage:
    """The one message that a recipient gets, however many steps fired at once.

    step: the highest of those addressed to this recipient. highest: the highest of all that fired, for
    the words. count: how many steps of this recipient it stands for.
    """

    to: Recipient
    step: Step
    highest: Step
    late: bool
    count: int


@dataclass(frozen=True)
class Fired:
    """next_index, next_at: what to store on the timer; next_at is None when the ladder is exhausted."""

    steps: tuple[FiredStep, ...]
    messages: tuple[LadderMessage, ...]
    next_index: int
    next_at: datetime | None
    highest: FiredStep | None


def fire(
    steps: Sequence[Step],
    next_index: int,
    now: datetime,
    planned_at: datetime | None = None,
    late_after: timedelta = LATE_AFTER,
) -> Fired:
    """Every step whose time has come (its very second included), in order; firing again gives nothing.

    steps: as `plan` ordered them. next_index: the first that has not fired yet. planned_at: what should have come
    before that is not late.
    """
    if not 0 <= next_index <= len(steps):
        raise ValueError(f"next_index {next_index}: the clock has {len(steps)} steps")
    reached = next_index
    while reached < len(steps) and steps[reached].at <= now:
        reached += 1
    fired = tuple(
        FiredStep(step, now - max(step.at, planned_at or step.at) > late_after) for step in steps[next_index:reached]
    )
    return Fired(
        steps=fired,
        messages=_messages(fired),
        next_index=reached,
        next_at=steps[reached].at if reached < len(steps) else None,
        highest=fired[-1] if fired else None,
    )


def _messages(fired: tuple[FiredStep, ...]) -> tuple[LadderMessage, ...]:
    messages = []
    for recipient in _RECIPIENTS:
        own = [one for one in fired if one.step.to == recipient]
        if own:
            messages.append(LadderMessage(recipient, own[-1].step, fired[-1].step, own[-1].late, count=len(own)))
    return tuple(messages)
