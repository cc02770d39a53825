"""What came from outside goes durably into the inbox: as it came, or as near to that as a database takes it."""

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from models.actions.queue.inbox import RawInbound, store_inbound
from models.clock import Clock
from models.writer import Writer

_DATABASE_AWAY = (OperationalError, InterfaceError)
#: No messenger nests so deep.
_DEEPEST = 100

#: By account.
Items = Mapping[str, Sequence[RawInbound]]

log = logging.getLogger(__name__)


async def store(writer: Writer, clock: Clock, transport: str, items: Items) -> None:
    """All of it is on disk when this returns, and only then. Raises what the database raises: then nothing is."""
    try:
        await _store(writer, clock, transport, items)
    except _DATABASE_AWAY:
        raise
    except Exception as error:
        # something in them can't be stored as it is: it must not stop everybody for ever
        log.warning("%s: not stored as it came: %s", transport, type(error).__name__)
        await _store(writer, clock, transport, {account: _storable(some) for account, some in items.items()})


async def _store(writer: Writer, clock: Clock, transport: str, items: Items) -> None:
    real = clock.read().real

    def action(tx: Connection) -> None:
        for account, some in items.items():
            store_inbound(tx, transport, account, some, real)

    await writer.run(action, durable=True)


def _storable(items: Sequence[RawInbound]) -> list[RawInbound]:
    changed = ("provider_id", "lane", "payload", "album")
    return [replace(one, **{name: storable(getattr(one, name)) for name in changed}) for one in items]


def storable(value: Any, depth: int = 0) -> Any:
    """The same without what no database takes: NUL, numbers like NaN (PostgreSQL), halves of a surrogate pair.

    depth: in how many others it stands. What stands deeper than anybody nests is left out: it would be looked through
    without end, and keep out all that came along with it.
    """
    if depth > _DEEPEST:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {storable(key): storable(inner, depth + 1) for key, inner in value.items()}
    return [storable(inner, depth + 1) for inner in value] if isinstance(value, list) else value
