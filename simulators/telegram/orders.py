"""Orders to misbehave: what real networks and servers do sometimes, done exactly when a tester says so."""

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

INSTEAD_OF_WORK = ("429", "403", "500", "502", "hang", "drop_before")
AROUND_WORK = ("accept_then_drop", "accept_then_hang", "slow", "trickle")
ON_UPDATES = ("duplicate_updates", "redeliver_updates", "shuffle_updates")
KINDS = INSTEAD_OF_WORK + AROUND_WORK + ON_UPDATES


@dataclass(slots=True)
class Order:
    """methods, chat_id, bot: which calls it is for (empty, None: all). after: lets that many matching calls pass.
    trickle: of a download, each eighth of the bytes after `milliseconds`.
    every: then takes each n-th. times: how often it is done before it ends (None: until cancelled).
    seconds: how long it stands before it ends by itself (None: until cancelled).
    """

    id: int
    do: str
    methods: tuple[str, ...] = ()
    chat_id: int | None = None
    bot: int | None = None
    after: int = 0
    every: int = 1
    times: int | None = None
    retry_after: int = 1
    milliseconds: int = 0
    description: str = ""
    seconds: float | None = None
    given_at: float = field(default_factory=time.monotonic)
    seen: int = 0
    done: int = 0

    @property
    def left_seconds(self) -> float | None:
        """Until it ends by itself; None when only somebody else can end it."""
        return None if self.seconds is None else max(0.0, self.given_at + self.seconds - time.monotonic())

    def takes(self, bot: int, method: str, chat_id: int | None) -> bool:
        if (self.times is not None and self.done >= self.times) or self.left_seconds == 0:
            return False
        if self.methods and method.lower() not in self.methods:
            return False
        if not self.methods and method == "getUpdates" and self.do not in ON_UPDATES:
            return False  # an order for all calls means the bot's own calls, not its polling
        if (self.chat_id is not None and chat_id != self.chat_id) or self.bot not in (None, bot):
            return False
        self.seen += 1
        if self.seen <= self.after or (self.seen - self.after) % self.every:
            return False
        self.done += 1
        return True

    def shown(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__} | {"left_seconds": self.left_seconds}


@dataclass(slots=True)
class Orders:
    standing: dict[int, Order] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def give(self, do: str, **details: Any) -> Order:
        order = Order(id=next(self._numbers), do=do, **details)
        self.standing[order.id] = order
        return order

    def cancel(self, order_id: int | None = None) -> None:
        if order_id is None:
            self.standing.clear()
        else:
            self.standing.pop(order_id, None)

    def now_standing(self) -> list[Order]:
        """Those whose time is over are forgotten."""
        for order in [order for order in self.standing.values() if order.left_seconds == 0]:
            del self.standing[order.id]
        return list(self.standing.values())

    def for_call(self, bot: int, method: str, chat_id: int | None) -> list[Order]:
        """Every standing order counts the call; those whose turn it is come back in the order given."""
        if not self.standing:
            return []
        orders = [order for order in self.standing.values() if order.do not in ON_UPDATES]
        return [order for order in orders if order.takes(bot, method, chat_id)]

    def for_updates(self, bot: int) -> set[str]:
        """What is to be done to a batch of updates that is about to leave."""
        orders = [order for order in self.standing.values() if order.do in ON_UPDATES]
        return {order.do for order in orders if order.takes(bot, "getUpdates", None)}
