"""What a dialogue answers: the new state, what to say now, and what it wants done.

Replies never claim that an intent was carried out: whoever carries it out says so with confirmations.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.conversation.contacts import ChangeContacts
from bot.conversation.reach import ChangeReach
from bot.conversation.state import Draft, State
from models.rules.texts.content import Entity

MAX_KEY = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """key: [a-z0-9:._-]{1,40}; drawn with the version of the turn's state, and pressed with it."""

    key: str
    label: str


class OwnContact(StrEnum):
    """The button that shares one's own number, which hangs under no message."""

    OFFERED = "offered"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Reply:
    """choices: in rows. edit_in_place: if the turn answers a press, the pressed message becomes this one.

    toast: short enough to be shown as the answer to the press instead of a message. entities: of the text.
    brief: what an SMS says instead, without the choices. own_contact: only of a reply without choices.
    secret: what of the text is kept nowhere once it has left.
    """

    text: str
    choices: tuple[tuple[Choice, ...], ...] = ()
    edit_in_place: bool = False
    ticket_id: int | None = None
    toast: bool = False
    entities: tuple[Entity, ...] = ()
    brief: str = ""
    own_contact: OwnContact | None = None
    secret: str = ""


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """fields: answers by field id; for a field of type choice the id of the choice.

    unfinished: filed without the requester's last word; what nobody chose or answered
    (models/rules/requests/unfinished.py). answer_ids: of the messages that said the fields. They are shown
    as those; corrections of them and replies to them are about the ticket.
    """

    desk_id: str
    kind_id: str
    fields: Mapping[str, str]
    message_ids: tuple[int, ...]
    unfinished: tuple[str, ...] | None = None
    answer_ids: tuple[int, ...] = field(default=(), compare=False)
    contract_id: int | None = None


@dataclass(frozen=True, slots=True)
class ShowUnfinished:
    """Staff are shown what somebody began and did not send."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class AddToTicket:
    ticket_id: int
    message_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ConfirmSolved:
    """message_id: of the words that confirmed it, if it was not a button."""

    ticket_id: int
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class NotSolvedYet:
    ticket_id: int


@dataclass(frozen=True, slots=True)
class CloseByRequester:
    ticket_id: int


@dataclass(frozen=True, slots=True)
class ReopenTicket:
    """message_ids: what the person wrote before choosing to reopen; it belongs to the ticket."""

    ticket_id: int
    message_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class KeepBack:
    """A message beyond what a dialogue can hold: staff are told of it, and may open it."""

    message_id: int


@dataclass(frozen=True, slots=True)
class HideCode:
    """What they said is a code that was right before: nothing comes of it, and it is not kept."""


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    language: str


@dataclass(frozen=True, slots=True)
class ChooseZone:
    """zone: IANA name."""

    zone: str


@dataclass(frozen=True, slots=True)
class ExplainDeadline:
    """number: as the person said it; whether it is one of theirs is asked where it is carried out."""

    number: int


@dataclass(frozen=True, slots=True)
class UseInvitation:
    """code: as models/rules/requests/invitation_codes.py writes it."""

    code: str


@dataclass(frozen=True, slots=True)
class NameContract:
    """number: as they typed it. Whether there is one is told to nobody; a code goes to it, if it can."""

    number: str


@dataclass(frozen=True, slots=True)
class SayCode:
    """code: digits that their contract was sent."""

    code: str


@dataclass(frozen=True, slots=True)
class ShowPhone:
    """phone: their own number, as the messenger says."""

    phone: str


@dataclass(frozen=True, slots=True)
class DisownJoin:
    """An address that was joined to them, or to their contract, is none of theirs."""

    join_id: int


@dataclass(frozen=True, slots=True)
class ChooseContract:
    """Under which contract a ticket is that was opened without a question."""

    ticket_id: int
    contract_id: int


@dataclass(frozen=True, slots=True)
class AskStaff:
    """Somebody of the staff is to say whether they are who they say. words: theirs."""

    words: str
    draft: Draft


class EraseStep(StrEnum):
    """Of erasing oneself: explained, asked twice, called off."""

    EXPLAIN = "explain"
    SURE = "sure"
    YES = "yes"
    NO = "no"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Erase:
    """number: the minute at which the button was offered, or at STOP which erasure."""

    step: EraseStep
    number: int | None = None


@dataclass(frozen=True, slots=True)
class AskForCopy:
    """Of everything that is held about them."""


Intent = (
    OpenTicket
    | ChooseContract
    | AddToTicket
    | ConfirmSolved
    | NotSolvedYet
    | CloseByRequester
    | ReopenTicket
    | KeepBack
    | ShowUnfinished
    | ChooseLanguage
    | ChooseZone
    | ExplainDeadline
    | UseInvitation
    | NameContract
    | SayCode
    | AskStaff
    | DisownJoin
    | ShowPhone
    | HideCode
    | ChangeReach
    | Erase
    | AskForCopy
    | ChangeContacts
)


@dataclass(frozen=True, slots=True)
class Turn:
    """state is the very object that was passed in when nothing has to be stored."""

    state: State
    replies: tuple[Reply, ...] = ()
    intents: tuple[Intent, ...] = ()
