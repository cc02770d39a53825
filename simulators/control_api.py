"""What the control APIs of simulated messengers have in common: refusals, and what is asked of a whole world."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Protocol

from aiohttp import web

from simulators.call_log import CallLog
from simulators.control_requests import Asked, Refused, answer, asked, limit, number, only
from simulators.events import EventFeed
from simulators.journal import Journal
from simulators.watching import watched

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
LONGEST_ORDER: Final = 86_400

_log = logging.getLogger(__name__)


class World(Protocol):
    """What a simulated messenger has, whichever it is."""

    limits: Any
    orders: Any
    calls: CallLog
    events: EventFeed
    journal: Journal
    closing: asyncio.Event
    clock_offset: float

    def now(self) -> float: ...


class ControlApi:
    """Handlers for routes. key: where an application keeps its world. refusal: what its API refuses calls with.

    true_limits: those of the real service, by their names.
    """

    def __init__(
        self, key: web.AppKey[Any], refusal: type[Exception], true_limits: Mapping[str, tuple[int, float]]
    ) -> None:
        self._key, self._refusal, self._true_limits = key, refusal, dict(true_limits)

    def _world(self, request: web.Request) -> World:
        world: World = request.app[self._key]
        return world

    def control(self, handler: Handler) -> Handler:
        """Refusals become JSON; what was written reaches the journal before the answer leaves."""

        async def answered(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except Refused as refused:
                return answer({"error": refused.reason}, refused.code)
            except self._refusal as error:
                return answer({"error": str(error)}, 400)
            except (TypeError, ValueError, KeyError, AttributeError) as error:
                _log.exception("%s %s", request.method, request.path)
                return answer({"error": f"not understood: {error!r}"}, 400)
            finally:
                self._world(request).journal.flush()

        return answered

    async def show_limits(self, request: web.Request) -> web.StreamResponse:
        return answer({"limits": self._world(request).limits.current, "true": self._true_limits})

    async def set_limits(self, request: web.Request) -> web.StreamResponse:
        """Each by its name: [count, seconds] or "20/60"; {"true": true}: the service's own; {}: none."""
        value = only(await asked(request), *self._true_limits, "true")
        wanted = dict(self._true_limits) if value.pop("true", False) else {}
        wanted |= {name: limit(given) for name, given in value.items() if given is not None}
        self._world(request).limits.set(wanted)
        return answer({"limits": wanted})

    async def list_orders(self, request: web.Request) -> web.StreamResponse:
        return answer({"orders": [order.shown() for order in self._world(request).orders.now_standing()]})

    async def cancel_orders(self, request: web.Request) -> web.StreamResponse:
        """The one that the path names, or all."""
        orders, named = self._world(request).orders, request.match_info.get("order_id")
        orders.cancel(int(named) if named else None)
        return answer({"orders": len(orders.standing)})

    async def list_calls(self, request: web.Request) -> web.StreamResponse:
        calls = self._world(request).calls
        since, most = int(number(request, "since", 0)), int(number(request, "limit", 1_000))
        found = calls.since(since, most, request.query.get("method", ""))
        return answer({"calls": found, "counts": calls.counts, "enabled": calls.enabled})

    async def switch_call_log(self, request: web.Request) -> web.StreamResponse:
        calls = self._world(request).calls
        calls.enabled = bool(only(await asked(request), "enabled").get("enabled", True))
        return answer({"enabled": calls.enabled})

    async def watch_events(self, request: web.Request) -> web.StreamResponse:
        world = self._world(request)
        return await watched(request, world.events, world.closing)

    async def show_clock(self, request: web.Request) -> web.StreamResponse:
        world = self._world(request)
        return answer({"offset_seconds": world.clock_offset, "now": world.now(), "monotonic": time.monotonic()})

    async def set_clock(self, request: web.Request) -> web.StreamResponse:
        """The offset stamped on dates; limits and waits stay in real time."""
        world = self._world(request)
        value = only(await asked(request), "offset_seconds")
        world.clock_offset = float(value.get("offset_seconds", 0))
        world.journal.put("clock", "", world.clock_offset)
        return await self.show_clock(request)


async def order_asked(request: web.Request, kinds: Mapping[str, Any] | tuple[str, ...], *fields: str) -> Asked:
    """What a tester orders, of these kinds and with these fields."""
    value = only(await asked(request), *fields)
    if value.get("do") not in kinds:
        raise Refused(f"do must be one of {', '.join(kinds)}")
    seconds = value.get("seconds")
    if seconds is not None and not (isinstance(seconds, int | float) and 0 < seconds <= LONGEST_ORDER):
        raise Refused(f"seconds: found {seconds!r}; allowed: more than 0, up to {LONGEST_ORDER}")
    return value


async def waited_for(
    request: web.Request, world: World, names: tuple[str, ...], count: Callable[[], Asked]
) -> web.StreamResponse:
    """How many there are; with a number behind one of the names it waits for so many, at most `timeout` seconds."""
    wanted = {name: int(number(request, name, 0)) for name in names}
    until = time.monotonic() + number(request, "timeout", 0)
    while True:
        counts = count()
        left = until - time.monotonic()
        if all(counts[name] >= many for name, many in wanted.items()) or left <= 0 or world.closing.is_set():
            return answer(counts)
        await world.events.wait(left)
        await asyncio.sleep(0.01)  # counting on each of a thousand messages would slow what is measured
