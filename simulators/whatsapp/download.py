"""Fetching the bytes of a file by its link, and all that may go wrong on the way."""

import asyncio

from aiohttp import web

from simulators.whatsapp.calls.call import Call
from simulators.whatsapp.calls.media import content
from simulators.whatsapp.endpoint import WORLD, authenticated, drop, refusal
from simulators.whatsapp.errors import ApiError
from simulators.whatsapp.orders import Order
from simulators.whatsapp.world import World


async def download(request: web.Request) -> web.StreamResponse:
    """The link of GET /{media_id}; it asks for the token too."""
    world = request.app[WORLD]
    try:
        account = authenticated(world, request)
        octets, media = content(Call(world, account, "GET", "", dict(request.query), ""))
    except ApiError as error:
        return refusal(error)
    finally:
        world.calls.add("download", dict(request.query), "", id=request.query.get("mid", ""), status=0)
    for order in world.orders.for_call("download", media.number_id):
        return await _misbehaving(world, request, octets, order)
    return web.Response(body=octets, headers={"Content-Type": media.mime_type})


async def _misbehaving(world: World, request: web.Request, octets: bytes, order: Order) -> web.StreamResponse:
    """hang: the first half of the bytes comes, and then nothing. accept_then_drop: the half, and no more."""
    if order.do not in ("hang", "accept_then_drop", "trickle", "drop_before"):
        return refusal(ApiError(order.code if order.do == "refuse" else 131016, more={"status": 503}))
    if order.do == "drop_before":
        return drop(request)
    response = web.StreamResponse(headers={"Content-Length": str(len(octets))})
    await response.prepare(request)
    if order.do in ("hang", "accept_then_drop"):
        await response.write(octets[: len(octets) // 2])
        if order.do == "hang":
            await world.closing.wait()
        return drop(request)
    step = -(-len(octets) // 8)
    for place in range(0, len(octets), step):
        await asyncio.sleep(order.milliseconds / 1000)
        await response.write(octets[place : place + step])
    return response
