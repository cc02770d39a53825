"""What a dialogue may know of the ways in which a person is reached, and what it wants done about them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.conversation.contacts import ContractView
from bot.conversation.reach_health import AddressView as AddressView
from bot.conversation.reach_health import Health as Health
from models.rules.delivery.quiet_hours import QuietHours
from models.rules.delivery.transports import TypedAddress
from models.rules.texts.localised import Localised


@dataclass(frozen=True, slots=True)
class WayToAdd:
    """By a typed address, or else by a link that is opened there. transport: its name, which is handed on only."""

    transport: str
    title: str
    typed: TypedAddress | None = None


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link that joins the chat in which it was opened. name: of whoever made it. code: as in the link."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Reach:
    """addresses: in the order in which they are tried. waiting: the address from which a code is waited for, as it is
    shown; said_again: what they have just said is a code that was right a moment ago.
    categories: titles. consents: by what they are for, whether they were given; only those that the regulation asks
    for. brief: every letter is paid for there. shares_phone: the messenger can share one's own number.
    link: that this chat was opened by; None: it is no good. contracts: that they speak for. only_told: anybody can
    write a sender into a message there, so that nothing of weight is changed from there.
    """

    addresses: tuple[AddressView, ...] = ()
    ways: tuple[WayToAdd, ...] = ()
    waiting: str | None = None
    said_again: bool = False
    categories: tuple[Localised, ...] = ()
    consents: tuple[tuple[str, bool], ...] = ()
    brief: bool = False
    shares_phone: bool = False
    link: LinkView | None = None
    contracts: tuple[ContractView, ...] = ()
    only_told: bool = False

    def address(self, address_id: int | None) -> AddressView | None:
        return next((one for one in self.addresses if one.id == address_id), None)

    def contract(self, contract_id: int | None) -> ContractView | None:
        return next((one for one in self.contracts if one.id == contract_id), None)

    def may_add(self) -> bool:
        """Nothing of theirs is kept that they did not consent to."""
        return dict(self.consents).get("personal", True)

    def is_last(self, one: AddressView) -> bool:
        """Nobody could write to them without it."""
        return one.works and not any(other.works for other in self.addresses if other.id != one.id)


class AddressAct(StrEnum):
    """What a person wants done about how they are reached."""

    ASK_CODE = "ask_code"  # to `text`, an address of `transport`
    ASK_AGAIN = "ask_again"
    PROVE = "prove"  # `text`: the code
    RECHECK = "recheck"  # a code goes to an address of theirs
    GIVE_UP = "give_up"  # the code is not waited for any more
    UP = "up"
    DOWN = "down"
    PAUSE = "pause"
    RESUME = "resume"
    QUIET = "quiet"  # `hours`; None: no quiet hours
    CATEGORY = "category"  # `index`: wanted or not, as `text` says: ON or OFF
    TEST = "test"
    REMOVE = "remove"
    LINK = "link"  # to another messenger, `transport`
    JOIN = "join"  # this chat, by the link `text`
    UNDO = "undo"  # `index`: of the change
    CONSENT = "consent"  # to `text`: personal, advertising
    WITHDRAW = "withdraw"


ON: Final = "on"
OFF: Final = "off"


@dataclass(frozen=True, slots=True)
class ChangeReach:
    """An intent. Whether the address is theirs is asked again where it is carried out."""

    act: AddressAct
    address_id: int | None = None
    text: str = ""
    transport: str = ""
    index: int | None = None
    hours: QuietHours | None = None
