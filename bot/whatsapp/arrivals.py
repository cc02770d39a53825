"""Where requests of the webhook go: durably into the inbox. Those that come at one time share a commit."""

import asyncio
import logging
from collections.abc import Callable

from bot.storing import Items, store
from models.actions.queue.inbox import RawInbound
from models.clock import Clock
from models.db import unreachable
from models.rules.delivery.transports import WHATSAPP
from models.writer import Writer

#: Things to a commit, give or take those of one request: others wait to write meanwhile.
_MOST = 1000

log = logging.getLogger(__name__)


class Arrivals:
    """Of all numbers of this process."""

    def __init__(self, writer: Writer, clock: Clock, wake: Callable[[], None]) -> None:
        self._writer = writer
        self._clock = clock
        self._wake = wake
        self._waiting: list[tuple[Items, asyncio.Future[None]]] = []
        self._storing: asyncio.Task[None] | None = None

    async def store(self, items: Items) -> None:
        """On disk when this returns, and only then. Raises what the database raises: then nothing is."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((items, stored))
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store_all())
        await stored

    async def _store_all(self) -> None:
        """What comes while one commit is made goes into the next."""
        while self._waiting:
            count = self._fitting()
            batch, self._waiting = self._waiting[:count], self._waiting[count:]
            try:
                await self._store(batch)
            finally:
                for _, stored in batch:
                    stored.cancel()  # of those that were answered it changes nothing

    def _fitting(self) -> int:
        """How many of the requests go into the next commit: one at least."""
        things = 0
        for count, (items, _) in enumerate(self._waiting):
            things += sum(len(some) for some in items.values())
            if things > _MOST:
                return max(count, 1)
        return len(self._waiting)

    async def _store(self, batch: list[tuple[Items, "asyncio.Future[None]"]]) -> None:
        try:
            await store(self._writer, self._clock, WHATSAPP.name, _together(batch))
        except Exception as error:
            if len(batch) > 1 and not unreachable(error):
                for one in batch:  # whatever is wrong with one of them must not stop the others
                    await self._store([one])
                return
            for _, stored in batch:
                if not stored.done():
                    stored.set_exception(error)
            return
        for _, stored in batch:
            if not stored.done():
                stored.set_result(None)
        self._wake()


def _together(batch: list[tuple[Items, "asyncio.Future[None]"]]) -> Items:
    together: dict[str, list[RawInbound]] = {}
    for items, _ in batch:
        for account, some in items.items():
            together.setdefault(account, []).extend(some)
    return together
