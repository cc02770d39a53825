"""What outgoing rows say: a type for the payload of each kind (models/rules/delivery/outgoing.py), and its reader.

Payloads are stored as JSON: what waits is sent by a later release after an upgrade. So a key that came later, or that
has nothing to say in most rows, is `NotRequired`; one that goes is taken out by a migration. Offsets and lengths of
entities are UTF-16 units, as in the Bot API. A payload is semantic: whoever sends it cuts and draws it as its
transport can.
"""

from collections.abc import Sequence
from typing import NotRequired, TypedDict, cast

from models.rules.delivery.post_content import Attachment, Choices, Native, ReplyTo
from models.rules.texts.content import Entity
from models.rules.texts.manner import LinkPreview


class Template(TypedDict):
    """Words that the service keeps and approved. language: as the service calls it."""

    name: str
    language: str


class PostPayload(TypedDict):
    """POST: one part of a message, counted from 0. It has words, files or native content, or words under files.

    repeated_mark: stands above the words when it may be there already. silent: nobody is woken by it. thread_id: of a
    topic that is no ticket's.
    together: it shows several messages (merged.py); alone: it was refused in such a post, and shares none any more.
    opens_choices: what a button says that opens the list of choices, where they are drawn as a list.
    own_contact: what a button says that shares the reader's own number; empty: it is taken away. Never with choices.
    template: goes instead of text, which only says what it is about; with nothing else.
    carries_words: never stored; the sender could not quote, and puts the words of `reply` above its own.
    """

    part: int
    text: NotRequired[str]
    entities: NotRequired[Sequence[Entity]]
    choices: NotRequired[Choices]
    opens_choices: NotRequired[str]
    own_contact: NotRequired[str]
    attachments: NotRequired[Sequence[Attachment]]
    native: NotRequired[Native]
    preview: NotRequired[LinkPreview]
    reply: NotRequired[ReplyTo]
    repeated_mark: NotRequired[str]
    silent: NotRequired[bool]
    thread_id: NotRequired[int | None]
    together: NotRequired[bool]
    alone: NotRequired[bool]
    template: NotRequired[Template]
    carries_words: NotRequired[bool]


class EditPayload(TypedDict):
    """EDIT: new words for a part of the row's message, or for the post provider_id, which is no message of a ticket.

    caption_at: they stand under this one of the part's copies, counted from the end. above: above the file there.
    attachments: the file there, when it is covered from now on, or not any more.
    correction: the mark under which they are posted, since what they should change is not there any more.
    redraws: the row whose post is to say what it shows by now; then text is empty.
    """

    text: str
    entities: Sequence[Entity]
    part: NotRequired[int]
    provider_id: NotRequired[str]
    choices: NotRequired[Choices]
    preview: NotRequired[LinkPreview]
    reply: NotRequired[ReplyTo]
    caption_at: NotRequired[int]
    attachments: NotRequired[Sequence[Attachment]]
    above: NotRequired[bool]
    correction: NotRequired[str]
    redraws: NotRequired[int]


class CardPayload(TypedDict):
    """CARD, the first message of a topic, and EDIT_CARD."""

    text: str
    entities: Sequence[Entity]
    choices: Choices


class CreateTopicPayload(TypedDict):
    """CREATE_TOPIC."""

    name: str


class DeleteTopicPayload(TypedDict):
    """DELETE_TOPIC: the ticket's, as it is when the row goes; thread_id: of a former one."""

    thread_id: NotRequired[int]


class RemovePayload(TypedDict):
    """REMOVE: that part of the row's message, a line of ours, goes."""

    part: int


class ReactionPayload(TypedDict):
    """REACTION: to that post, in the place of the one that was there."""

    provider_id: str
    emoji: str


class DropChoicesPayload(TypedDict):
    """DROP_CHOICES: the buttons of that post go."""

    provider_id: str


class SmsPayload(TypedDict):
    """SMS: one of so many parts, counted from 0. coding: of models/rules/sms/parts.py.

    reference: what the parts have in common on the phone, 0..255; else it follows from the row's place in its lane.
    waits_told: the topic knows that it waits for long.
    """

    part: int
    parts: int
    text: str
    coding: str
    reference: NotRequired[int]
    waits_told: NotRequired[bool]


class RingPayload(TypedDict):
    """RING: a short call. text: goes by SMS when the call can't be made. tried: SIMs whose modems refused."""

    text: str
    tried: NotRequired[Sequence[str]]


class CheckGroupPayload(TypedDict):
    """CHECK_GROUP. tell: the verdict is posted in the group, in that thread. watch: only what does not work is told,
    and it is asked again until it does.
    """

    tell: NotRequired[bool]
    thread_id: NotRequired[int | None]
    watch: NotRequired[bool]


class FetchFilePayload(TypedDict):
    """FETCH_FILE. file_id: as the row's account knows the attachment. asked_for: an agent hears of the end."""

    attachment_id: int
    file_id: str
    asked_for: NotRequired[bool]


class NoPayload(TypedDict):
    """REOPEN_TOPIC and LEAVE_CHAT: the row itself says all."""


Payload = (
    PostPayload
    | EditPayload
    | CardPayload
    | CreateTopicPayload
    | DeleteTopicPayload
    | RemovePayload
    | ReactionPayload
    | DropChoicesPayload
    | SmsPayload
    | RingPayload
    | CheckGroupPayload
    | FetchFilePayload
    | NoPayload
)


def as_post(payload: Payload) -> PostPayload:
    """Of a POST; a card may be read so too."""
    return cast(PostPayload, payload)


def as_edit(payload: Payload) -> EditPayload:
    """Of an EDIT; an edit of a card may be read so too."""
    return cast(EditPayload, payload)


def as_topic(payload: Payload) -> CreateTopicPayload:
    return cast(CreateTopicPayload, payload)


def as_reaction(payload: Payload) -> ReactionPayload:
    return cast(ReactionPayload, payload)


def as_drop_choices(payload: Payload) -> DropChoicesPayload:
    return cast(DropChoicesPayload, payload)


def as_sms(payload: Payload) -> SmsPayload:
    return cast(SmsPayload, payload)


def as_ring(payload: Payload) -> RingPayload:
    return cast(RingPayload, payload)


def as_check_group(payload: Payload) -> CheckGroupPayload:
    return cast(CheckGroupPayload, payload)


def as_fetch_file(payload: Payload) -> FetchFilePayload:
    return cast(FetchFilePayload, payload)
