"""One stored update → what a requester said; what staff say and do is served at once.

Runs inside the transaction of the inbox loop.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from telegram import CallbackQuery, Message, Update

from bot.requester.heard import Corrected, Heard, PressAnswer, Reachability, Reacted, Served, Unread
from bot.scope import Scope
from bot.telegram import (
    leaving,
    membership,
    private_chat,
    staff_duty,
    staff_edits,
    staff_messages,
    staff_presses,
    standing,
    unbound,
)
from bot.telegram.message_content import is_service
from bot.telegram.understood_updates import command_only, understood
from models.actions.desk import bindings, staff
from models.actions.queue import inbox
from models.actions.queue.inbox import Waiting
from models.phrases.catalogue import say
from models.queries.staff import bound_group, known_group
from models.rules.delivery.choices import DutyChoice, TicketChoice, parse_choice

_NOBODYS = Served()


def read(scope: Scope, rows: Sequence[Waiting]) -> Heard | Corrected | Reacted | Reachability | Served:
    """Raises for an update that is not understood: it is set aside, kept and named."""
    updates = [understood(row.payload) for row in rows]
    first = updates[0]
    if _is_of_strangers(scope, first):
        _keep_little(scope, first, rows)
    if first.message is not None:
        return _message(scope, [update.message for update in updates if update.message is not None], rows[0])
    if first.edited_message is not None:
        return _edited(scope, first.edited_message, rows[0])
    if first.callback_query is not None:
        return _press(scope, first.callback_query, rows[0])
    if first.message_reaction is not None:
        return private_chat.reacted(first.message_reaction, rows[0])
    if first.my_chat_member is not None:
        return membership.changed(scope, first.my_chat_member, rows[0])
    if first.chat_member is not None:
        leaving.member_changed(scope, first.chat_member)
    return _NOBODYS


def author(scope: Scope, row: Waiting) -> Unread | None:
    """Of a group that serves a desk, the group is told."""
    message = _part(row.payload, "message") or _part(row.payload, "edited_message")
    chat, user = _part(message, "chat"), _part(message, "from")
    if not isinstance(chat.get("id"), int) or user.get("is_bot"):
        return None
    group = bound_group(scope.tx, scope.account, chat["id"])
    if group is not None:
        language = scope.desk(group.desk_key).staff_language
        text = say(language, "staff.unreadable_here", named=f"update {row.provider_id}")
        staff.tell_group(scope.tx, scope.at, group.account, group.chat_id, text)
        return None
    return private_chat.unread(row, chat["id"], user) if chat.get("type") == "private" else None


def _part(whole: Any, name: str) -> Mapping[str, Any]:
    found = whole.get(name)
    return found if isinstance(found, dict) else {}


def _is_of_strangers(scope: Scope, update: Update) -> bool:
    chat = update.effective_chat
    if chat is None or chat.type == "private":
        return False
    group = known_group(scope.tx, scope.account, chat.id)
    return group is None or group.state == bindings.REPLACED


def _keep_little(scope: Scope, update: Update, rows: Sequence[Waiting]) -> None:
    """Whatever happens in a group that serves no desk is not ours to keep, but for who bound it."""
    if update.message is not None and unbound.binds_with_a_code(scope, update.message):
        inbox.keep_instead(scope.tx, rows[0].id, command_only(rows[0].payload))
    else:
        inbox.forget(scope.tx, [row.id for row in rows])


def _message(scope: Scope, messages: list[Message], row: Waiting) -> Heard | Served:
    first = messages[0]
    bot = first.from_user is not None and first.from_user.is_bot and first.sender_chat is None
    if first.migrate_to_chat_id is not None:
        membership.moved(scope, first.chat.id, first.migrate_to_chat_id)
    elif is_service(first):
        leaving.came_or_left(scope, first)
    elif bot:
        pass  # bots answer bots without end
    elif first.chat.type == "private":
        return private_chat.wrote(scope, messages, row)
    elif first.chat.type in ("group", "supergroup"):
        _in_group(scope, messages)
        return Served(files=any(not message.text for message in messages))
    return _NOBODYS


def _edited(scope: Scope, message: Message, row: Waiting) -> Corrected | Served:
    if message.location is not None:
        return _NOBODYS  # a live location that moves: its first point was shown, and said to be the first
    if message.chat.type == "private":
        return private_chat.corrected(scope, message, row)
    staff_edits.edited(scope, message)
    return _NOBODYS


def _in_group(scope: Scope, messages: list[Message]) -> None:
    chat_id = messages[0].chat.id
    group = known_group(scope.tx, scope.account, chat_id)
    if group is None or group.state == bindings.REPLACED:
        unbound.wrote(scope, messages, group)
        return
    if group.state == bindings.LEFT and not unbound.binds(scope, messages[0]):
        standing.found_again(scope, group)  # nobody told us that we are back
    staff_messages.wrote(scope, group, messages)


def _press(scope: Scope, press: CallbackQuery, row: Waiting) -> Heard | Served:
    choice, message = parse_choice(press.data or ""), press.message
    if message is None or choice is None:
        toast = ""
    elif isinstance(choice, TicketChoice):
        toast = staff_presses.pressed(scope, press, choice)
    elif isinstance(choice, DutyChoice):
        toast = staff_duty.pressed(scope, press, choice)
    elif message.chat.type == "private":
        return private_chat.pressed(scope, press, message, choice, row)
    else:
        toast = ""
    return Served((PressAnswer(press.id, toast),))
