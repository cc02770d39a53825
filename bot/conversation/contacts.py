"""Who speaks for a person's contracts, as the dialogue may know it, and what they want changed about that."""

from dataclasses import dataclass
from enum import StrEnum

from bot.conversation.reach_health import AddressView


@dataclass(frozen=True, slots=True)
class ContactView:
    """One who speaks for a contract. you: whoever reads it. ways: how they are reached, without the addresses."""

    person_id: int
    name: str
    you: bool = False
    sees_all: bool = False
    may_change: bool = False
    ways: tuple[AddressView, ...] = ()


@dataclass(frozen=True, slots=True)
class ContractView:
    """people: all who speak for it. invited: how many invitations wait for somebody."""

    id: int
    number: str
    people: tuple[ContactView, ...] = ()
    invited: int = 0

    @property
    def you(self) -> ContactView | None:
        return next((one for one in self.people if one.you), None)

    @property
    def may_change(self) -> bool:
        return self.you is not None and self.you.may_change

    def person(self, person_id: int | None) -> ContactView | None:
        return next((one for one in self.people if one.person_id == person_id), None)


class ContactAct(StrEnum):
    """What is wanted of a contact person; each is asked about once more before it is done."""

    SEES_ALL = "all"
    SEES_OWN = "own"
    MAY_CHANGE = "may"
    MAY_NOT = "maynot"
    REMOVE = "gone"
    INVITE = "invite"  # somebody new
    TAKE_BACK = "takeback"  # the invitations that nobody has used
    UNDO = "undo"  # `event_id`


@dataclass(frozen=True, slots=True)
class ChangeContacts:
    """An intent. Whether it is for them to say is asked again where it is carried out."""

    act: ContactAct
    contract_id: int = 0
    person_id: int = 0
    event_id: int = 0
