"""A stored update as aiogram reads it. What it can't read is left out and named; the words are never lost.

Telegram changes its types faster than libraries follow: a field that nobody knows is carried along, one that is not
as the library expects it would make the whole message unreadable.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from aiogram.types import CallbackQuery, Message, TelegramObject
from pydantic import ValidationError

from bot.telegram.changes import MemberChange, ReactionChange, member_change, reaction_change
from bot.telegram.updates import ALLOWED_UPDATES, part_of

#: What every message has, and words without their formatting.
_PLAIN: Final = (
    *("message_id", "from", "sender_chat", "chat", "date", "edit_date", "message_thread_id", "is_topic_message"),
    *("media_group_id", "text", "caption"),
)
#: The field of ours in which a message carries what of it could not be read: by name, as it came.
_UNREAD: Final = "unread_fields"
#: So often fields are left out; then only what every message has is read.
_TRIES: Final = 6

Event = Message | CallbackQuery | MemberChange | ReactionChange
_Type = TypeVar("_Type", bound=TelegramObject)

log = logging.getLogger(__name__)


class NobodyKnows(ValueError):
    """An update of a type that was never asked for."""


def understood(payload: Mapping[str, Any]) -> tuple[str, Event]:
    """The name of the update and what it holds. Raises for what is not even that."""
    for name in ALLOWED_UPDATES:
        if raw := part_of(payload, name):
            return name, _event(name, raw)
    raise NobodyKnows(f"update {payload.get('update_id')} has none of {', '.join(ALLOWED_UPDATES)}")


def _event(name: str, raw: Mapping[str, Any]) -> Event:
    if name in ("message", "edited_message"):
        return read_as(Message, raw)
    if name == "callback_query":
        return read_as(CallbackQuery, raw)
    return reaction_change(raw) if name == "message_reaction" else member_change(raw)


def read_as(kind: type[_Type], raw: Mapping[str, Any]) -> _Type:
    """Raises ValidationError when even what every message has can't be read."""
    left, unread = dict(raw), dict[str, Any]()
    for _ in range(_TRIES):
        try:
            return kind.model_validate(left | {_UNREAD: unread} if unread else left)
        except ValidationError as error:
            for field in _refused(error):
                if field in left:
                    unread[field] = left.pop(field)
            log.warning("not understood of a %s: %s", kind.__name__, ", ".join(sorted(unread)))
    plain = {name: value for name, value in raw.items() if name in _PLAIN}
    return kind.model_validate(plain | {_UNREAD: {name: raw[name] for name in raw if name not in plain}})


def _refused(error: ValidationError) -> set[str]:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return {str(one["loc"][0]) for one in found if one["loc"]}


def unread_in(message: Message) -> Mapping[str, Any]:
    """What of it the library could not read: by name, as it came."""
    unread: Mapping[str, Any] = (message.model_extra or {}).get(_UNREAD, {})
    return unread


def unknown_in(message: Message) -> list[str]:
    """The names of what it could not read, then of what it never heard of."""
    return [*unread_in(message), *(name for name in message.model_extra or {} if name != _UNREAD)]


def command_only(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Who typed which command where, without what strangers can hang on it (a long message that it answers)."""
    message = {name: value for name, value in payload["message"].items() if name in _PLAIN}
    return {"update_id": payload["update_id"], "message": message}
