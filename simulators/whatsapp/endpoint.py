"""One call of the Graph API from the wire and back: who asks, misbehave if ordered, do, answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from simulators.journal import compact_json
from simulators.json_body import json_in
from simulators.whatsapp.calls.call import Call, Upload
from simulators.whatsapp.errors import ApiError, bad_token, no_token, token_expired
from simulators.whatsapp.orders import Order
from simulators.whatsapp.records import Account, Wire
from simulators.whatsapp.world import World

WORLD = web.AppKey("world", World)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Received:
    """id: the number, account or file of the path."""

    id: str
    params: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)


def graph(name: str, do: Callable[[Call], Wire]) -> Handler:
    """name: of the call, in orders and in the log."""

    async def answered(request: web.Request) -> web.StreamResponse:
        world = request.app[WORLD]
        try:
            account = authenticated(world, request)
            received = await _received(request)
        except ApiError as error:
            return refusal(error)
        to = str(received.params.get("to") or received.params.get("recipient") or "")
        called = "mark" if name == "messages" and "status" in received.params else name
        orders = world.orders.for_call(called, received.id, to) if world.orders.standing else []
        for order in orders:
            if (instead := await _instead(world, request, called, received, order)) is not None:
                return instead
        call = Call(world, account, request.method, received.id, received.params, _base(request), received.files)
        return await _around(world, request, _done(call, called, do, orders), orders)

    return answered


def authenticated(world: World, request: web.Request) -> Account:
    """By the bearer token, or the access_token of the query."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip() if scheme.lower() in ("bearer", "oauth") else request.query.get("access_token", "")
    if not token:
        raise no_token()
    account = next((one for one in world.accounts.values() if one.token == token), None)
    if account is None:
        raise bad_token()
    if account.expired:
        raise token_expired()
    return account


async def _received(request: web.Request) -> Received:
    params: dict[str, Any] = dict(request.query)
    params.pop("access_token", None)
    received = Received(request.match_info.get("id", ""), params)
    try:
        if request.content_type == "multipart/form-data":
            await _read_form(request, received)
        elif request.can_read_body:
            params |= _object(await request.read())
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(100, "the request is too large", more={"status": 413}) from None
    except ValueError as error:
        raise ApiError(100, f"the body can't be read: {error}") from None
    return received


async def _read_form(request: web.Request, received: Received) -> None:
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            content = value.file.read()
            received.files[name] = Upload(value.filename, value.content_type, content)
        else:
            received.params[name] = value


def _object(body: bytes) -> dict[str, Any]:
    value = json_in(body) if body else {}
    if not isinstance(value, dict):
        raise ValueError("an object is expected")
    return value


def _base(request: web.Request) -> str:
    return f"http://{request.host}"


def _done(call: Call, name: str, do: Callable[[Call], Wire], orders: list[Order]) -> web.Response:
    try:
        answer = do(call)
        response = web.Response(text=compact_json(answer), content_type="application/json")
    except ApiError as error:
        answer, response = error.answer(), refusal(error)
    except Exception:
        _log.exception("%s %s", name, call.params)
        answer, response = {}, refusal(ApiError(131000))
    call.world.journal.flush()
    noted = ",".join(order.do for order in orders)
    call.world.calls.add(name, call.params, answer, noted, id=call.id, status=response.status)
    return response


async def _instead(
    world: World, request: web.Request, name: str, received: Received, order: Order
) -> web.StreamResponse | None:
    """What the order says to do before, or instead of, the work; None when the work should be done."""
    if order.do == "slow":
        await asyncio.sleep(order.milliseconds / 1000)
        return None
    if order.do in ("accept_then_drop", "accept_then_hang", "late_answer", "trickle"):
        return None
    world.calls.add(name, received.params, "not done", order.do, id=received.id, status=0)
    if order.do == "hang":
        await world.closing.wait()
        return drop(request)
    if order.do == "drop_before":
        return drop(request)
    return refusal(_ordered(order))


def _ordered(order: Order) -> ApiError:
    if order.do == "refuse":
        return token_expired() if order.code == 190 else ApiError(order.code, order.description)
    error = ApiError(131000 if order.do == "500" else 131016, order.description)
    error.status = int(order.do)
    return error


async def _around(
    world: World, request: web.Request, response: web.Response, orders: list[Order]
) -> web.StreamResponse:
    """What the orders say to do with an answer whose work is done."""
    given = {order.do: order for order in orders}
    if "late_answer" in given:  # statuses are told before the business knows the message's id
        await asyncio.sleep(given["late_answer"].milliseconds / 1000)
    if "accept_then_hang" in given:
        await world.closing.wait()
    return drop(request) if given.keys() & {"accept_then_drop", "accept_then_hang"} else response


def refusal(error: ApiError) -> web.Response:
    return web.Response(text=compact_json(error.answer()), status=error.status, content_type="application/json")


def drop(request: web.Request) -> web.StreamResponse:
    """Closes the connection without a byte."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def unknown_path(request: web.Request) -> web.StreamResponse:
    words = f"Unknown path components: {request.path}"
    return refusal(ApiError(2500, words, message=words, more={"status": 400}))
