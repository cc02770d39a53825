"""Where an outgoing row goes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from models.rules.delivery.transports import STAFF_TRANSPORT

#: Characters. Whatever is longer is refused: cut, it would be somebody else's.
LONGEST_ADDRESS: Final = 254
LONGEST_PROVIDER_ID: Final = 255


class Place(StrEnum):
    ADDRESS = "address"  # one person's, at the row's address
    GROUP = "group"  # a staff group, at the row's address
    TOPIC = "topic"  # of the row's ticket, as it is when the row goes: topics are recreated and groups move
    ACCOUNT = "account"  # nobody sees it: bytes that the account fetches


@dataclass(frozen=True)
class Where:
    """address: text as the transport has it; None in a topic and for the account itself."""

    transport: str
    place: Place
    address: str | None = None


IN_TOPIC: Final = Where(STAFF_TRANSPORT, Place.TOPIC)


def at_address(transport: str, address: str) -> Where:
    return Where(transport, Place.ADDRESS, address)


def in_staff_chat(chat_id: int) -> Where:
    """A staff group, or the chat of one of the staff."""
    return Where(STAFF_TRANSPORT, Place.GROUP if chat_id < 0 else Place.ADDRESS, str(chat_id))
