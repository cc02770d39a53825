"""What a dialogue may know of the ways in which a person is reached, and what it wants done about them."""

from dataclasses import dataclass
from enum import StrEnum

from models.rules.delivery.quiet_hours import QuietHours
from models.rules.delivery.transports import TypedAddress
from models.rules.texts.localised import Localised


class Health(StrEnum):
    """Of an address, as its person is told."""

    WORKS = "works"
    UNVERIFIED = "unverified"  # they named it, and have not said the code yet
    VOUCHED = "vouched"  # the operator named it
    STALE = "stale"  # it has to be proved again
    DEAD = "dead"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class AddressView:
    """One way to reach them. title: of its transport. shown: the address as they know it; empty where nobody does.

    reason: why it is dead, as a phrase key ends. here: they are writing from it. provable: by a code that is sent
    there. wanted: indices of the categories that it is for; None: all.
    """

    id: int
    title: str
    shown: str
    health: Health
    reason: str = ""
    here: bool = False
    quiet: QuietHours | None = None
    provable: bool = False
    wanted: frozenset[int] | None = None

    @property
    def works(self) -> bool:
        return self.health in (Health.WORKS, Health.VOUCHED, Health.STALE)


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
    link: that this chat was opened by; None: it is no good.
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

    def address(self, address_id: int | None) -> AddressView | None:
        return next((one for one in self.addresses if one.id == address_id), None)

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
    CATEGORY = "category"  # `index`: wanted or not, as it was not before
    TEST = "test"
    REMOVE = "remove"
    LINK = "link"  # to another messenger, `transport`
    JOIN = "join"  # this chat, by the link `text`
    UNDO = "undo"  # `index`: of the change
    CONSENT = "consent"  # to `text`: personal, advertising
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class ChangeReach:
    """An intent. Whether the address is theirs is asked again where it is carried out."""

    act: AddressAct
    address_id: int | None = None
    text: str = ""
    transport: str = ""
    index: int | None = None
    hours: QuietHours | None = None
