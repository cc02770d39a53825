"""Whether somebody's request is filed, by what the regulation demands and what is known of them (REQUIREMENTS B2)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from models.rules.contracts.choosing import in_question
from models.rules.contracts.standing import ENDED, Contract
from models.rules.regulation.identification import Demand, Way
from models.rules.regulation.identification_checks import demanded
from models.rules.regulation.parsing import Regulation, RequestKind


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of somebody. person: they are who they say, by a word of the staff or a proof.

    contracts: all that they speak for.
    """

    person: bool = False
    contracts: tuple[Contract, ...] = ()


#: Nobody knows who it is.
NOBODY: Final = Known()


class Lack(StrEnum):
    """Why a contract does not do. The later, the nearer it came."""

    ENDED = "ended"
    SUSPENDED = "suspended"
    UNPAID = "unpaid"


@dataclass(frozen=True, slots=True)
class GoOn:
    """The request is filed."""


@dataclass(frozen=True, slots=True)
class AskFor:
    """Who it is has to be known first. ways: how it can be."""

    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Refuse:
    """They are known, and their contract does not do. paid_until: the day on which what was paid ended."""

    lack: Lack
    number: str
    paid_until: date | None = None


Verdict = GoOn | AskFor | Refuse


def demand_of(regulation: Regulation, desk_id: str, kind_id: str) -> Demand:
    """A kind knows best, then its desk. Raises KeyError."""
    return demanded(regulation, regulation.desk(desk_id), regulation.kind(kind_id))


def demands_anything(regulation: Regulation) -> bool:
    """False: nobody is ever asked, so that nothing about anybody has to be looked up."""
    return any(_wants_a_person(demand) for demand in _demands(regulation))


def kinds_for_anybody(regulation: Regulation) -> Iterator[tuple[str, RequestKind]]:
    """What is filed without knowing who asks, with the desk that takes it."""
    for desk in regulation.desks:
        for kind in regulation.kinds_of(desk.id):
            if not _wants_a_person(demand_of(regulation, desk.id, kind.id)):
                yield desk.id, kind


def free_tiers(regulation: Regulation) -> frozenset[str | None]:
    """None is among them where the lowest tier is: whoever has no other one has that."""
    free = {tier.id for tier in regulation.tiers if tier.free}
    return frozenset(free | {None} if regulation.lowest_tier in free else free)


def verdict(
    demand: Demand, known: Known, today: date, ways: Iterable[Way], free: Collection[str | None] = ()
) -> Verdict:
    """today: by the calendar of the organisation; the last paid day counts. free: tiers that nobody pays for.

    Answers that identify are asked for like all others of the request, so nothing more is to be asked here.
    """
    if not _wants_a_person(demand):
        return GoOn()
    if demand == "person":
        return GoOn() if known.person or known.contracts else AskFor(tuple(ways))
    if not known.contracts:
        return AskFor(tuple(ways))
    lacks = [(_lack(contract, demand, today, free), contract) for contract in known.contracts]
    if any(lack is None for lack, _ in lacks):
        return GoOn()
    lack, nearest = max(
        ((lack, contract) for lack, contract in lacks if lack is not None), key=lambda pair: _NEARNESS.index(pair[0])
    )
    return Refuse(lack, nearest.number, nearest.paid_until)


def fitting(demand: Demand, known: Known, today: date, free: Collection[str | None] = ()) -> tuple[Contract, ...]:
    """Contracts that the request may be under: where one is demanded, those that do. today, free: as of `verdict`."""
    if demand not in ("contract", "paid"):
        return in_question(known.contracts)
    return tuple(one for one in known.contracts if _lack(one, demand, today, free) is None)


_NEARNESS: Final = tuple(Lack)


def _lack(contract: Contract, demand: Demand, today: date, free: Collection[str | None]) -> Lack | None:
    if contract.state == ENDED:
        return Lack.ENDED
    if not contract.in_force:
        return Lack.SUSPENDED
    paid = contract.tier in free or contract.is_paid(today)
    return None if demand == "contract" or paid else Lack.UNPAID


def _wants_a_person(demand: Demand) -> bool:
    return demand not in ("nothing", "fields")


def _demands(regulation: Regulation) -> Iterator[Demand]:
    for desk in regulation.desks:
        for kind_id in desk.kinds:
            yield demand_of(regulation, desk.id, kind_id)
