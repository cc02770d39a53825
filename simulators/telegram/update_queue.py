"""Updates of one bot, kept until the bot confirms them by a higher offset, or for 24 hours."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

KEPT_SECONDS = 24 * 60 * 60
UNASKED_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    id: int
    kind: str
    created_at: float  # time.time()
    json_text: str


class UpdateQueue:
    def __init__(self) -> None:
        self.waiting: deque[Update] = deque()
        self.last_batch: list[Update] = []
        self.on_new: Callable[[], None] | None = None
        self._poll: asyncio.Future[bool] | None = None

    def add(self, update: Update) -> None:
        self.waiting.append(update)
        self.wake()

    def confirm(self, offset: int) -> bool:
        """Forgets what is below offset; a negative one keeps the last -offset. True if any was forgotten."""
        before = len(self.waiting)
        if offset < 0:
            while len(self.waiting) > -offset:
                self.waiting.popleft()
        else:
            while self.waiting and self.waiting[0].id < offset:
                self.waiting.popleft()
        self.forget_old()
        return len(self.waiting) != before

    def forget_old(self) -> None:
        too_old = time.time() - KEPT_SECONDS
        while self.waiting and self.waiting[0].created_at < too_old:
            self.waiting.popleft()

    def delivered(self, update: Update) -> None:
        """By webhook, where chats do not wait for each other: not always the first one."""
        with contextlib.suppress(ValueError):
            self.waiting.remove(update)

    def first(self, limit: int) -> list[Update]:
        return [self.waiting[place] for place in range(min(limit, len(self.waiting)))]

    async def wait(self, seconds: float) -> bool:
        """False when another getUpdates took over. At most one poll waits: the newer one wins."""
        self.take_over()
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            return await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            return True
        finally:
            if self._poll is poll:
                self._poll = None

    def take_over(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(False)

    def wake(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(True)
        if self.on_new is not None:
            self.on_new()
