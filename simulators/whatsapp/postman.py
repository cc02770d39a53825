"""Delivery by webhook: whatever is not answered with 200 comes again, in no order at all.

As Meta does it: everything goes at once, side by side; what was refused is repeated after 1 s, 2 s, 4 s … an hour,
for seven days. These times are of the rehearsal clock: who moves it forward need not wait.
"""

import asyncio
import heapq
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

from simulators.delivery_rounds import deliver
from simulators.whatsapp.webhooks import SIGNATURE, signed

if TYPE_CHECKING:
    from simulators.whatsapp.world import World

CONNECTIONS = 50
MOST_WAITING = 50_000
KEPT_SECONDS = 7 * 24 * 3600.0
LONGEST_PAUSE = 3600.0
_ANSWER_SECONDS = 60.0
_LOOK_SECONDS = 5.0


@dataclass(slots=True)
class Envelope:
    """One body on its way. due: seconds of the rehearsal clock."""

    id: int
    account_id: str
    body: str
    created: float
    due: float
    attempts: int = 0

    def row(self) -> list[Any]:
        return [self.account_id, self.body, self.created]


@dataclass(slots=True)
class Postman:
    world: "World"
    waiting: dict[int, Envelope] = field(default_factory=dict)
    tried: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=1_000))
    _under_way: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _by_due: list[tuple[float, int]] = field(default_factory=list)  # a heap; what is in it may be gone
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, envelope: Envelope) -> None:
        self.waiting[envelope.id] = envelope
        self._queue(envelope)
        while len(self.waiting) > MOST_WAITING:
            self._forget(next(iter(self.waiting.values())))
        self.wake()

    def _queue(self, envelope: Envelope) -> None:
        heapq.heappush(self._by_due, (envelope.due, envelope.id))

    def wake(self) -> None:
        """Something is new, or the clock was moved."""
        self._changed.set()

    def all_due(self) -> int:
        now = self.world.now()
        self._by_due.clear()
        for envelope in self.waiting.values():
            if envelope.id not in self._under_way:
                envelope.due = now
                self._queue(envelope)
        self.wake()
        return len(self.waiting)

    async def run(self) -> None:
        """Until cancelled."""
        await deliver(self._changed, self._under_way, self._send_what_may_go)

    def _send_what_may_go(self, session: aiohttp.ClientSession) -> float:
        """Returns the seconds until something else may go."""
        if self.world.orders.holds_webhooks():
            return 0.1
        now = self.world.now()
        while self._by_due and len(self._under_way) < CONNECTIONS:
            due, number = self._by_due[0]
            if due > now:
                return min(_LOOK_SECONDS, due - now)
            heapq.heappop(self._by_due)
            envelope = self.waiting.get(number)
            if envelope is None or number in self._under_way or envelope.due != due:
                continue
            if envelope.created < now - KEPT_SECONDS or not self.world.accounts[envelope.account_id].callback_url:
                self._forget(envelope)
            else:
                self._under_way[number] = asyncio.create_task(self._deliver(session, envelope))
        return _LOOK_SECONDS

    async def _deliver(self, session: aiohttp.ClientSession, envelope: Envelope) -> None:
        orders = self.world.orders.for_webhooks("duplicate_webhooks", "forge_webhooks")
        try:
            forged = orders.get("forge_webhooks")
            answered = await self._post(session, envelope, forged is not None)
            if answered == 200 and "duplicate_webhooks" in orders:
                answered = await self._post(session, envelope, False)
            self._note(envelope, answered)
        finally:
            del self._under_way[envelope.id]
            self._changed.set()

    async def _post(self, session: aiohttp.ClientSession, envelope: Envelope, forged: bool) -> int | str:
        """The status that was answered, or what went wrong."""
        account = self.world.accounts[envelope.account_id]
        body = envelope.body.encode()
        secret = "somebody else's" if forged else account.app_secret
        headers = {"Content-Type": "application/json", SIGNATURE: signed(secret, body)}
        try:
            async with session.post(account.callback_url, data=body, headers=headers, timeout=_TIME) as response:
                await response.read()
                return response.status
        except TimeoutError:
            return "no answer in time"
        except aiohttp.ClientConnectorError:
            return "connection refused"
        except (aiohttp.ClientError, ValueError) as error:
            return f"connection lost: {error!r}"

    def _note(self, envelope: Envelope, answered: int | str) -> None:
        envelope.attempts += 1
        note = {"id": envelope.id, "account": envelope.account_id, "attempt": envelope.attempts}
        self.tried.append({**note, "answered": answered, "at": self.world.now()})
        if answered == 200:
            self._forget(envelope)
        else:
            pause = min(LONGEST_PAUSE, 2.0 ** min(envelope.attempts - 1, 20))
            envelope.due = self.world.now() + pause
            self._queue(envelope)

    def _forget(self, envelope: Envelope) -> None:
        self.waiting.pop(envelope.id, None)
        self.world.journal.put("told", str(envelope.id), None)
        self.world.journal.flush()


_TIME = aiohttp.ClientTimeout(total=_ANSWER_SECONDS, sock_connect=10)
