"""One stored update → whoever it is for. Runs inside the transaction of the inbox loop."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection
from telegram import CallbackQuery, Message, Update

from bot import silence
from bot.inbox_loop import PressAnswer
from bot.scope import Scope
from bot.telegram import (
    duty,
    edits,
    leaving,
    membership,
    requester,
    staff_presses,
    staff_topic,
    standing,
    unbound,
)
from bot.telegram.message_content import is_service
from bot.telegram.replies import say_to_requester
from bot.telegram.scope import TELEGRAM
from bot.telegram.updates import command_only, understood
from models.actions.desk import bindings
from models.actions.queue import inbox
from models.actions.queue.inbox import Waiting
from models.actions.talk import late_edits
from models.actions.talk.drafts import SILENCE
from models.clock import Instant
from models.queries.regulation import EditionView
from models.queries.staff import known_group
from models.rules.delivery.choices import DutyChoice, TicketChoice, parse_choice


def handle(
    account: str, tx: Connection, at: Instant, edition: EditionView, rows: Sequence[Waiting]
) -> list[PressAnswer]:
    """Raises for an update that is not understood: it is set aside, kept and named."""
    scope = Scope(tx, at, account, edition)
    if rows[0].payload.get("kind") == SILENCE:
        silence.passed(scope, TELEGRAM, rows[0].payload["address"], partial(say_to_requester, scope))
        return []
    if rows[0].payload.get("kind") == late_edits.LATE:
        late_edits.show(tx, at, rows[0].payload)
        return []
    updates = [understood(row.payload) for row in rows]
    first = updates[0]
    if _is_of_strangers(scope, first):
        _keep_little(scope, first, rows)
    if first.message is not None:
        _message(scope, [update.message for update in updates if update.message is not None])
    elif first.edited_message is not None:
        edits.edited(scope, first.edited_message)
    elif first.callback_query is not None:
        return [_press(scope, first.callback_query)]
    elif first.my_chat_member is not None:
        membership.changed(scope, first.my_chat_member)
    elif first.chat_member is not None:
        leaving.member_changed(scope, first.chat_member)
    return []


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


def _message(scope: Scope, messages: list[Message]) -> None:
    first = messages[0]
    if first.migrate_to_chat_id is not None:
        membership.moved(scope, first.chat.id, first.migrate_to_chat_id)
    elif is_service(first):
        leaving.came_or_left(scope, first)
    elif first.from_user is not None and first.from_user.is_bot and first.sender_chat is None:
        return  # bots answer bots without end
    elif first.chat.type == "private":
        requester.wrote(scope, messages)
    elif first.chat.type in ("group", "supergroup"):
        _in_group(scope, messages)


def _in_group(scope: Scope, messages: list[Message]) -> None:
    chat_id = messages[0].chat.id
    group = known_group(scope.tx, scope.account, chat_id)
    if group is None or group.state == bindings.REPLACED:
        unbound.wrote(scope, messages, group)
        return
    if group.state == bindings.LEFT and not unbound.binds(scope, messages[0]):
        standing.found_again(scope, group)  # nobody told us that we are back
    staff_topic.wrote(scope, group, messages)


def _press(scope: Scope, press: CallbackQuery) -> PressAnswer:
    choice = parse_choice(press.data or "")
    if press.message is None or choice is None:
        return PressAnswer(press.id)
    if isinstance(choice, TicketChoice):
        return PressAnswer(press.id, staff_presses.pressed(scope, press, choice))
    if isinstance(choice, DutyChoice):
        return PressAnswer(press.id, duty.pressed(scope, press, choice))
    if press.message.chat.type != "private":
        return PressAnswer(press.id)
    return PressAnswer(press.id, requester.pressed(scope, press, choice))
