"""One stored update → what a requester said; what staff say and do is served at once.

Routed by aiogram (routes.py), inside the transaction of the inbox loop.
"""

from collections.abc import Coroutine, Sequence
from typing import Any

from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import CallbackQuery, Message

from bot.requester.heard import Read, Unread
from bot.scope import Scope
from bot.telegram import private_chat, unbound
from bot.telegram.routes import UPDATES
from bot.telegram.understood_updates import Event, command_only, understood
from bot.telegram.updates import part_of
from models.actions.desk import bindings, staff
from models.actions.queue import inbox
from models.actions.queue.inbox import Waiting
from models.actions.queue.shared_batches import read_once
from models.phrases.catalogue import say
from models.queries.staff import StaffGroup, bound_group, known_group


class NotServed(ValueError):
    """No route takes it."""


def read(scope: Scope, rows: Sequence[Waiting]) -> Read:
    """Raises for an update that is not understood: it is set aside, kept and named."""
    name, first = understood(rows[0].payload)
    group = _group_of(scope, first)
    if _is_in_a_group(first) and (group is None or group.state == bindings.REPLACED):
        _keep_little(scope, first, rows)
    others = [understood(row.payload)[1] for row in rows[1:]]
    messages = [one for one in (first, *others) if isinstance(one, Message)]
    # `event`, `update_type` and `observer` are aiogram's own words
    known = {"scope": scope, "row": rows[0], "messages": messages, "group": group}
    found = _at_once(UPDATES.propagate_event(name, first, **known))  # type: ignore[arg-type]
    if found is UNHANDLED:
        raise NotServed(f"nobody serves this {name}")
    served: Read = found
    return served


def _at_once(routing: Coroutine[Any, Any, Any]) -> Any:
    """Handlers are coroutines for the library's sake and wait for nothing: they share our transaction."""
    try:
        routing.send(None)
    except StopIteration as ended:
        return ended.value
    routing.close()
    raise RuntimeError("a handler waited for something")


def author(scope: Scope, row: Waiting) -> Unread | None:
    """Of a group that serves a desk, the group is told."""
    message = part_of(row.payload, "message") or part_of(row.payload, "edited_message")
    chat, user = part_of(message, "chat"), part_of(message, "from")
    if not isinstance(chat.get("id"), int) or user.get("is_bot"):
        return None
    group = bound_group(scope.tx, scope.organisation_id, scope.account, chat["id"])
    if group is not None:
        language = scope.desk(group.desk_key).staff_language
        text = say(language, "staff.unreadable_here", named=f"update {row.provider_id}")
        staff.tell_group(scope.tx, scope.at, group.account, group.chat_id, text)
        return None
    return private_chat.unread(row, chat["id"], user) if chat.get("type") == "private" else None


def _is_in_a_group(event: Event) -> bool:
    chat_id, chat_type = _place_of(event)
    return chat_id is not None and chat_type != "private"


def _group_of(scope: Scope, event: Event) -> StaffGroup | None:
    """The staff group where it happened, as it is or was bound."""
    chat_id, _ = _place_of(event)
    if chat_id is None or not _is_in_a_group(event):
        return None
    place = (scope.organisation_id, scope.account, chat_id)
    return read_once(scope.tx, ("group", *place), lambda: known_group(scope.tx, *place))


def _place_of(event: Event) -> tuple[int | None, str]:
    if isinstance(event, CallbackQuery):
        return (None, "") if event.message is None else (event.message.chat.id, event.message.chat.type)
    if isinstance(event, Message):
        return event.chat.id, event.chat.type
    return event.chat_id, event.chat_type


def _keep_little(scope: Scope, event: Event, rows: Sequence[Waiting]) -> None:
    """Whatever happens in a group that serves no desk is not ours to keep, but for who bound it."""
    new = part_of(rows[0].payload, "message")
    if new and isinstance(event, Message) and unbound.binds_with_a_code(scope, event):
        inbox.keep_instead(scope.tx, rows[0].id, command_only(rows[0].payload))
    else:
        inbox.forget(scope.tx, [row.id for row in rows])
