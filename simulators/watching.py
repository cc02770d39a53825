"""Events for whoever watches: a long poll, or a WebSocket when the request asks for one."""

import asyncio
import time

from aiohttp import WSMsgType, web

from simulators.control_requests import answer, number
from simulators.events import EventFeed


async def watched(request: web.Request, feed: EventFeed, closing: asyncio.Event) -> web.StreamResponse:
    """since: the last seq seen, or `now`. closing: the server ends, and nobody is kept waiting."""
    given = request.query.get("since", "now")
    since = feed.last_seq if given == "now" else int(number(request, "since", 0))
    if request.headers.get("Upgrade", "").lower() == "websocket":
        return await _stream(request, feed, closing, since)
    limit = int(number(request, "limit", 500))
    until = time.monotonic() + number(request, "timeout", 0)
    while not (events := feed.since(since, limit)):
        left = until - time.monotonic()
        if left <= 0 or closing.is_set():
            break
        await feed.wait(left)
    return answer({"events": events, "last": events[-1]["seq"] if events else since})


async def _stream(request: web.Request, feed: EventFeed, closing: asyncio.Event, since: int) -> web.StreamResponse:
    socket = web.WebSocketResponse(heartbeat=20)
    await socket.prepare(request)
    while not socket.closed and not closing.is_set():
        for event in feed.since(since):
            await socket.send_json(event)
            since = event["seq"]
        if not await feed.wait(1.0):
            try:  # notice a watcher that closed
                if (await socket.receive(timeout=0.01)).type in (WSMsgType.CLOSE, WSMsgType.CLOSING):
                    break
            except TimeoutError:
                continue
    await socket.close()
    return socket
