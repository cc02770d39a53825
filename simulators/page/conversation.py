"""What a browser and the page's server say to each other over one WebSocket, in JSON.

Browser: `{"id", "to", "verb", "path", "value"}` to a simulator by its name, or `{"id", "to": "clock", "span"}`;
the answer is `{"id", "answer"}` or `{"id", "error", "kind": "refused" | "unreachable"}`. Unasked, the server sends
`{"hello"}` first, then `{"from", "event"}`, `{"link", "up"}`, `{"clock"}`, `{"walking"}`, `{"modem"}`, `{"sent"}`.
"""

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web

from simulators.json_body import json_in
from simulators.page.clock import ClockRefused, RehearsalClock
from simulators.page.links import Link, Refused, Unreachable

Wire = dict[str, Any]
#: A browser that takes nothing for so long is left; it comes back and looks at everything anew.
_MOST_WAITING = 2_000
_LARGEST_MESSAGE = 75 * 1024 * 1024


class Listeners:
    """Every open page."""

    def __init__(self) -> None:
        self._queues: dict[asyncio.Queue[str], web.WebSocketResponse] = {}

    def tell(self, told: Wire) -> None:
        line = json.dumps(told, ensure_ascii=False)
        for queue in list(self._queues):
            self._put(queue, line)

    def _put(self, queue: "asyncio.Queue[str]", line: str) -> None:
        if queue.qsize() < _MOST_WAITING:
            queue.put_nowait(line)

    def add(self, socket: web.WebSocketResponse) -> "asyncio.Queue[str]":
        queue: asyncio.Queue[str] = asyncio.Queue()
        self._queues[queue] = socket
        return queue

    def remove(self, queue: "asyncio.Queue[str]") -> None:
        self._queues.pop(queue, None)

    async def close(self) -> None:
        for socket in list(self._queues.values()):
            await socket.close()


class Conversation:
    def __init__(self, links: dict[str, Link], clock: RehearsalClock, listeners: Listeners) -> None:
        self._links = links
        self._clock = clock
        self._listeners = listeners

    async def hold(self, request: web.Request) -> web.WebSocketResponse:
        """Until the browser leaves."""
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=_LARGEST_MESSAGE, compress=False)
        await socket.prepare(request)
        queue = self._listeners.add(socket)
        queue.put_nowait(json.dumps({"hello": self._hello()}, ensure_ascii=False))
        speaking = asyncio.create_task(_speak(socket, queue))
        answering: set[asyncio.Task[None]] = set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    task = asyncio.create_task(self._answer(queue, message.data))
                    answering.add(task)
                    task.add_done_callback(answering.discard)
        finally:
            self._listeners.remove(queue)
            for task in (speaking, *answering):
                task.cancel()
        return socket

    def _hello(self) -> Wire:
        links = {name: link.up for name, link in self._links.items()}
        return {"links": links, "clock": self._clock.exists, "face": self._clock.face}

    async def _answer(self, queue: "asyncio.Queue[str]", text: str) -> None:
        number = None
        try:
            asked = json_in(text)
            number = asked.get("id")
            answer = {"id": number, "answer": await self._done(asked)}
        except (Refused, ClockRefused) as error:
            answer = {"id": number, "kind": "refused", "error": str(error)}
        except Unreachable as error:
            answer = {"id": number, "kind": "unreachable", "error": str(error)}
        except (ValueError, AttributeError, KeyError, TypeError) as error:
            answer = {"id": number, "kind": "refused", "error": f"not understood: {error!r}"}
        queue.put_nowait(json.dumps(answer, ensure_ascii=False))

    async def _done(self, asked: Wire) -> Any:
        if asked["to"] == "clock":
            return await self._clock.forward(str(asked["span"]))
        link = self._links[asked["to"]]
        return await link.ask(str(asked["verb"]), str(asked["path"]), asked.get("value"))


async def _speak(socket: web.WebSocketResponse, queue: "asyncio.Queue[str]") -> None:
    try:
        while not socket.closed:
            line = await queue.get()
            await socket.send_str(line)
            if queue.qsize() >= _MOST_WAITING:
                await socket.close()
    except (ConnectionError, RuntimeError):
        pass  # the browser left in the middle of a word; who reads from it notices
