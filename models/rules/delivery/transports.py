"""What each transport can do, as data: code asks a trait of a row and never its name (docs/adr/0015).

A new transport is one row here, a reader `bot/NAME/` and a sender `workers/transports/NAME.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from models.rules.delivery.outgoing import DELIVER, SMS_QUEUE
from models.rules.delivery.states import DeliveryState


class UnknownTransport(KeyError):
    """No row says what it can do. Nothing falls back to another transport: the words would reach a stranger."""

    def __str__(self) -> str:
        return str(self.args[0])


class Unit(StrEnum):
    """In what a text is measured."""

    UTF16 = "utf16"  # a limit in characters is met as well: a text has no more of them
    SMS_PARTS = "sms_parts"  # parts of 70 to 160 units, by alphabet: models/rules/sms/parts.py


class Wording(StrEnum):
    FULL = "full"
    SHORT = "short"  # every letter is paid for: the phrases `phone.…`, times without a date where it is today's


class TypedAddress(StrEnum):
    """What somebody types to say that they can be reached there."""

    PHONE = "phone"


class Drawn(StrEnum):
    """How choices are shown."""

    BUTTONS = "buttons"
    LIST = "list"
    NUMBERS = "numbers"  # below the text; the number that comes back is a press


@dataclass(frozen=True)
class TextLimit:
    """Of one message. most: units; None: as many as the regulation allows. caption: of a text under a file.

    with_choices: of a text that has choices below it, where that is less; 0: as many as any other.
    """

    unit: Unit
    most: int | None = None
    caption: int = 0
    with_choices: int = 0


#: Two of its choices turn the page.
_SMALLEST_PAGE: Final = 5


@dataclass(frozen=True)
class ChoiceLimit:
    """buttons, list_rows: how many choices one message can show so; 0: none.

    button_title, row_title, row_description: how long what they say may be, in UTF-16 units; 0 for titles: as long as
    a message, for descriptions: rows have none. How labels are cut to them: choice_titles.py.
    """

    buttons: int = 0
    list_rows: int = 0
    button_title: int = 0
    row_title: int = 0
    row_description: int = 0

    @property
    def room(self) -> int:
        """How many one message can show beside its text."""
        return max(self.buttons, self.list_rows)

    def drawn(self, count: int) -> Drawn:
        """How so many are shown: what has no room goes page by page, or as numbers where pages would be small."""
        if count <= self.buttons:
            return Drawn.BUTTONS
        if count > self.room and self.room < _SMALLEST_PAGE:
            return Drawn.NUMBERS
        return Drawn.LIST if self.list_rows >= self.buttons else Drawn.BUTTONS


@dataclass(frozen=True)
class FileLimit:
    """kinds: as an attachment names them. most_bytes: of an upload. known_by_id: a file that came in on an account
    goes out on the same account by the provider's own id; otherwise its bytes are uploaded.
    together: how many one message shows. wordless: kinds that carry no words of their own.
    any_document: whatever its type; else texts, PDF and those of Office alone, and neither web pages nor archives.
    """

    kinds: frozenset[str]
    most_bytes: int
    known_by_id: bool
    together: int = 1
    any_document: bool = True
    wordless: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Transport:
    """One row.

    title: its name as people read it.
    formatted: entities (bold, code) are shown. hides_links: an address may hide behind words; else it is written out.
    files: None when none can be sent. receipts: what the service's later word can prove, beyond SENT.
    paid: each message costs: an agent sees how many before they leave (the regulation says from how many).
    window: a person can be written to for so long after they wrote. templates: words that the service approved go to
    them later too, such as the wish for leave to write. queue: whose sender takes its rows.
    lane: how the names of its lanes begin. opens_without_questions: whoever writes first has a ticket at once.
    changes_hands: an address that was silent for months may belong to somebody else.
    typed: how people name an address there; None: they can't.
    shared_account: of all addresses there, whichever number of ours serves them; empty: each account has its own.
    link: opens a chat with us, with {bot} and {code}, so that it can be joined from another; empty: there is none.
    shares_phone: it can tell us somebody's own number.
    several_numbers: an organisation may have several accounts there, each with a role and a desk of the regulation;
    somebody who writes to two of them has the same address at both.
    """

    name: str
    title: str
    choices: ChoiceLimit
    wording: Wording
    text: TextLimit
    formatted: bool
    edits: bool
    files: FileLimit | None
    receipts: frozenset[DeliveryState]
    paid: bool
    window: timedelta | None
    queue: str
    lane: str
    opens_without_questions: bool
    changes_hands: bool
    typed: TypedAddress | None = None
    shared_account: str = ""
    link: str = ""
    shares_phone: bool = False
    hides_links: bool = False
    templates: bool = False
    several_numbers: bool = False

    @property
    def is_brief(self) -> bool:
        return self.wording is Wording.SHORT

    @property
    def by_sms(self) -> bool:
        """Words leave as parts of SMS, each a row of its own, past the gate that keeps phones from being flooded."""
        return self.text.unit is Unit.SMS_PARTS

    def is_closed(self, last_wrote: datetime | None, now: datetime) -> bool:
        """Nothing can be sent to a person before they write again. last_wrote: None: they never have."""
        if self.window is None:
            return False
        return last_wrote is None or now - last_wrote > self.window

    def closes_at(self, last_wrote: datetime | None) -> datetime | None:
        """Until when a person can be written to, unless they write again. None: for ever, or they never wrote."""
        return None if self.window is None or last_wrote is None else last_wrote + self.window


TELEGRAM: Final = Transport(
    name="telegram",
    title="Telegram",
    choices=ChoiceLimit(buttons=100),
    wording=Wording.FULL,
    text=TextLimit(Unit.UTF16, most=4096, caption=1024),
    formatted=True,
    edits=True,
    files=FileLimit(
        frozenset({"photo", "document", "video", "audio", "voice", "animation", "video_note", "sticker"}),
        most_bytes=50_000_000,
        known_by_id=True,
        together=10,
        wordless=frozenset({"video_note", "sticker"}),
    ),
    receipts=frozenset(),
    paid=False,
    window=None,
    queue=DELIVER,
    lane="chat",
    opens_without_questions=False,
    changes_hands=False,
    link="https://t.me/{bot}?start={code}",
    shares_phone=True,
    hides_links=True,
)

SMS: Final = Transport(
    name="sms",
    title="SMS",
    choices=ChoiceLimit(),
    wording=Wording.SHORT,
    text=TextLimit(Unit.SMS_PARTS),
    formatted=False,
    edits=False,
    files=None,
    receipts=frozenset({DeliveryState.DELIVERED, DeliveryState.FAILED_PERMANENTLY}),
    paid=True,
    window=None,
    queue=SMS_QUEUE,
    lane="sms",
    opens_without_questions=True,
    changes_hands=True,
    typed=TypedAddress.PHONE,
    shared_account="gsm",
)

#: The Cloud API: an account is a number's phone_number_id, an address a BSUID. Every message costs, whatever its
#: length, so that nobody is asked before an answer goes. Limits of files differ by kind: the sender knows them.
WHATSAPP: Final = Transport(
    name="whatsapp",
    title="WhatsApp",
    choices=ChoiceLimit(buttons=3, list_rows=10, button_title=20, row_title=24, row_description=72),
    wording=Wording.FULL,
    text=TextLimit(Unit.UTF16, most=4096, caption=1024, with_choices=1024),
    formatted=True,
    edits=False,
    files=FileLimit(
        frozenset({"photo", "document", "video", "audio", "voice", "animation", "video_note", "sticker"}),
        most_bytes=100_000_000,
        known_by_id=False,
        any_document=False,
        wordless=frozenset({"audio", "voice", "sticker"}),
    ),
    receipts=frozenset({DeliveryState.DELIVERED, DeliveryState.READ, DeliveryState.FAILED_PERMANENTLY}),
    paid=True,
    window=timedelta(hours=24),
    queue=DELIVER,
    lane="wa",
    opens_without_questions=False,
    changes_hands=False,
    link="https://wa.me/{bot}?text=/start%20{code}",
    several_numbers=True,
    templates=True,
)

#: Where agents work: groups, topics and everything in them belong to it, whatever a requester writes by.
STAFF_TRANSPORT: Final = TELEGRAM.name


def staff_chat_id(address: str) -> int:
    """Chats of the staff's transport are numbers, those of groups below zero."""
    return int(address)


class Transports(Mapping[str, Transport]):
    """The rows that a process knows, by name. Built at its entry point and carried by its database.

    roles: which number of the regulation an account is, by transport and account, as the settings say.
    """

    def __init__(self, rows: Iterable[Transport], roles: Mapping[tuple[str, str], str] | None = None) -> None:
        self._rows = {row.name: row for row in rows}
        self._roles = dict(roles or {})

    def __getitem__(self, name: str) -> Transport:
        """Raises UnknownTransport."""
        try:
            return self._rows[name]
        except KeyError:
            raise UnknownTransport(f"found {name!r}; known: {', '.join(sorted(self._rows))}") from None

    def with_roles(self, roles: Mapping[tuple[str, str], str]) -> "Transports":
        return Transports(self._rows.values(), roles)

    def role(self, transport: str, account: str) -> str | None:
        """None: it has none, and whoever writes there chooses the desk."""
        return self._roles.get((transport, account))

    def numbers_of(self, transport: str) -> tuple[str, ...]:
        """The accounts that have a role."""
        return tuple(account for name, account in self._roles if name == transport)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


#: Those that the product comes with.
SHIPPED: Final = Transports((TELEGRAM, SMS, WHATSAPP))
