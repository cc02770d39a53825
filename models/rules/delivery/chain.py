"""The chain of one message to one person: which of their addresses is tried, when the next one is, when it ends.

Pure: what became of the attempts comes in, one decision comes out. Whoever carries it out writes what failed and what
follows in one transaction; only silence needs a timer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from models.rules.delivery.address_states import REACHABLE, AddressState
from models.rules.delivery.quiet_hours import QuietHours
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import Transport

#: Who wrote so long ago has just written: an answer disturbs nobody.
JUST_WROTE: Final = timedelta(hours=1)
_GONE: Final = (DeliveryState.FAILED_PERMANENTLY, DeliveryState.CANCELLED)


class UsedFor(StrEnum):
    """For whom the regulation lets a transport carry words of ours."""

    ALL = "all"
    LEGAL_ENTITIES = "legal_entities"
    ONLY_NOTICE = "only_notice"  # that there is a message, and where it can be read
    NOBODY = "nobody"


class Proof(StrEnum):
    """What ends a chain."""

    SENT = "sent"  # the service took it
    DELIVERED = "delivered"  # the service says that it arrived; where no service ever says so, that it took it
    ACKNOWLEDGED = "acknowledged"  # the person said that they read it


class Category(StrEnum):
    """What a message is about: persons choose by it what comes to which address, the regulation its proof."""

    ANSWERS = "answers"  # what agents write
    NEWS = "news"  # words of ours about a ticket


@dataclass(frozen=True, slots=True)
class Reach:
    """One address of the person as it stands. place: in their order. wants: categories; None: all of them. is_closed:
    its window is (windows: transports.py); leave_until: an answer waits for leave until then (leave.py); None: it
    does not.
    """

    id: int
    traits: Transport
    state: AddressState
    place: int = 0
    paused: bool = False
    quiet: QuietHours | None = None
    wants: frozenset[str] | None = None
    used_for: UsedFor = UsedFor.ALL
    is_closed: bool = False
    leave_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """One step: what its parts have in common (outcomes.py). at: when it was decided. reports: its service says what
    arrived. step: its number.
    """

    address_id: int
    state: DeliveryState
    at: datetime
    reports: bool = False
    step: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """What is to arrive. patience: for the proof, from a step's decision. wrote_from: the address from which the
    person last wrote, wrote_at: when. is_legal: a legal entity. zone: IANA name, of their quiet hours.
    """

    category: Category
    proof: Proof
    patience: timedelta
    wrote_from: int | None = None
    wrote_at: datetime | None = None
    is_legal: bool = False
    zone: str = "UTC"
    acknowledged: bool = False

    def answers_at_once(self, reach: Reach, now: datetime) -> bool:
        """Whoever has just written from there waits there for an answer, whatever they wished before."""
        return reach.id == self.wrote_from and self.wrote_at is not None and now - self.wrote_at <= JUST_WROTE


@dataclass(frozen=True, slots=True)
class Use:
    """The next address. only_notice: no more than that there is a message."""

    address_id: int
    only_notice: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """until: None: for a word of the service, and nothing follows by itself."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class AskLeave:
    """That address, once its person has given leave to write; it waits for their word no longer than that."""

    address_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Ask:
    """It may have arrived: only an agent may decide to write once more."""


@dataclass(frozen=True, slots=True)
class Over:
    proved: bool


Decision = Use | Wait | AskLeave | Ask | Over


def next_step(
    addresses: Sequence[Reach],
    attempts: Sequence[Tried],
    message: Message,
    now: datetime,
    shut: int | None = None,
) -> Decision:
    """attempts: in the order of their steps. An address that was tried is not tried again by itself; but shut: the
    last one failed as its window had closed, and may be tried once more when that is open.
    """
    if message.acknowledged or any(proves(one, message.proof) for one in attempts):
        return Over(proved=True)
    following = _following(addresses, attempts, message, now, shut)
    if not attempts:
        return following or Over(proved=False)
    last = attempts[-1]
    if last.state is DeliveryState.UNKNOWN and message.proof is not Proof.ACKNOWLEDGED:
        return Ask()
    if last.state not in _GONE:
        until = last.at + message.patience
        if following is None:
            return Wait(None)
        if now < until and last.state is not DeliveryState.UNKNOWN:
            return Wait(until)
    return following or Over(proved=False)


def proves(tried: Tried, proof: Proof) -> bool:
    if proof is Proof.ACKNOWLEDGED:
        return False
    if tried.state is DeliveryState.DELIVERED or tried.state is DeliveryState.READ:
        return True
    return tried.state is DeliveryState.SENT and (proof is Proof.SENT or not tried.reports)


def proof_at(traits: Transport, proof: Proof) -> Proof:
    """What a step by this transport has to reach."""
    if proof is Proof.DELIVERED and DeliveryState.DELIVERED not in traits.receipts:
        return Proof.SENT
    return proof


def suits(reach: Reach, message: Message, now: datetime) -> bool:
    """Whether words may go there at all: now, after its quiet hours, or with leave."""
    if reach.state not in REACHABLE or bars(reach, message) or (reach.is_closed and not _waits(reach, message)):
        return False
    if message.answers_at_once(reach, now):
        return True
    if reach.paused:
        return False
    # whoever asked is answered, whatever else they want there
    return message.category is Category.ANSWERS or reach.wants is None or message.category in reach.wants


def _waits(reach: Reach, message: Message) -> bool:
    """Nobody is asked for leave to be told news."""
    return message.category is Category.ANSWERS and reach.leave_until is not None


def bars(reach: Reach, message: Message) -> bool:
    """The regulation lets nothing go there."""
    if reach.used_for is UsedFor.LEGAL_ENTITIES:
        return not message.is_legal
    return reach.used_for is UsedFor.NOBODY


def quiet_until(reach: Reach, message: Message, now: datetime) -> datetime | None:
    """Until when it is not disturbed; None: it may be now."""
    if reach.quiet is None or message.answers_at_once(reach, now):
        return None
    return reach.quiet.ends_at(now, message.zone)


def in_order(addresses: Sequence[Reach], message: Message) -> list[Reach]:
    """Where they last wrote, then as they wish; what carries no more than a notice comes last."""

    def rank(reach: Reach) -> tuple[bool, bool, int, int]:
        return (reach.used_for is UsedFor.ONLY_NOTICE, reach.id != message.wrote_from, reach.place, reach.id)

    return sorted(addresses, key=rank)


def _following(
    addresses: Sequence[Reach], attempts: Sequence[Tried], message: Message, now: datetime, shut: int | None
) -> Use | Wait | AskLeave | None:
    """The first that may be disturbed now; else when the first of the others may; None: nothing is left.

    News are no reason to take another address than the first: they wait for that one. What may have arrived is no
    reason to ask anybody for leave.
    """
    tried = [one.address_id for one in attempts]
    arrived_nowhere = all(one.state in _GONE for one in attempts)
    earliest: datetime | None = None
    for reach in in_order(addresses, message):
        if reach.id in tried and (reach.id != shut or tried.count(shut) > 1):
            continue
        if not suits(reach, message, now) or (reach.is_closed and not arrived_nowhere):
            continue
        until = quiet_until(reach, message, now)
        if until is None and reach.leave_until is not None and reach.is_closed:
            return AskLeave(reach.id, reach.leave_until)
        if until is None:
            return Use(reach.id, only_notice=reach.used_for is UsedFor.ONLY_NOTICE)
        if earliest is None or until < earliest:
            earliest = until
        if message.category is Category.NEWS:
            break
    return None if earliest is None else Wait(earliest)
