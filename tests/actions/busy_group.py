"""A group that may be posted in only so often: real workers and a real Redis, a Telegram that notes what it gets.

The budget's clock stands still while the workers work, and a whole span passes once all that they sent is recorded:
what goes first depends on no machine's speed.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from functools import partial

from redis import Redis as SyncRedis
from redis.asyncio import Redis
from sqlalchemy import update

from models.actions.queue.dispatching import Dispatch
from models.clock import Clock
from models.rules.delivery.outgoing import DELIVER, RowKind
from models.rules.delivery.rate_limits import Rate, RateLimits
from models.rules.delivery.send_results import SendResult
from models.tables.lanes import lane, outbox
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
        self._clock = SyncRedis.from_url(redis_url)
        self._stands_at = (int(time.time()) + 86_400) * 1000
        self._over = False

    def is_limited_to(self, rate: Rate) -> None:
        self._limits = RateLimits(None, None, rate)

    def after(self, posts: int, act: Callable[[], object]) -> None:
        """Somebody acts when so many posts are seen."""
        self._after[posts] = act

    def goes_on(self, workers: int = 1, until: Callable[[], bool] | None = None) -> None:
        """They work until nothing waits, or until it is so."""
        is_over = until or self._is_empty
        self._over, give_up = is_over(), time.monotonic() + _PATIENCE_SECONDS
        together = threading.Barrier(workers, partial(self._span_passes, is_over, give_up))
        threads = [threading.Thread(target=self._works, args=(is_over, together)) for _ in range(workers)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        self._clock.close()

    def place_of(self, words: str) -> int:
        """How many posts were seen before the first one with these words."""
        return next(place for place, seen in enumerate(self.seen) if words in seen)

    def _works(self, until: Callable[[], bool], together: threading.Barrier) -> None:
        writer = Writer(self._office.database)
        try:
            while not self._over:
                asyncio.run(self._drains(writer, until))
                together.wait(_PATIENCE_SECONDS)
        except BaseException:
            together.abort()
            raise
        finally:
            writer.close()

    async def _drains(self, writer: Writer, until: Callable[[], bool]) -> None:
        budget = RateBudget(Redis.from_url(self._redis_url), self._limits_of)
        try:
            await Drain(DELIVER, writer, Clock(), budget, self._shows, stopping=until).run()
        finally:
            await budget.close()

    def _limits_of(self, _transport: str, _account: str) -> RateLimits:
        """Asked for before each look at the budget, whose clock is never behind its last word."""
        self._clock.hset("otklik:rate_clock", mapping={"last": self._stands_at, "ahead": 0})
        return self._limits

    def _span_passes(self, until: Callable[[], bool], give_up: float) -> None:
        """While nobody works: what was told to wait, has waited."""
        self._over = until()
        assert time.monotonic() < give_up, f"something waits for ever: {self._waiting()}"
        assert self._limits.group is not None
        self._stands_at += int((self._limits.group.seconds + 1) * 1000)
        real = Clock().read().real
        with self._office.database.write() as tx:
            tx.execute(update(lane).where(lane.c.due_at > real).values(due_at=real))
            tx.execute(update(outbox).where(outbox.c.not_before > real).values(not_before=real))

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
