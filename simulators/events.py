"""Everything that happens, in order, for those who watch: tests, the terminal, the page with the phones."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

Draw = Callable[[], dict[str, Any]]


class EventFeed:
    """A ring of the latest events. Drawing is put off until somebody reads: a benchmark pays nothing.

    seq grows across restarts (it starts from the wall clock), so a watcher never mistakes new for old.
    """

    def __init__(self, size: int = 20_000) -> None:
        self._events: deque[tuple[int, float, str, Draw]] = deque(maxlen=size)
        self.last_seq = int(time.time()) * 1_000_000
        self._changed = asyncio.Event()

    def add(self, kind: str, draw: Draw) -> None:
        self.last_seq += 1
        self._events.append((self.last_seq, time.monotonic(), kind, draw))
        self._changed.set()

    def since(self, seq: int, limit: int = 500) -> list[dict[str, Any]]:
        newer = []
        for event in reversed(self._events):
            if event[0] <= seq:
                break
            newer.append(event)
        newer.reverse()
        return [{"seq": at, "at": when, "event": kind, **draw()} for at, when, kind, draw in newer[:limit]]

    async def wait(self, seconds: float) -> bool:
        """True when something happened; every waiter is woken."""
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def wake(self) -> None:
        self._changed.set()
