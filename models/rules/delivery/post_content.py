"""What posts are made of beside their words: choices, files, what has a look of its own, what they answer."""

from collections.abc import Sequence
from typing import Final, Literal, NotRequired, TypedDict

from models.rules.texts.content import Entity

#: Bytes.
LONGEST_VCARD: Final = 2048


class OfferedChoice(TypedDict):
    """What people are shown, and what comes back when they choose it (models/rules/delivery/choices.py)."""

    key: str
    label: str


#: In rows, as buttons stand.
Choices = Sequence[Sequence[OfferedChoice]]


class Attachment(TypedDict):
    """A file. kind: photo, document … as the transport that it came by calls it.

    id: ours. transport, account: who knows it as file_id. In rows of the first releases neither stands: there it is
    the row's own account. covered: by a spoiler. above: its caption stands above it. text, entities: of a file of an
    album; a single one has those of the payload.
    """

    kind: str
    file_id: str
    id: NotRequired[int]
    transport: NotRequired[str]
    account: NotRequired[str]
    covered: NotRequired[bool]
    above: NotRequired[bool]
    text: NotRequired[str]
    entities: NotRequired[Sequence[Entity]]


class NativeLocation(TypedDict):
    """Degrees; horizontal_accuracy: metres. live: it moved on after this first point."""

    kind: Literal["location"]
    latitude: float
    longitude: float
    horizontal_accuracy: NotRequired[float]
    live: NotRequired[bool]


class NativeVenue(TypedDict):
    """Degrees; the ids are those of the two services that Telegram knows."""

    kind: Literal["venue"]
    latitude: float
    longitude: float
    title: str
    address: str
    foursquare_id: NotRequired[str]
    foursquare_type: NotRequired[str]
    google_place_id: NotRequired[str]
    google_place_type: NotRequired[str]


class NativeContact(TypedDict):
    """vcard: at most LONGEST_VCARD bytes."""

    kind: Literal["contact"]
    phone_number: str
    first_name: str
    last_name: NotRequired[str]
    vcard: NotRequired[str]


class NativeBytes(TypedDict):
    """Of an SMS that is no text: sent as a document."""

    kind: Literal["bytes"]
    hex: str
    file_name: str
    caption: str


#: What Telegram shows in a way of its own, with the parameters of the method that sends it.
Native = NativeLocation | NativeVenue | NativeContact | NativeBytes


class Quote(TypedDict):
    """The words that the author picked out of what is answered. position: where they begin in it, UTF-16 units."""

    text: str
    entities: Sequence[Entity]
    position: NotRequired[int]


class ReplyTo(TypedDict):
    """A reply to a message of the ticket, as it is seen where the row goes.

    part, place: which of the copies there; place counts from the end, -1 is the last. card: the message is the first
    of its ticket and stands in the card. words: its beginning, shown when it is not there any more.
    """

    message_id: int
    part: int
    place: int
    words: NotRequired[str]
    quote: NotRequired[Quote]
    card: NotRequired[bool]
