"""GET /health: whether this installation does its work, for monitors and load balancers; nothing about anybody."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from dataclasses import asdict
from typing import Any

from aiohttp import web
from redis import Redis
from redis.exceptions import RedisError

from models.actions.queue.heartbeats import beat
from models.clock import Clock
from models.db import Database
from models.queries.health import vitals
from models.rules.health.monitoring import WORKERS, lives, troubles

_PATIENCE_SECONDS = 3.0
#: Whoever asks more often hears the same again: anybody may ask, and each look writes a row.
_GOOD_FOR_SECONDS = 1.0
_ROLE = "bot"
_Answer = tuple[int, dict[str, Any]]


class Health:
    """One look at a time, in a thread of its own: a database that hangs holds up neither us nor the next who asks."""

    def __init__(
        self,
        database: Database,
        redis_url: str,
        clock: Clock,
        accounts: Collection[str],
        own_troubles: Callable[[], list[str]],
        silent_bots: Callable[[], Mapping[str, str]],
    ) -> None:
        """accounts: that this installation serves. own_troubles: of this process, one line each. silent_bots: by
        account, why a bot serves nobody.
        """
        self._own_troubles = own_troubles
        self._silent_bots = silent_bots
        self._database = database
        self._accounts = accounts
        self._clock = clock
        self._redis = Redis.from_url(redis_url, socket_connect_timeout=0.5, socket_timeout=1.0)
        self._look: Future[_Answer] | None = None
        self._looked_at = 0.0

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/health", self.tell)]

    async def tell(self, _request: web.Request) -> web.Response:
        """200 with "status" ok or trouble; 503 with "down" when nothing can be written."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                # shielded: the look goes on when we lose patience, and whoever asks next waits for the same one
                status, told = await asyncio.shield(asyncio.wrap_future(self._begun()))
        except TimeoutError:
            status, told = _down(f"the database did not answer in {_PATIENCE_SECONDS:g} s")
        return web.json_response(told, status=status)

    def _begun(self) -> "Future[_Answer]":
        fresh = time.monotonic() - self._looked_at < _GOOD_FOR_SECONDS
        if self._look is None or (self._look.done() and not fresh):
            self._look, self._looked_at = Future(), time.monotonic()
            threading.Thread(target=self._examine, args=(self._look,), name="health", daemon=True).start()
        return self._look

    def _examine(self, look: "Future[_Answer]") -> None:
        try:
            answer = self._examined()
        except Exception as error:  # whatever it is, nothing can be written
            answer = _down(type(error).__name__)
        look.set_result(answer)

    def _examined(self) -> _Answer:
        at = self._clock.read()
        began = time.monotonic()
        with self._database.write() as tx:
            beat(tx, _ROLE, at.real)
        with self._database.read() as tx:
            found = vitals(tx, at, self._accounts, self._silent_bots())
        took = time.monotonic() - began
        redis = self._redis_answers()
        wrong = troubles(found, redis=redis) + self._own_troubles()
        queues = {name: _rounded(queue) for name, queue in sorted(found.queues.items())}
        for name in WORKERS:
            queues[name]["worker"] = lives(found.beats, name)
        return 200, {
            "status": "trouble" if wrong else "ok",
            "troubles": wrong,
            "database": {"writes": True, "seconds": round(took, 3)},
            "redis": redis,
            "inbox": _rounded(found.inbox),
            "queues": queues,
            "groups": [
                {
                    "group": one.number,
                    "waiting": one.load.waiting,
                    "oldest_seconds": round(one.load.age.total_seconds(), 1),
                }
                for one in found.groups
            ],
            "heard_seconds": {role: round(seconds, 1) for role, seconds in sorted(found.beats.items())},
            "modems": list(found.modems),
        }

    def _redis_answers(self) -> bool:
        with contextlib.suppress(RedisError, OSError):
            return bool(self._redis.ping())
        return False


def _down(error: str) -> _Answer:
    return 503, {"status": "down", "troubles": ["nothing can be written"], "error": error}


def _rounded(facts: Any) -> dict[str, Any]:
    return {name: round(value, 1) if isinstance(value, float) else value for name, value in asdict(facts).items()}
