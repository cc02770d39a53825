"""Which handler takes which update: aiogram's routers, with filters of ours. The first that fits takes it.

Handlers are coroutines that wait for nothing (reader.py). Each gets: the event; scope; row, the first of the stored
rows; messages: the event, or the parts of its album.
"""

from collections.abc import Sequence
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.requester.heard import PressAnswer, Read, Served
from bot.scope import Scope
from bot.telegram import (
    leaving,
    membership,
    private_chat,
    staff_duty,
    staff_edits,
    staff_messages,
    staff_persons,
    staff_presses,
    standing,
    unbound,
)
from bot.telegram.changes import MemberChange, ReactionChange
from bot.telegram.message_kinds import is_service
from models.actions.desk import bindings
from models.actions.queue.inbox import Waiting
from models.queries.staff import StaffGroup
from models.rules.delivery.choices import DialogueChoice, DutyChoice, PersonChoice, TicketChoice, parse_choice

UPDATES = Router(name="updates")
PRIVATE, GROUPS = Router(name="private chats"), Router(name="groups")


class InChat(Filter):
    """Of a chat of one of these types."""

    def __init__(self, *types: str) -> None:
        self._types = types

    async def __call__(self, event: Message | CallbackQuery) -> bool:
        message = event.message if isinstance(event, CallbackQuery) else event
        return message is not None and message.chat.type in self._types


class Service(Filter):
    """Nobody's words: who joined, what was pinned, that a topic was made."""

    async def __call__(self, event: Message) -> bool:
        return is_service(event)


class ByBot(Filter):
    async def __call__(self, event: Message) -> bool:
        return event.from_user is not None and event.from_user.is_bot and event.sender_chat is None


class LiveLocation(Filter):
    """One that moves: its first point was shown, and said to be the first."""

    async def __call__(self, event: Message) -> bool:
        return event.location is not None


class Carries(Filter):
    """A button of ours of this kind; the handler gets it as `choice`."""

    def __init__(self, kind: type[TicketChoice | DutyChoice | PersonChoice | DialogueChoice]) -> None:
        self._kind = kind

    async def __call__(self, event: CallbackQuery) -> dict[str, Any] | bool:
        choice = parse_choice(event.data or "") if event.message is not None else None
        return {"choice": choice} if isinstance(choice, self._kind) else False


PRIVATE.message.filter(InChat("private"))
PRIVATE.edited_message.filter(InChat("private"))
GROUPS.message.filter(InChat("group", "supergroup"))


@UPDATES.message(Service())
async def _came_or_left(event: Message, scope: Scope) -> Read:
    if event.migrate_to_chat_id is not None:
        membership.moved(scope, event.chat.id, event.migrate_to_chat_id)
    else:
        leaving.came_or_left(scope, event)
    return Served()


@UPDATES.message(ByBot())
async def _bots_answer_bots_without_end(event: Message) -> Read:
    return Served()


@PRIVATE.message()
async def _wrote(event: Message, scope: Scope, messages: Sequence[Message], row: Waiting) -> Read:
    return private_chat.wrote(scope, messages, row)


@GROUPS.message()
async def _wrote_in_group(
    event: Message, scope: Scope, messages: Sequence[Message], group: StaffGroup | None
) -> Read:
    if group is None or group.state == bindings.REPLACED:
        unbound.wrote(scope, messages, group)
    else:
        if group.state == bindings.LEFT and not unbound.binds(scope, event):
            standing.found_again(scope, group)  # nobody told us that we are back
        too_early = staff_messages.wrote(scope, group, messages)
        if too_early is not None:
            return Served(again_in=too_early)
    return Served(files=any(not message.text for message in messages))


@UPDATES.edited_message(LiveLocation())
async def _moved_on(event: Message) -> Read:
    return Served()


@PRIVATE.edited_message()
async def _corrected(event: Message, scope: Scope, row: Waiting) -> Read:
    return private_chat.corrected(scope, event, row)


@GROUPS.edited_message()
async def _edited_in_group(event: Message, scope: Scope) -> Read:
    staff_edits.edited(scope, event)
    return Served()


@UPDATES.callback_query(Carries(TicketChoice))
async def _pressed_of_ticket(event: CallbackQuery, scope: Scope, choice: TicketChoice) -> Read:
    return Served((PressAnswer(event.id, staff_presses.pressed(scope, event, choice)),))


@UPDATES.callback_query(Carries(DutyChoice))
async def _pressed_of_duty(event: CallbackQuery, scope: Scope, choice: DutyChoice) -> Read:
    return Served((PressAnswer(event.id, staff_duty.pressed(scope, event, choice)),))


@UPDATES.callback_query(Carries(PersonChoice))
async def _pressed_of_person(event: CallbackQuery, scope: Scope, choice: PersonChoice) -> Read:
    return Served((PressAnswer(event.id, staff_persons.pressed(scope, event, choice)),))


@PRIVATE.callback_query(InChat("private"), Carries(DialogueChoice))
async def _pressed(event: CallbackQuery, scope: Scope, choice: DialogueChoice, row: Waiting) -> Read:
    assert event.message is not None  # the filter asked
    return private_chat.pressed(scope, event, event.message, choice, row)


@GROUPS.callback_query()
async def _pressed_what_is_not_ours(event: CallbackQuery) -> Read:
    return Served((PressAnswer(event.id),))


@UPDATES.message_reaction()
async def _reacted(event: ReactionChange, row: Waiting) -> Read:
    return private_chat.reacted(event, row)


@UPDATES.my_chat_member()
async def _own_standing_changed(event: MemberChange, scope: Scope, row: Waiting) -> Read:
    return membership.changed(scope, event, row)


@UPDATES.chat_member()
async def _member_changed(event: MemberChange, scope: Scope) -> Read:
    leaving.member_changed(scope, event)
    return Served()


UPDATES.include_routers(PRIVATE, GROUPS)
