"""What the phones see, in order and numbered for ever, for those who watch: tests and a terminal with the phones."""

import asyncio
from collections import deque
from datetime import datetime

from simulators.journal import Journal
from simulators.modem.records import Wire

KEPT = 5_000


class Feed:
    """Events are journalled: a watcher that comes back after a restart misses nothing of the last KEPT."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.events: deque[Wire] = deque(maxlen=KEPT)
        self.last = 0
        self.watchers = 0
        self._changed = asyncio.Event()

    def add(self, event: str, at: datetime, **fields: object) -> None:
        shown = {"id": self.last + 1, "event": event, "at": at.isoformat(), **fields}
        self.remember(shown)
        self._journal.put("event", "", shown)
        self._changed.set()

    def remember(self, shown: Wire) -> None:
        self.events.append(shown)
        self.last = shown["id"]

    def after(self, number: int) -> list[Wire]:
        return [event for event in self.events if event["id"] > number]

    async def wait(self, number: int, seconds: float) -> list[Wire]:
        """Events after number; waits for one if there is none yet."""
        if not self.after(number) and seconds > 0:
            self._changed.clear()
            self.watchers += 1
            try:
                await asyncio.wait_for(self._changed.wait(), seconds)
            except TimeoutError:
                return []
            finally:
                self.watchers -= 1
        return self.after(number)

    def wake(self) -> None:
        self._changed.set()
