"""A private chat: what a requester wrote, pressed or corrected there → what was heard."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, User

from bot.requester.heard import Colleague, Corrected, Heard, Unread
from bot.scope import Scope
from bot.telegram import heads, membership
from bot.telegram.message_content import spoken_in
from bot.telegram.scope import TELEGRAM, command_in, language_of
from models.actions.queue.inbox import Waiting
from models.rules.delivery.choices import DialogueChoice
from models.rules.texts.content import one_line


def wrote(scope: Scope, messages: Sequence[Message], row: Waiting) -> Heard:
    """messages: one, or the parts of one album; row: the first of them."""
    first = messages[0]
    command = command_in(first, scope)
    heard, replied = _said(scope, messages, row), first.reply_to_message
    if command is not None and heads.wants_to_enrol(command) and heard.colleague is not None:
        enrol = partial(heads.enrol, scope, first, command[1])
        heard = replace(heard, colleague=replace(heard.colleague, enrol=enrol))
    return replace(
        heard,
        reply_to=str(replied.message_id) if replied is not None else None,
        command=command,
    )


def corrected(scope: Scope, message: Message, row: Waiting) -> Corrected:
    return Corrected(_said(scope, [message], row))


def pressed(
    scope: Scope, press: CallbackQuery, message: MaybeInaccessibleMessage, choice: DialogueChoice, row: Waiting
) -> Heard:
    heard = _from(scope, press.from_user, message, row)
    return replace(heard, choice=choice, pressed=str(message.message_id), press_id=press.id)


def unread(row: Waiting, chat_id: int, author: Mapping[str, Any]) -> Unread:
    """author: the raw user."""
    name = " ".join(str(author[part]) for part in ("first_name", "last_name") if author.get(part))
    return Unread(
        address=str(chat_id),
        named=f"update {row.provider_id}",
        name=one_line(name) or str(chat_id),
        language=str(author.get("language_code", "")),
    )


def _said(scope: Scope, messages: Sequence[Message], row: Waiting) -> Heard:
    spoken = spoken_in(messages)
    return replace(
        _from(scope, messages[0].from_user, messages[0], row),
        provider_ids=tuple(str(message.message_id) for message in messages),
        text=spoken.text,
        entities=spoken.entities,
        files=spoken.files,
        typed=spoken.worded is None,
        native=spoken.native,
        unsupported=spoken.unsupported,
        sticker=spoken.sticker,
        manner=spoken.manner,
    )


def _from(scope: Scope, user: User | None, message: MaybeInaccessibleMessage, row: Waiting) -> Heard:
    return Heard(
        transport=TELEGRAM,
        account=row.account,
        address=str(message.chat.id),
        chat_id=message.chat.id,
        at=message.date,
        came_at=row.not_before,
        name=user.full_name if user is not None else "",
        language=(user.language_code or "") if user is not None else "",
        colleague=Colleague(partial(membership.colleague_is_back, scope, message.chat.id, language_of(user, scope))),
    )
