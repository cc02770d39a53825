"""Who of those who speak for a contract may change who does, and what they may not. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from models.rules.contracts.standing import ALL, OWN

#: What one person may change about a contract in a day, and how many invitations they may give out.
CHANGES_A_DAY: Final = 20
INVITATIONS_A_DAY: Final = 5
UNDO_WITHIN: Final = timedelta(days=7)


@dataclass(frozen=True)
class Rights:
    """sees: own (their own tickets only) or all (of the contract)."""

    sees: str = OWN
    may_change_contacts: bool = False

    @property
    def sees_all(self) -> bool:
        return self.sees == ALL


class Refusal(StrEnum):
    NOT_YOURS = "not_yours"  # whoever wants it may not change who speaks for the contract
    GONE = "gone"  # whom it is about does not speak for the contract any more
    LAST = "last"  # nobody would be left who may change it


def refusal(rights: Mapping[int, Rights], actor: int, subject: int, becomes: Rights | None) -> Refusal | None:
    """rights: of everybody who speaks for the contract, by person. becomes: None: the subject speaks no more."""
    mine = rights.get(actor)
    if mine is None or not mine.may_change_contacts:
        return Refusal.NOT_YOURS
    if subject not in rights:
        return Refusal.GONE
    stays = becomes is not None and becomes.may_change_contacts
    others = any(one.may_change_contacts for person, one in rights.items() if person != subject)
    return None if stays or others else Refusal.LAST


def may_undo(rights: Mapping[int, Rights], who: int, subject: int, before: Rights) -> bool:
    """Whoever may change them now; and who was turned out, if they were one of those: whoever got hold of a chat of
    one owner must not be rid of the other. Whoever merely asked for things does not let themselves in again.
    """
    mine = rights.get(who)
    return (mine is not None and mine.may_change_contacts) or (who == subject and before.may_change_contacts)
