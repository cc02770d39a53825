"""Orders to misbehave."""

from aiohttp import web

from simulators.control_api import order_asked
from simulators.telegram.control.reading import Asked, answer, find_bot
from simulators.telegram.endpoint import WORLD
from simulators.telegram.orders import KINDS

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


async def give_order(request: web.Request) -> web.StreamResponse:
    value = await order_asked(request, KINDS, *ORDER_FIELDS)
    details: Asked = {name: given for name, given in value.items() if name not in ("do", "method")}
    if details.get("bot") is not None:
        details["bot"] = find_bot(request.app[WORLD], details["bot"]).id
    methods = value.get("method", [])
    methods = [methods] if isinstance(methods, str) else methods
    order = request.app[WORLD].orders.give(value["do"], methods=tuple(name.lower() for name in methods), **details)
    return answer(order.shown(), 201)
