"""Which steps of a planned clock have come, and whom to tell once however many were missed."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from models.rules.deadlines.plan import Step

LATE_AFTER: Final = timedelta(seconds=60)
#: What calls people, and so waits for the end of the quiet hours.
CALLS: Final = ("rung", "amends")
#: What somebody can take on.
TAKEABLE: Final = ("breach", "rung", "amends")
PlaceT = TypeVar("PlaceT", bound=Hashable)


@dataclass(frozen=True)
class FiredStep:
    """late: it fired more than the allowance after its time, because workers or Redis were away."""

    step: Step
    late: bool


@dataclass(frozen=True)
class LadderMessage(Generic[PlaceT]):
    """The one message that a place (a topic, a person, a phone) gets, however many steps fired at once.

    step: the highest of those that are told there. highest: the highest of all that fired, for the words. count: how
    many steps it stands for.
    """

    to: PlaceT
    step: Step
    highest: Step
    late: bool
    count: int


@dataclass(frozen=True)
class Fired:
    """next_index, next_at: what to store on the timer; next_at is None when the ladder is exhausted."""

    steps: tuple[FiredStep, ...]
    next_index: int
    next_at: datetime | None

    @property
    def highest(self) -> FiredStep | None:
        return self.steps[-1] if self.steps else None


def fire(
    steps: Sequence[Step],
    next_index: int,
    now: datetime,
    planned_at: datetime | None = None,
    *,
    rests_until: datetime | None = None,
    late_after: timedelta = LATE_AFTER,
) -> Fired:
    """Every step whose time has come (its very second included), in order; firing again gives nothing.

    steps: as `plan` ordered them. next_index: the first that has not fired yet. planned_at: what should have come
    before that is not late. rests_until: nobody is called before that; what was missed waits for it, in order.
    """
    if not 0 <= next_index <= len(steps):
        raise ValueError(f"next_index {next_index}: the clock has {len(steps)} steps")
    reached, resting = next_index, rests_until is not None and rests_until > now
    while reached < len(steps) and steps[reached].at <= now and not (resting and steps[reached].name in CALLS):
        reached += 1
    fired = tuple(
        FiredStep(step, now - max(step.at, planned_at or step.at) > late_after) for step in steps[next_index:reached]
    )
    next_at = steps[reached].at if reached < len(steps) else None
    if resting and next_at is not None and next_at <= now:
        next_at = rests_until
    return Fired(fired, reached, next_at)


def one_each(fired: Sequence[FiredStep], places: Sequence[Sequence[PlaceT]]) -> tuple[LadderMessage[PlaceT], ...]:
    """One message for each place, in the order in which they are first named.

    places: of each fired step, where it is told; a place may be named several times.
    """
    told: dict[PlaceT, list[FiredStep]] = {}
    for one, named in zip(fired, places, strict=True):
        for place in dict.fromkeys(named):
            told.setdefault(place, []).append(one)
    return tuple(
        LadderMessage(place, own[-1].step, fired[-1].step, own[-1].late, count=len(own))
        for place, own in told.items()
    )


def rungs_in(steps: Sequence[Step]) -> int:
    """How many rungs the ladder of these steps has."""
    return max((step.rung or 0 for step in steps), default=0)
