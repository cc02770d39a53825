"""The reader of Telegram's updates, without the library that parses them: aiogram takes seconds to load."""

from collections.abc import Sequence

from bot.requester.heard import Read, Reader, Unread
from bot.scope import Scope
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


READER = Reader(TELEGRAM.name, _read, _author)
