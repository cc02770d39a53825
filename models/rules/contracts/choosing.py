"""Under which contract a request is, and at which tier."""

from collections.abc import Sequence

from models.rules.contracts.standing import ENDED, Contract
from models.rules.regulation.parsing import Regulation


def in_question(contracts: Sequence[Contract]) -> tuple[Contract, ...]:
    """Which of those that somebody speaks for a request may be under: ended ones only if there is no other."""
    going_on = tuple(contract for contract in contracts if contract.state != ENDED)
    return going_on or tuple(contracts)


def the_only_one(contracts: Sequence[Contract]) -> Contract | None:
    """None: there is none, or it has to be asked."""
    found = in_question(contracts)
    return found[0] if len(found) == 1 else None


def tier_for(regulation: Regulation, contract: Contract | None, of_person: str | None) -> str | None:
    """The contract's; without one, or if it names none, what staff said of the person; else the lowest.

    What an agent says of one ticket afterwards goes before all of these, for that ticket alone. A tier that the
    regulation does not name counts as none.
    """
    for tier in (contract.tier if contract is not None else None, of_person):
        if regulation.tier(tier) is not None:
            return tier
    return regulation.lowest_tier
