"""How the simulated world behaves: limits, orders to misbehave, the clock, the call log's switch."""

import time

from aiohttp import web

from simulators.control_requests import limit
from simulators.telegram.control.reading import Asked, Refused, answer, asked, find_bot, only
from simulators.telegram.endpoint import WORLD
from simulators.telegram.limits import TRUE_LIMITS
from simulators.telegram.orders import KINDS

LONGEST_ORDER = 86_400
ORDER_FIELDS = (
    "do",
    "method",
    "chat_id",
    "bot",
    "after",
    "every",
    "times",
    "retry_after",
    "milliseconds",
    "description",
    "seconds",
)


async def show_limits(request: web.Request) -> web.StreamResponse:
    return answer({"limits": request.app[WORLD].limits.current, "true": TRUE_LIMITS})


async def set_limits(request: web.Request) -> web.StreamResponse:
    """everywhere, chat, group: [count, seconds] or "20/60"; {"true": true}: Telegram's own; {}: none."""
    value = only(await asked(request), "everywhere", "chat", "group", "true")
    wanted = dict(TRUE_LIMITS) if value.pop("true", False) else {}
    wanted |= {name: limit(given) for name, given in value.items() if given is not None}
    request.app[WORLD].limits.set(wanted)
    return answer({"limits": wanted})


async def list_orders(request: web.Request) -> web.StreamResponse:
    return answer({"orders": [order.shown() for order in request.app[WORLD].orders.now_standing()]})


async def give_order(request: web.Request) -> web.StreamResponse:
    value = only(await asked(request), *ORDER_FIELDS)
    if value.get("do") not in KINDS:
        raise Refused(f"do must be one of {', '.join(KINDS)}")
    details: Asked = {name: given for name, given in value.items() if name not in ("do", "method")}
    if details.get("bot") is not None:
        details["bot"] = find_bot(request.app[WORLD], details["bot"]).id
    seconds = details.get("seconds")
    if seconds is not None and not (isinstance(seconds, int | float) and 0 < seconds <= LONGEST_ORDER):
        raise Refused(f"seconds: found {seconds!r}; allowed: more than 0, up to {LONGEST_ORDER}")
    methods = value.get("method", [])
    methods = [methods] if isinstance(methods, str) else methods
    order = request.app[WORLD].orders.give(value["do"], methods=tuple(name.lower() for name in methods), **details)
    return answer(order.shown(), 201)


async def cancel_orders(request: web.Request) -> web.StreamResponse:
    number = request.match_info.get("order_id")
    request.app[WORLD].orders.cancel(int(number) if number else None)
    return answer({"orders": len(request.app[WORLD].orders.standing)})


async def show_clock(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    return answer({"offset_seconds": world.clock_offset, "now": world.now(), "monotonic": time.monotonic()})


async def set_clock(request: web.Request) -> web.StreamResponse:
    """The offset stamped on dates; limits and waits stay in real time."""
    world = request.app[WORLD]
    value = only(await asked(request), "offset_seconds")
    world.clock_offset = float(value.get("offset_seconds", 0))
    world.journal.put("clock", "", world.clock_offset)
    return await show_clock(request)


async def switch_call_log(request: web.Request) -> web.StreamResponse:
    calls = request.app[WORLD].calls
    calls.enabled = bool(only(await asked(request), "enabled").get("enabled", True))
    return answer({"enabled": calls.enabled})
