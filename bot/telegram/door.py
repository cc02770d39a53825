"""The reader of Telegram's updates, without the library that parses them: aiogram takes seconds to load."""

from collections.abc import Sequence

from bot.requester.heard import Read, Reader, Unread
from bot.scope import Scope
from bot.telegram.updates import part_of
from models.actions.queue.inbox import Waiting
from models.rules.delivery.transports import TELEGRAM


def load() -> None:
    """In a thread, once the process serves: until then Telegram's lanes wait, those of phones do not."""
    from bot.telegram import reader  # noqa: F401


def _read(scope: Scope, rows: Sequence[Waiting]) -> Read:
    from bot.telegram import reader

    return reader.read(scope, rows)


def _author(scope: Scope, row: Waiting) -> Unread | None:
    from bot.telegram import reader

    return reader.author(scope, row)


def _may_be_plain(row: Waiting) -> bool:
    """A new message of nothing but text, which is no command and answers nothing but the topic that it stands in."""
    message = part_of(row.payload, "message")
    text, replied = message.get("text"), part_of(message, "reply_to_message")
    in_answer = (bool(replied) and "forum_topic_created" not in replied) or "external_reply" in message
    return isinstance(text, str) and not text.startswith("/") and not in_answer


READER = Reader(TELEGRAM.name, _read, _author, may_be_plain=_may_be_plain)
