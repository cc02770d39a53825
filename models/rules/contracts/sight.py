"""Who sees which ticket, and what of the things said in it (docs/adr/0027-who-sees-what.md).

Asked anew each time: a right that was taken away is gone at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from models.rules.contracts.standing import ALL, ENDED


class Sight(IntEnum):
    """What of a ticket a person sees; each more than the one before."""

    NOTHING = 0  # as if there were no such ticket
    MEANT = 1  # that it is there and how it stands; of what was said, what is meant for them
    OWN = 2  # it is theirs: what they said and what they were told
    ALL = 3  # what everybody said whom staff answer


class Role(StrEnum):
    """Why somebody besides its requester takes part in a ticket."""

    CONTACT = "contact"  # they speak for its contract, and wrote
    INVITED = "invited"  # an agent brought them in


class Grants(StrEnum):
    """What taking part lets somebody see."""

    RIGHT = "right"  # nothing by itself: what their right in the contract is, when it is asked
    MEANT = "meant"


class Audience(StrEnum):
    """Who sees a message outside the staff, where its author does not say it."""

    NAMED = "named"  # its person, and whoever sees all
    ASKED = "asked"  # the requester, its person, whom it answers, and whoever sees all


class Author(StrEnum):
    """Who said something that may be seen outside the staff; the words of all others stay with staff."""

    REQUESTER = "requester"
    AGENT = "agent"
    PARTICIPANT = "participant"


@dataclass(frozen=True)
class Speaks:
    """A contact person of the contract that a ticket is under. sees: own, all."""

    sees: str
    contract_state: str

    @property
    def sees_all(self) -> bool:
        return self.sees == ALL and self.contract_state != ENDED


@dataclass(frozen=True)
class Bond:
    """What a person has to do with a ticket. speaks: for its contract; takes_part: as of now; None: they don't."""

    is_requester: bool = False
    speaks: Speaks | None = None
    takes_part: Grants | None = None
    erased: bool = False


@dataclass(frozen=True)
class Heard:
    """A message of a ticket. author: as it is stored. person_id: whose it is outside the staff, if anybody's."""

    author: str
    person_id: int | None
    audience: Audience | None


def sight(bond: Bond) -> Sight:
    """What that person sees of that ticket."""
    if bond.erased:
        return Sight.NOTHING
    if bond.speaks is not None and bond.speaks.sees_all:
        return Sight.ALL
    if bond.is_requester:
        return Sight.OWN
    return Sight.MEANT if bond.takes_part is Grants.MEANT else Sight.NOTHING


def sees_message(seen: Sight, person_id: int, said: Heard) -> bool:
    """Whether somebody who sees so much of its ticket sees that message."""
    if seen is Sight.NOTHING or said.author not in set(Author):
        return False
    if seen is Sight.ALL or said.person_id == person_id:
        return True
    return seen is Sight.OWN and said.audience is not Audience.NAMED


def may_end(bond: Bond) -> bool:
    """Whether they may say that it is solved, close it, open it again or rate it: nobody speaks for its requester."""
    return bond.is_requester and not bond.erased


def speaks_for_client(seen: Sight) -> bool:
    """Whether words of somebody else than the requester count for the clocks as the client's."""
    return seen is Sight.ALL


def readers(bonds: Sequence[tuple[int, Bond]]) -> list[int]:
    """Who besides its requester can read a ticket or a part of it: of these persons, in their order."""
    return [who for who, bond in bonds if not bond.is_requester and sight(bond) is not Sight.NOTHING]
