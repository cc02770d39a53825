"""What a reader makes of one stored message of a requester: nothing in it is peculiar to a transport."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.requester.editions import Editions
from bot.scope import Scope
from models.actions.delivery.receipts import Receipt
from models.actions.queue.inbox import Waiting
from models.actions.talk.messages import File
from models.queries.regulation import EditionView
from models.rules.delivery.choices import DialogueChoice
from models.rules.delivery.places import LONGEST_ADDRESS, LONGEST_PROVIDER_ID
from models.rules.delivery.post_content import Native
from models.rules.requests.thanks import Meaning, meaning_of, meaning_to_a_wish
from models.rules.texts.manner import PLAIN, Manner

#: How the line begins that a call is for staff.
MARK: Final = "[CALL]"


def _check_length(named: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise ValueError(f"{named} of {len(text)} characters")


@dataclass(frozen=True)
class PressAnswer:
    """What the one who pressed a button is shown; sent after the commit, and lost without harm."""

    press_id: str
    text: str = ""


@dataclass(frozen=True)
class Colleague:
    """Staff write in private too. enrol: takes the link that came; False: it was no good, and that was said.

    is_back: tells the desks of a colleague who can be reached again; False: nobody missed them.
    """

    is_back: Callable[[], bool]
    enrol: Callable[[], bool] | None = None


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One message (an album is one), one press or one missed call.

    address: of its author, as text.
    provider_ids: one for each part of an album. reply_to: the provider's id of what it answers.
    at: the provider's time; came_at: when it was stored. Both aware UTC, by the real clock.
    name: of the author; None: hidden. language, zone, country: what the provider hints; language None: it never does.
    through: which of our numbers heard it (a SIM).
    text: as it was typed. kept_text: what staff read instead, with notes of ours; None: the text.
    manner: how it was said, beside the words (models/rules/texts/manner.py).
    typed: False for words that stand for something else (a place, a contact) or are not whole.
    native: what it is shown as on the other side; unsupported: what it is, when it can't be carried
    (models/rules/delivery/outgoing.py). sticker: the emoji that it stands for.
    command: name and what followed it; an empty name is of another bot.
    choice: of a pressed button; pressed: the provider's id of the message that had it; press_id: wants an answer.
    rang: somebody called and was rejected.
    own_phone: the author's own number, as the messenger shared it for them.
    colleague: what the author may be to the desks. gave_leave: it is the first after a wish for leave to write.
    """

    transport: str
    account: str
    address: str
    at: datetime
    came_at: datetime
    provider_ids: tuple[str, ...] = ()
    reply_to: str | None = None
    name: str | None = None
    language: str | None = None
    zone: str | None = None
    country: str | None = None
    through: str | None = None
    text: str = ""
    kept_text: str | None = None
    entities: tuple[Mapping[str, Any], ...] = ()
    files: tuple[File, ...] = ()
    manner: Manner = PLAIN
    typed: bool = True
    native: Native | None = None
    unsupported: str | None = None
    sticker: str | None = None
    command: tuple[str, str] | None = None
    choice: DialogueChoice | None = None
    pressed: str | None = None
    press_id: str | None = None
    rang: bool = False
    own_phone: str | None = None
    colleague: Colleague | None = None
    gave_leave: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError: not every database refuses what is too long."""
        _check_length("address", self.address, LONGEST_ADDRESS)
        for provider_id in self.provider_ids:
            _check_length("id", provider_id, LONGEST_PROVIDER_ID)

    @property
    def meaning(self) -> Meaning | None:
        """Whether the whole of it is thanks, a yes, or words to be read; None: nothing was said."""
        if self.rang:
            return None
        if self.sticker is not None and not self.text:
            return meaning_of("", self.sticker)
        if self.manner.origin is not None:
            return Meaning.WORDS  # somebody else's
        whole = self.typed and not self.files and self.native is None and self.unsupported is None
        says = meaning_to_a_wish if self.gave_leave else meaning_of
        return says(self.text) if whole else Meaning.WORDS


@dataclass(frozen=True)
class Corrected:
    """The author changed what was said: the new content, under the provider's id of the old one."""

    heard: Heard


@dataclass(frozen=True)
class Reachability:
    """Somebody stopped or began to be reachable at that address. moved: the service gave them another one."""

    transport: str
    account: str
    address: str
    reachable: bool
    moved: bool = False


@dataclass(frozen=True)
class Reacted:
    """Somebody put signs under a message. provider_id: of that message. signs: all that stand there now; empty for
    one that only the service can show.
    """

    transport: str
    account: str
    address: str
    provider_id: str
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Served:
    """Everything that a message asked for is done. files: some of its bytes have to be fetched.

    again_in: nothing is done yet, because it came too early: it is read again after that, and what stands behind it
    in its lane waits. about_nobody: what came raw is evidence of nothing, and may name somebody: it is emptied.
    A reader returns it for what is no requester's: what staff say and press, service messages.
    """

    answers: tuple[PressAnswer, ...] = ()
    files: bool = False
    again_in: timedelta | None = None
    about_nobody: bool = False


#: What a stored message turns out to be.
Read = Heard | Corrected | Reacted | Reachability | Receipt | Served


@dataclass(frozen=True, kw_only=True)
class Unread:
    """Whose message could not be processed, as far as the raw payload says.

    named: what the log and the inbox call it. wants_word: the author wrote something and can be answered.
    """

    address: str
    named: str
    name: str | None = None
    language: str | None = None
    through: str | None = None
    wants_word: bool = True


@dataclass(frozen=True)
class Plain:
    """Where words were typed. address: of a private chat; topic: chat and thread, of staff. Neither: it is what a
    service says of a message of ours.
    """

    address: str | None = None
    topic: tuple[int, int] | None = None


@dataclass(frozen=True)
class Reader:
    """Of one transport, by its name.

    read: rows are one message (several when it is an album); raises for what it can't read.
    author: of a message that raised; None: it is no requester's, and whoever has to know was told.
    whose: where accounts may be shared, for which of several organisations it is.
    plain: where a row that may be no more than words was said; None: it may ask for anything.
    """

    transport: str
    read: Callable[[Scope, Sequence[Waiting]], Read]
    author: Callable[[Scope, Waiting], Unread | None]
    whose: Callable[[Editions, Waiting], EditionView] | None = None
    plain: Callable[[Waiting], Plain | None] = lambda row: None


#: By transport. Built where a process begins, and passed down.
Readers = Mapping[str, Reader]
