"""What a raw update is, as far as storing it needs to know: its lane, its album."""

from collections.abc import Mapping
from typing import Any

from models.actions.queue.inbox import RawInbound

#: What we ask Telegram for; anything else never comes.
ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction"]

#: As long as the inbox has room for them; Telegram's are much shorter.
_LONGEST_LANE = 96
_LONGEST_ALBUM = 64


def to_raw_inbound(update: Mapping[str, Any]) -> RawInbound:
    """Never raises: an odd update is stored like any other, and named when it is processed."""
    new = part_of(update, "message")
    message = new or part_of(update, "edited_message")
    message = message or part_of(part_of(update, "callback_query"), "message")
    message = message or part_of(update, "my_chat_member") or part_of(update, "chat_member")
    message = message or part_of(update, "message_reaction")
    return RawInbound(
        provider_id=str(update["update_id"]), lane=_lane(message)[:_LONGEST_LANE], payload=update, album=_album(new)
    )


def _album(message: Mapping[str, Any]) -> str | None:
    album = message.get("media_group_id")
    return album if isinstance(album, str) and len(album) <= _LONGEST_ALBUM else None


def part_of(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = whole.get(name)
    return found if isinstance(found, Mapping) else {}


def _lane(message: Mapping[str, Any]) -> str:
    """A private chat, or a topic of a group: what people see as one conversation."""
    chat_id = part_of(message, "chat").get("id", "none")
    if message.get("is_topic_message") and "message_thread_id" in message:
        return f"chat:{chat_id}:{message['message_thread_id']}"
    return f"chat:{chat_id}"
