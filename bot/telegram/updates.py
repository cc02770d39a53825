"""What a raw update is, as far as storing it needs to know: its lane, its album."""

import logging
import math
from collections.abc import Mapping
from typing import Any

from telegram import Update

from models.actions.queue.inbox import RawInbound

#: What we ask Telegram for; anything else never comes.
ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction"]

#: What every message has, and words without their formatting.
_PLAIN = {
    "message_id",
    "from",
    "sender_chat",
    "chat",
    "date",
    "edit_date",
    "message_thread_id",
    "is_topic_message",
    "media_group_id",
    "text",
    "caption",
}

#: As long as the inbox has room for them; Telegram's are much shorter.
_LONGEST_LANE = 96
_LONGEST_ALBUM = 64

log = logging.getLogger(__name__)


def to_raw_inbound(update: Mapping[str, Any]) -> RawInbound:
    """Never raises: an odd update is stored like any other, and named when it is processed."""
    new = _part(update, "message")
    message = new or _part(update, "edited_message")
    message = message or _part(_part(update, "callback_query"), "message")
    message = message or _part(update, "my_chat_member") or _part(update, "chat_member")
    message = message or _part(update, "message_reaction")
    return RawInbound(
        provider_id=str(update["update_id"]), lane=_lane(message)[:_LONGEST_LANE], payload=update, album=_album(new)
    )


def _album(message: Mapping[str, Any]) -> str | None:
    album = message.get("media_group_id")
    return album if isinstance(album, str) and len(album) <= _LONGEST_ALBUM else None


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
    """The same without what no database takes: NUL, numbers like NaN (PostgreSQL), halves of a surrogate pair."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {storable(key): storable(inner) for key, inner in value.items()}
    return [storable(inner) for inner in value] if isinstance(value, list) else value


def understood(payload: Mapping[str, Any]) -> Update:
    """The update as the library reads it. Of a message that it can not read, what every message has, and the words.

    Telegram changes its types faster than libraries follow. Raises for what is not even that.
    """
    whole = dict(payload)
    try:
        return Update.de_json(whole, None)
    except Exception as error:  # whatever a type of tomorrow does to yesterday's parser
        bare = {name: _bare(whole[name]) for name in ("message", "edited_message") if _part(whole, name)}
        bare |= {name: _bare_change(whole[name]) for name in ("my_chat_member", "chat_member") if _part(whole, name)}
        if not bare:
            raise
        log.error("update %s is not understood: %s", payload.get("update_id"), type(error).__name__)
        return Update.de_json(whole | bare, None)


def command_only(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Who typed which command where, without what strangers can hang on it (a long message that it answers)."""
    message = {name: value for name, value in payload["message"].items() if name in _PLAIN}
    return {"update_id": payload["update_id"], "message": message}


def _bare(message: Mapping[str, Any]) -> dict[str, Any]:
    """The rest becomes one field that nobody knows, so that it is named like any kind that nobody knows."""
    return {name: value for name, value in message.items() if name in _PLAIN} | {"unreadable": True}


def _bare_change(change: Mapping[str, Any]) -> dict[str, Any]:
    """Who is inside and who is not: rights that nobody knows say nothing about that."""
    members = {name: _bare_member(_part(change, name)) for name in ("old_chat_member", "new_chat_member")}
    return {**change, **members}


def _bare_member(member: Mapping[str, Any]) -> dict[str, Any]:
    inside = member.get("is_member", member.get("status") not in ("left", "kicked"))
    return {"user": member.get("user"), "status": "member" if inside else "left"}
