"""What became of words that were sent: of one delivery by its attempts, of a message by its deliveries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from models.rules.delivery.outgoing import REACTION_OF
from models.rules.delivery.states import WAITING, DeliveryState


class Purpose(StrEnum):
    ANSWER = "answer"  # an agent's words for the requester
    CORRECTION = "correction"  # an agent's words once more, as what has left can't be changed there
    COPY = "copy"  # an agent's words for somebody besides the requester, whom they answer
    NEWS = "news"  # words of ours about a ticket for its requester: taken, extended, closed
    ESCALATION = "escalation"  # a colleague is asked in private: by the ladder, or because an agent wants their word
    DUTY = "duty"  # the phone on duty gets an SMS or is rung


#: Words of an agent. One of these that may have arrived is an answer.
OF_AGENTS: Final = (Purpose.ANSWER, Purpose.CORRECTION)


@dataclass(frozen=True)
class Attempt:
    """One row of the outbox. step: of the chain; a later step carries the whole message, so earlier ones are over."""

    step: int
    state: DeliveryState


@dataclass(frozen=True)
class Delivered:
    """One delivery as it stands."""

    purpose: Purpose
    state: DeliveryState


@dataclass(frozen=True)
class Outcome:
    """What several deliveries of one message come to.

    reaction: for the agent's own message; None: nothing to show yet. words: the phrase that staff read, in the topic;
    None: none. answered: the clock of the first response may rest on it; otherwise that clock runs.
    """

    state: DeliveryState
    reaction: str | None
    words: str | None
    answered: bool


#: What certainly reached nobody, and never will by itself.
_GONE: Final = (DeliveryState.FAILED_PERMANENTLY, DeliveryState.CANCELLED)
#: From the best that is known of a message to the worst.
_BEST_FIRST: Final = (
    DeliveryState.READ,
    DeliveryState.DELIVERED,
    DeliveryState.SENT,
    DeliveryState.UNKNOWN,
    *WAITING,
    DeliveryState.FAILED_PERMANENTLY,
    DeliveryState.CANCELLED,
)
_UNSURE, _FAILED = DeliveryState.UNKNOWN, DeliveryState.FAILED_PERMANENTLY
#: Of a colleague who was not told, posts.py says more: it depends on who else was.
_WORDS: Final[Mapping[tuple[Purpose, DeliveryState], str]] = {
    **{(one, _UNSURE): "staff.delivery_unknown" for one in Purpose if one is not Purpose.DUTY},
    **{(one, _FAILED): "staff.delivery_failed" for one in (*OF_AGENTS, Purpose.NEWS)},
    (Purpose.COPY, _FAILED): "participant.missed",
    (Purpose.DUTY, _UNSURE): "staff.duty_unknown",
    (Purpose.DUTY, _FAILED): "staff.duty_not_texted",
}


def state_of(attempts: Sequence[Attempt]) -> DeliveryState:
    """Of a delivery: the best of its steps, as each carries the whole message, and a late word may be about any.

    Cancelled attempts count for nothing, as another one replaced them or nobody wanted them any more.
    """
    steps: dict[int, set[DeliveryState]] = {}
    for one in attempts:
        if one.state is not DeliveryState.CANCELLED:
            steps.setdefault(one.step, set()).add(one.state)
    if not steps:
        return DeliveryState.CANCELLED
    return min(map(_of_parts, steps.values()), key=_BEST_FIRST.index)


def _of_parts(states: set[DeliveryState]) -> DeliveryState:
    """Of one step: what its parts come to. One that failed is a message that did not arrive whole."""
    for worst in (_FAILED, _UNSURE):
        if worst in states:
            return worst
    if states & set(WAITING):
        return DeliveryState.PENDING
    return max(states, key=_BEST_FIRST.index)


def outcome(deliveries: Sequence[Delivered]) -> Outcome:
    """deliveries: at least one, in the order in which they were decided. After a correction only it is shown."""
    corrections = [number for number, one in enumerate(deliveries) if one.purpose is Purpose.CORRECTION]
    shown = deliveries[corrections[-1] :] if corrections else deliveries
    best = min(shown, key=lambda one: _BEST_FIRST.index(one.state))
    return Outcome(
        state=best.state,
        reaction=REACTION_OF.get(best.state),
        words=_WORDS.get((best.purpose, best.state)),
        answered=any(one.state not in _GONE for one in deliveries),
    )
