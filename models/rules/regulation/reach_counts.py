"""How many people the rules of transports leave without an answer: counted over those who speak for contracts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.rules.delivery.chain import UsedFor

if TYPE_CHECKING:
    from models.rules.regulation.schema import Regulation


@dataclass(frozen=True)
class Ways:
    """So many persons have working addresses by exactly these transports. legal: they speak for a legal entity."""

    legal: bool
    transports: frozenset[str]
    persons: int


@dataclass(frozen=True)
class ReachCount:
    """persons: all who were counted. unreached: whom no words reach. without_address: of them, who has no working
    address at all. only_one: whose answers have one transport and no other to go on by.
    left_by: of those whom no words reach, who has an address that a transport's rule keeps words from, by transport.
    """

    persons: int = 0
    unreached: int = 0
    without_address: int = 0
    only_one: int = 0
    left_by: Mapping[str, int] = field(default_factory=dict)


def carries(use: UsedFor, *, legal: bool) -> bool:
    """Whether an answer may go there in full."""
    return use is UsedFor.ALL or (use is UsedFor.LEGAL_ENTITIES and legal)


def count_reach(regulation: "Regulation", found: Iterable[Ways]) -> ReachCount:
    persons = unreached = without_address = only_one = 0
    left_by: dict[str, int] = {}
    for one in found:
        persons += one.persons
        carrying = [name for name in one.transports if carries(regulation.used_for(name), legal=one.legal)]
        only_one += one.persons if len(carrying) == 1 else 0
        if carrying:
            continue
        unreached += one.persons
        without_address += 0 if one.transports else one.persons
        for name in one.transports:
            left_by[name] = left_by.get(name, 0) + one.persons
    return ReachCount(persons, unreached, without_address, only_one, left_by)
