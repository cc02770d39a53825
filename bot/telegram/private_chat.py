"""A private chat: what a requester wrote, pressed or corrected there → what was heard."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from aiogram.types import CallbackQuery, InaccessibleMessage, Message, User

from bot.requester.heard import Colleague, Corrected, Heard, Reacted, Served, Unread
from bot.scope import Scope
from bot.telegram import heads, membership
from bot.telegram.changes import ReactionChange
from bot.telegram.message_content import spoken_in
from bot.telegram.message_manner import replied_id
from bot.telegram.scope import TELEGRAM, command_in, full_name, language_of
from models.actions.queue.inbox import Waiting
from models.rules.delivery.choices import DialogueChoice
from models.rules.texts.content import one_line


def wrote(scope: Scope, messages: Sequence[Message], row: Waiting) -> Heard:
    """messages: one, or the parts of one album; row: the first of them."""
    first = messages[0]
    content = _content(messages)
    command = command_in(first, scope) if content["manner"].origin is None else None  # else it is somebody else's
    enrol = None
    if command is not None and heads.wants_to_enrol(command):
        enrol = partial(heads.enrol, scope, first, command[1])
    said = {"reply_to": replied_id(first), "command": command, "own_phone": _own_phone(first), **content}
    return _heard(scope, first.from_user, first, row, enrol, **said)


def corrected(scope: Scope, message: Message, row: Waiting) -> Corrected:
    return Corrected(_heard(scope, message.from_user, message, row, **_content([message])))


def pressed(
    scope: Scope, press: CallbackQuery, message: Message | InaccessibleMessage, choice: DialogueChoice, row: Waiting
) -> Heard:
    where = str(message.message_id)
    return _heard(scope, press.from_user, message, row, choice=choice, pressed=where, press_id=press.id)


def reacted(change: ReactionChange, row: Waiting) -> Reacted | Served:
    """What staff put under messages in their group is theirs."""
    if change.chat_type != "private":
        return Served()
    return Reacted(TELEGRAM, row.account, str(change.chat_id), str(change.message_id), change.signs)


def unread(row: Waiting, chat_id: int, author: Mapping[str, Any]) -> Unread:
    """author: the raw user."""
    name = " ".join(str(author[part]) for part in ("first_name", "last_name") if author.get(part))
    return Unread(
        address=str(chat_id),
        named=f"update {row.provider_id}",
        name=one_line(name) or str(chat_id),
        language=str(author.get("language_code", "")),
    )


def _own_phone(message: Message) -> str | None:
    """The author's own contact, as Telegram itself says; not a forwarded one, nor anybody else's."""
    contact, author = message.contact, message.from_user
    if contact is None or author is None or contact.user_id != author.id or message.forward_origin is not None:
        return None
    return f"+{contact.phone_number.removeprefix('+')}"


def _content(messages: Sequence[Message]) -> dict[str, Any]:
    """Fields of Heard."""
    spoken = spoken_in(messages)
    return {
        "provider_ids": tuple(str(message.message_id) for message in messages),
        "text": spoken.text,
        "entities": spoken.entities,
        "files": spoken.files,
        "typed": spoken.worded is None,
        "native": spoken.native,
        "unsupported": spoken.unsupported,
        "sticker": spoken.sticker,
        "manner": spoken.manner,
    }


def _heard(
    scope: Scope,
    user: User | None,
    message: Message | InaccessibleMessage,
    row: Waiting,
    enrol: Callable[[], bool] | None = None,
    **more: Any,
) -> Heard:
    is_back = partial(membership.colleague_is_back, scope, message.chat.id, language_of(user, scope))
    return Heard(
        transport=TELEGRAM,
        account=row.account,
        address=str(message.chat.id),
        # of a message that is not there any more nobody knows when it was
        at=message.date if isinstance(message, Message) else row.not_before,
        came_at=row.not_before,
        name=full_name(user) if user is not None else "",
        language=(user.language_code or "") if user is not None else "",
        colleague=Colleague(is_back, enrol),
        **more,
    )
