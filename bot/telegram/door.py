"""The reader of Telegram's updates, which loads the library that parses them only when there is one to read."""

from collections.abc import Sequence

from bot.requester.heard import Read, Reader, Unread
from bot.scope import Scope
from models.actions.queue.inbox import Waiting
from models.rules.delivery.transports import TELEGRAM


def load() -> None:
    """Where an account of Telegram is served, nobody who writes first has to wait for it."""
    from bot.telegram import reader  # noqa: F401


def _read(scope: Scope, rows: Sequence[Waiting]) -> Read:
    from bot.telegram import reader

    return reader.read(scope, rows)


def _author(scope: Scope, row: Waiting) -> Unread | None:
    from bot.telegram import reader

    return reader.author(scope, row)


READER = Reader(TELEGRAM.name, _read, _author)
