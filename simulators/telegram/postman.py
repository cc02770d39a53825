"""Delivery by webhook: one request per update, in order within a chat, repeated until it is answered with 2xx.

As the real server does it: up to max_connections chats side by side; what is refused is tried again after 1 s, 2 s,
4 s … 60 s, and what follows in that chat waits for it; everything is kept for 24 hours.
"""

import asyncio
import json
import time
from typing import TYPE_CHECKING

import aiohttp

from simulators.delivery_rounds import deliver
from simulators.telegram.records import Bot
from simulators.telegram.update_queue import Update

if TYPE_CHECKING:
    from simulators.telegram.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
DEFAULT_CONNECTIONS = 40
_ANSWER_SECONDS = 60.0
_FIRST_DELAY_SECONDS = 1.0
_LONGEST_DELAY_SECONDS = 60.0
_LOOK_SECONDS = 30.0


class Postman:
    """Serves one bot for as long as it has a webhook."""

    def __init__(self, world: "World", bot: Bot) -> None:
        self._world = world
        self._bot = bot
        self._queue = world.queues[bot.id]
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._delay: dict[str, float] = {}
        self._not_before: dict[str, float] = {}
        self._lanes: dict[int, str] = {}
        self._changed = asyncio.Event()

    def wake(self) -> None:
        self._changed.set()

    async def run(self) -> None:
        """Until cancelled."""
        await deliver(self._changed, self._under_way, self._send_what_may_go)

    def _send_what_may_go(self, session: aiohttp.ClientSession) -> float:
        """Returns the seconds until something else may go."""
        self._queue.forget_old()
        now, soonest = time.monotonic(), _LOOK_SECONDS
        seen: set[str] = set()
        for update in self._queue.waiting:
            lane = self._lanes.get(update.id) or self._lanes.setdefault(update.id, lane_of(update))
            if lane in seen:
                continue
            seen.add(lane)
            if lane in self._under_way:
                continue
            if len(self._under_way) >= self._bot.webhook_connections:
                break
            wait = self._not_before.get(lane, 0.0) - now
            if wait > 0:
                soonest = min(soonest, wait)
            else:
                self._under_way[lane] = asyncio.create_task(self._deliver(session, lane, update))
        return soonest

    async def _deliver(self, session: aiohttp.ClientSession, lane: str, update: Update) -> None:
        try:
            orders = self._world.orders.for_updates(self._bot.id)
            error = await self._post(session, update)
            if error is None and "duplicate_updates" in orders:
                error = await self._post(session, update)
            self._note(lane, update, error)
        finally:
            del self._under_way[lane]
            self._changed.set()

    async def _post(self, session: aiohttp.ClientSession, update: Update) -> str | None:
        """None when it was taken, otherwise what getWebhookInfo says of it."""
        headers = {"Content-Type": "application/json"}
        if self._bot.webhook_secret:
            headers[SECRET_HEADER] = self._bot.webhook_secret
        timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS, sock_connect=10)
        try:
            async with session.post(
                self._bot.webhook_url, data=update.json_text.encode(), headers=headers, timeout=timeout
            ) as response:
                await response.read()
                if 200 <= response.status < 300:
                    return None
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except aiohttp.ClientError:
            return "Connection reset by peer"

    def _note(self, lane: str, update: Update, error: str | None) -> None:
        if error is None:
            self._delay.pop(lane, None)
            self._not_before.pop(lane, None)
            self._lanes.pop(update.id, None)
            self._queue.delivered(update)
            self._world.journal.put("delivered", str(self._bot.id), update.id)
            self._world.journal.flush()
            return
        delay = self._delay.get(lane, _FIRST_DELAY_SECONDS)
        self._not_before[lane] = time.monotonic() + delay
        self._delay[lane] = min(2 * delay, _LONGEST_DELAY_SECONDS)
        self._bot.webhook_error, self._bot.webhook_error_at = error, int(time.time())


def lane_of(update: Update) -> str:
    """The chat that an update belongs to."""
    content = json.loads(update.json_text)[update.kind]
    message = content.get("message") or content
    return str((message.get("chat") or {}).get("id", "none"))


class PostOffice:
    """A postman for each bot that has a webhook."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._postmen: dict[int, tuple[Postman, asyncio.Task[None]]] = {}

    def open(self) -> None:
        """After a start: webhooks are remembered."""
        for bot in self._world.bots.values():
            if bot.webhook_url:
                self.webhook_set(bot)

    def webhook_set(self, bot: Bot) -> None:
        self.webhook_deleted(bot)
        postman = Postman(self._world, bot)
        self._world.queues[bot.id].on_new = postman.wake
        self._postmen[bot.id] = postman, asyncio.create_task(postman.run())

    def webhook_deleted(self, bot: Bot) -> None:
        self._world.queues[bot.id].on_new = None
        _, task = self._postmen.pop(bot.id, (None, None))
        if task is not None:
            task.cancel()

    async def close(self) -> None:
        tasks = [task for _, task in self._postmen.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
