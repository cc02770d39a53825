"""The reader of Telegram's updates, without the library that parses them: aiogram takes seconds to load."""

from collections.abc import Sequence
from typing import Final

from bot.requester.heard import Plain, Read, Reader, Unread
from bot.scope import Scope
from bot.telegram.updates import part_of
from models.actions.queue.inbox import Waiting
from models.rules.delivery.transports import TELEGRAM

#: No database takes larger numbers.
_NO_ID: Final = 2**53


def load() -> None:
    """In a thread, once the process serves: until then Telegram's lanes wait, those of phones do not."""
    from bot.telegram import reader  # noqa: F401


def _read(scope: Scope, rows: Sequence[Waiting]) -> Read:
    from bot.telegram import reader

    return reader.read(scope, rows)


def _author(scope: Scope, row: Waiting) -> Unread | None:
    from bot.telegram import reader

    return reader.author(scope, row)


def _plain(row: Waiting) -> Plain | None:
    """A new message of nothing but text, which is no command and answers nothing but the topic that it stands in."""
    message = part_of(row.payload, "message")
    text, replied = message.get("text"), part_of(message, "reply_to_message")
    in_answer = (bool(replied) and "forum_topic_created" not in replied) or "external_reply" in message
    if not isinstance(text, str) or text.startswith("/") or in_answer:
        return None
    chat = part_of(message, "chat")
    chat_id, thread_id = chat.get("id"), message.get("message_thread_id")
    if chat.get("type") == "private":
        return Plain(address=str(chat_id))
    if not message.get("is_topic_message") or not isinstance(chat_id, int) or not isinstance(thread_id, int):
        return Plain()
    return Plain(topic=(chat_id, thread_id)) if max(abs(chat_id), abs(thread_id)) < _NO_ID else Plain()


READER: Final = Reader(TELEGRAM.name, _read, _author, plain=_plain)
