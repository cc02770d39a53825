"""Messages that wait in the conversation until it is known which ticket they are for."""

from bot.conversation.inbound import Inbound
from bot.conversation.state import HeldMessage
from bot.conversation.turn import KeepBack

MAX_HELD = 50
_BEGINNING = 300


def held_messages(inbound: Inbound) -> tuple[HeldMessage, ...]:
    """The message as it is kept in the state; nothing for commands and presses, which are no messages."""
    if inbound.message_id is None:
        return ()
    return (HeldMessage(inbound.message_id, beginning(inbound.text), len(inbound.attachments)),)


def beginning(text: str) -> str:
    """As much of a message as the state keeps."""
    return text.strip()[:_BEGINNING]


def ids(messages: tuple[HeldMessage, ...]) -> tuple[int, ...]:
    return tuple(message.id for message in messages)


def kept_back(inbound: Inbound) -> tuple[KeepBack, ...]:
    """What the state has no more room for."""
    return (KeepBack(inbound.message_id),) if inbound.message_id is not None else ()


def goes_unsaid(earlier: tuple[HeldMessage, ...], inbound: Inbound) -> bool:
    """Whether a message needs no answer of its own: the further files of an album, or of one go."""
    only_files = bool(inbound.attachments) and not inbound.text.strip()
    return only_files and bool(earlier) and earlier[-1].files > 0
