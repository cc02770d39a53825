"""One stored update → whoever it is for. Runs inside the transaction of the inbox loop."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection
from telegram import CallbackQuery, Message

from bot import silence
from bot.inbox_loop import PressAnswer
from bot.scope import Scope
from bot.telegram import duty, edits, membership, requester, staff_commands, staff_presses, staff_topic
from bot.telegram.replies import say_to_requester
from bot.telegram.scope import TELEGRAM
from bot.telegram.spoken import is_service
from bot.telegram.updates import understood
from models.actions.drafts import SILENCE
from models.actions.inbox import Waiting
from models.clock import Instant
from models.queries.regulation import EditionView
from models.queries.staff import bound_group
from models.rules.choices import DutyChoice, TicketChoice, parse_choice


def handle(
    account: str, tx: Connection, at: Instant, edition: EditionView, rows: Sequence[Waiting]
) -> list[PressAnswer]:
    """Raises for an update that is not understood: it is set aside, kept and named."""
    scope = Scope(tx, at, account, edition)
    if rows[0].payload.get("kind") == SILENCE:
        silence.passed(scope, TELEGRAM, rows[0].payload["address"], partial(say_to_requester, scope))
        return []
    updates = [understood(row.payload) for row in rows]
    first = updates[0]
    if first.message is not None:
        _message(scope, [update.message for update in updates if update.message is not None])
    elif first.edited_message is not None:
        edits.edited(scope, first.edited_message)
    elif first.callback_query is not None:
        return [_press(scope, first.callback_query)]
    elif first.my_chat_member is not None:
        membership.changed(scope, first.my_chat_member)
    return []


def _message(scope: Scope, messages: list[Message]) -> None:
    first = messages[0]
    if first.migrate_to_chat_id is not None:
        membership.moved(scope, first.chat.id, first.migrate_to_chat_id)
    elif first.from_user is not None and first.from_user.is_bot and first.sender_chat is None:
        return  # bots answer bots without end
    elif is_service(first):
        return
    elif first.chat.type == "private":
        requester.wrote(scope, messages)
    elif first.chat.type in ("group", "supergroup"):
        _in_group(scope, messages)


def _in_group(scope: Scope, messages: list[Message]) -> None:
    group = bound_group(scope.tx, scope.account, messages[0].chat.id)
    if group is None:
        staff_commands.in_unbound_group(scope, messages[0])
    else:
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
