"""The table of Bot API methods that are simulated, and what a handler gets."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from simulators.telegram.parsing import Upload
from simulators.telegram.records import Bot
from simulators.telegram.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """params: checked against the schema; uploads: files of the request by field."""

    world: World
    bot: Bot
    method: str
    params: dict[str, Any]
    uploads: dict[str, Upload]


Handler = Callable[[Call], Any]
AsyncHandler = Callable[[Call], Awaitable[Any]]
HANDLERS: dict[str, Handler] = {}


def bot_api_method(*names: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        for name in names:
            HANDLERS[name] = handler
        return handler

    return register
