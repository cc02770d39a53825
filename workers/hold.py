"""Until when the lanes that a drain leased are certainly its own: then another host may have taken them over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from models.actions.queue import lanes


class Hold:
    """By a clock of its own, which nobody sets. Reckoned from before the question, so it never lasts too long."""

    def __init__(self) -> None:
        self._until = 0.0
        self._bounded: set[asyncio.Timeout] = set()

    def begins(self, asked_at: float) -> None:
        """asked_at: loop time at which the leases were asked for, or to be renewed."""
        self._until = asked_at + lanes.LEASE.total_seconds()
        for timeout in self._bounded:
            timeout.reschedule(self._until)

    def lasts(self) -> bool:
        return asyncio.get_running_loop().time() < self._until

    @asynccontextmanager
    async def bounds(self) -> AsyncIterator[None]:
        """What is done inside is broken off when the hold ends. Raises TimeoutError then."""
        async with asyncio.timeout_at(self._until) as timeout:
            self._bounded.add(timeout)
            try:
                yield
            finally:
                self._bounded.discard(timeout)
