"""A stored update as the library reads it; of what it can't read, as much as every message has."""

import logging
from collections.abc import Mapping
from typing import Any

from telegram import Update

from bot.telegram.updates import part_of

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

log = logging.getLogger(__name__)


def understood(payload: Mapping[str, Any]) -> Update:
    """The update as the library reads it. Of a message that it can not read, what every message has, and the words.

    Telegram changes its types faster than libraries follow. Raises for what is not even that.
    """
    whole = dict(payload)
    try:
        return Update.de_json(whole, None)
    except Exception as error:  # whatever a type of tomorrow does to yesterday's parser
        bare = {name: _bare(whole[name]) for name in ("message", "edited_message") if part_of(whole, name)}
        bare |= {
            name: _bare_change(whole[name]) for name in ("my_chat_member", "chat_member") if part_of(whole, name)
        }
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
    members = {name: _bare_member(part_of(change, name)) for name in ("old_chat_member", "new_chat_member")}
    return {**change, **members}


def _bare_member(member: Mapping[str, Any]) -> dict[str, Any]:
    inside = member.get("is_member", member.get("status") not in ("left", "kicked"))
    return {"user": member.get("user"), "status": "member" if inside else "left"}
