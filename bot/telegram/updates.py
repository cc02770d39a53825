"""What a raw update is, as far as storing it needs to know: its lane, its album."""

from collections.abc import Mapping
from typing import Any

from models.actions.inbox import RawInbound

#: What we ask Telegram for; anything else never comes.
ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]


def to_raw_inbound(update: Mapping[str, Any]) -> RawInbound:
    """Never raises: an odd update is stored like any other, and named when it is processed."""
    new = _part(update, "message")
    message = new or _part(update, "edited_message")
    message = message or _part(_part(update, "callback_query"), "message") or _part(update, "my_chat_member")
    return RawInbound(
        provider_id=str(update["update_id"]), lane=_lane(message), payload=update, album=new.get("media_group_id")
    )


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = whole.get(name)
    return found if isinstance(found, Mapping) else {}


def _lane(message: Mapping[str, Any]) -> str:
    """A private chat, or a topic of a group: what people see as one conversation."""
    chat_id = _part(message, "chat").get("id", "none")
    if message.get("is_topic_message") and "message_thread_id" in message:
        return f"chat:{chat_id}:{message['message_thread_id']}"
    return f"chat:{chat_id}"


def storable(value: Any) -> Any:
    """The same without what no database takes: NUL (PostgreSQL) and halves of a surrogate pair."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {storable(key): storable(inner) for key, inner in value.items()}
    return [storable(inner) for inner in value] if isinstance(value, list) else value
