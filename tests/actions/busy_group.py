"""A group that may be posted in only so often: real workers and a real Redis, a Telegram that notes what it gets."""

import asyncio
import threading
import time
from collections.abc import Callable

from redis.asyncio import Redis

from models.actions.queue.dispatching import Dispatch
from models.clock import Clock
from models.rules.delivery.outgoing import DELIVER, RowKind
from models.rules.delivery.rate_limits import Rate, RateLimits
from models.rules.delivery.send_results import SendResult
from models.writer import Writer
from tests.actions.office import GROUP, Office
from workers.drain import Drain
from workers.rate_budget import RateBudget

_UNCOUNTED = (RowKind.REACTION, RowKind.CHECK_GROUP)
_PATIENCE_SECONDS = 60.0


class BusyGroup:
    """What appears in it, in order. seen: of each post what it says, else its kind."""

    def __init__(self, office: Office, redis_url: str, limit: Rate) -> None:
        self.seen: list[str] = []
        self._office = office
        self._redis_url = redis_url
        self._limits = RateLimits(None, None, limit)
        self._lock = threading.Lock()
        self._after: dict[int, Callable[[], object]] = {}
        self._dead = threading.Event()

    def is_limited_to(self, rate: Rate) -> None:
        self._limits = RateLimits(None, None, rate)

    def after(self, posts: int, act: Callable[[], object]) -> None:
        """Somebody acts when so many posts are seen."""
        self._after[posts] = act

    def goes_on(self, workers: int = 1, until: Callable[[], bool] | None = None) -> None:
        """They work until nothing waits, or until it is so."""
        threads = [threading.Thread(target=self._works, args=(until or self._is_empty,)) for _ in range(workers)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    def place_of(self, words: str) -> int:
        """How many posts were seen before the first one with these words."""
        return next(place for place, seen in enumerate(self.seen) if words in seen)

    def _works(self, until: Callable[[], bool]) -> None:
        asyncio.run(self._drains(until))

    async def _drains(self, until: Callable[[], bool]) -> None:
        writer, give_up = Writer(self._office.database), time.monotonic() + _PATIENCE_SECONDS
        budget = RateBudget(Redis.from_url(self._redis_url), lambda _transport, _account: self._limits)
        try:
            while not until():
                assert time.monotonic() < give_up, f"something waits for ever: {self._waiting()}"
                await Drain(DELIVER, writer, Clock(), budget, self._shows, stopping=until).run()
                await asyncio.sleep(0.02)
        finally:
            await budget.close()
            writer.close()

    async def _shows(self, dispatch: Dispatch) -> SendResult:
        with self._lock:
            if dispatch.address == str(GROUP) and dispatch.kind not in _UNCOUNTED:
                self.seen.append(_described(dispatch))
                self._after.pop(len(self.seen), lambda: None)()
            return self._office.appears(dispatch)

    def _is_empty(self) -> bool:
        return not self._waiting()

    def _waiting(self) -> list[str]:
        waiting = ("pending", "failed_temporarily", "sending")
        return [row.kind for row in self._office.rows() if row.state in waiting and row.kind != RowKind.FETCH_FILE]


def _described(dispatch: Dispatch) -> str:
    if dispatch.files:
        return f"{len(dispatch.files)} files"
    words = str(dispatch.payload.get("text", ""))
    return words if dispatch.kind == RowKind.POST else f"{dispatch.kind}: {words}"
