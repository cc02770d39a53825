"""One Bot API call from the wire and back: read, misbehave if ordered, check, limit, do, answer."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any, cast

from aiohttp import web

from simulators.journal import compact_json
from simulators.telegram.errors import ApiError, bad_request, no_such_method, too_many_requests, unauthorized
from simulators.telegram.methods.registry import Call
from simulators.telegram.methods.table import HANDLERS
from simulators.telegram.orders import Order
from simulators.telegram.parsing import Received, read_request
from simulators.telegram.records import Bot
from simulators.telegram.validation import bot_api
from simulators.telegram.world import World

WORLD = web.AppKey("world", World)
_log = logging.getLogger(__name__)
_JSON = "application/json"


async def answer_call(request: web.Request) -> web.StreamResponse:
    """`/bot<token>/<method>`."""
    world = request.app[WORLD]
    name = request.match_info["method"]
    try:
        bot = world.bots_by_token.get(request.match_info["token"])
        if bot is None:
            raise unauthorized()
        method = bot_api().method_named(name)
        body = await request.read() if request.can_read_body else b""
        content_type = request.headers.get("Content-Type", "")
        received = read_request(content_type, body, request.query_string)
    except ApiError as error:
        return _refusal(error)
    except web.HTTPRequestEntityTooLarge:
        return _refusal(ApiError(413, "Request Entity Too Large"))
    orders = world.orders.for_call(bot.id, method, _chat_id(received)) if world.orders.standing else []
    for order in orders:
        if (refused := await _instead(world, request, bot, method, received, order)) is not None:
            return refused
    response = await _done(world, bot, method, received, orders)
    given = {order.do for order in orders}
    if "accept_then_hang" in given:
        await world.closing.wait()
    return _drop(request) if given & {"accept_then_drop", "accept_then_hang"} else response


async def _done(world: World, bot: Bot, method: str, received: Received, orders: list[Order]) -> web.StreamResponse:
    params: dict[str, Any] = received.params
    try:
        params = bot_api().checked_params(method, received)
        result = await _result(world, bot, method, params, received)
    except ApiError as error:
        response = _refusal(error)
    except Exception:
        _log.exception("%s %s", method, params)
        response = _refusal(ApiError(500, "Internal Server Error"))
    else:
        response = web.Response(text=f'{{"ok":true,"result":{result}}}', content_type=_JSON)
    world.journal.flush()
    if method != "getUpdates":
        noted = ",".join(order.do for order in orders)
        world.calls.add(method, params, cast(str, response.text), noted, bot_id=bot.id)
    return response


async def _result(world: World, bot: Bot, method: str, params: dict[str, Any], received: Received) -> str:
    handler = HANDLERS.get(method)
    if handler is None:
        raise bad_request(f"the method {method} is not simulated")
    if world.limits.current and isinstance(params.get("chat_id"), int):
        weight = len(params["media"]) if method == "sendMediaGroup" else 1
        world.limits.check(bot.id, method, params["chat_id"], weight)
    result = handler(Call(world, bot, method, params, received.uploads))
    if method == "getUpdates":
        return f"[{','.join(await cast(Awaitable[list[str]], result))}]"
    return compact_json(result)


async def _instead(
    world: World, request: web.Request, bot: Bot, method: str, received: Received, order: Order
) -> web.StreamResponse | None:
    """What the order says to do before, or instead of, the work; None when the work should be done."""
    if order.do == "slow":
        await asyncio.sleep(order.milliseconds / 1000)
        return None
    if order.do in ("accept_then_drop", "accept_then_hang", "trickle"):
        return None
    world.calls.add(method, received.params, "not done", order.do, bot_id=bot.id)
    if order.do == "hang":
        await world.closing.wait()
        return _drop(request)
    if order.do == "drop_before":
        return _drop(request)
    return _refusal(_ordered_refusal(order))


def _ordered_refusal(order: Order) -> ApiError:
    if order.do == "429":
        return too_many_requests(order.retry_after)
    words = {
        "403": "Forbidden: bot was blocked by the user",
        "500": "Internal Server Error",
        "502": "Bad Gateway",
    }
    return ApiError(int(order.do), order.description or words[order.do])


def _chat_id(received: Received) -> int | None:
    value = received.params.get("chat_id")
    try:
        return None if value is None else int(value)
    except ValueError:
        return None


def _refusal(error: ApiError) -> web.Response:
    return web.Response(text=compact_json(error.answer()), status=error.code, content_type=_JSON)


def _drop(request: web.Request) -> web.StreamResponse:
    """Closes the connection without a byte."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def download(request: web.Request) -> web.StreamResponse:
    """`/file/bot<token>/<path>`, where getFile said the file is."""
    world = request.app[WORLD]
    bot = world.bots_by_token.get(request.match_info["token"])
    if bot is None:
        return _refusal(unauthorized())
    stored = world.files.by_path(request.match_info["path"])
    if stored is None:
        return _refusal(ApiError(404, "Not Found"))
    content = world.files.content_path(stored).read_bytes()
    for order in world.orders.for_call(bot.id, "download", None):
        return await _misbehaving_download(world, request, content, order)
    return web.Response(body=content, content_type="application/octet-stream")


async def _misbehaving_download(
    world: World, request: web.Request, content: bytes, order: Order
) -> web.StreamResponse:
    """Orders for the method `download`. hang: the first half of the bytes comes, and then nothing."""
    if order.do not in ("hang", "accept_then_drop", "trickle", "drop_before"):
        return _refusal(_ordered_refusal(order))
    if order.do == "drop_before":
        return _drop(request)
    response = web.StreamResponse(headers={"Content-Length": str(len(content))})
    await response.prepare(request)
    if order.do in ("hang", "accept_then_drop"):
        await response.write(content[: len(content) // 2])
        if order.do == "hang":
            await world.closing.wait()
        return _drop(request)
    step = -(-len(content) // 8)
    for place in range(0, len(content), step):
        await asyncio.sleep(order.milliseconds / 1000)
        await response.write(content[place : place + step])
    return response


async def unknown_path(request: web.Request) -> web.StreamResponse:
    return _refusal(no_such_method() if request.path.startswith("/bot") else ApiError(404, "Not Found"))
