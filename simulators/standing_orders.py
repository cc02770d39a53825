"""Orders to misbehave, and whose turn it is: what real networks and servers do, done when a tester says so."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar


@dataclass(slots=True)
class StandingOrder:
    """after: lets that many matching calls pass. every: then takes each n-th. times: how often it is done before it
    ends (None: until cancelled). seconds: how long it stands before it ends by itself (None: until cancelled).
    """

    id: int
    do: str
    after: int = 0
    every: int = 1
    times: int | None = None
    seconds: float | None = None
    given_at: float = field(default_factory=time.monotonic)
    seen: int = 0
    done: int = 0

    @property
    def left_seconds(self) -> float | None:
        """Until it ends by itself; None when only somebody else can end it."""
        return None if self.seconds is None else max(0.0, self.given_at + self.seconds - time.monotonic())

    @property
    def over(self) -> bool:
        return (self.times is not None and self.done >= self.times) or self.left_seconds == 0

    def its_turn(self) -> bool:
        """Counts a call that matches. True when the order is to be done to this one."""
        self.seen += 1
        if self.seen <= self.after or (self.seen - self.after) % self.every:
            return False
        self.done += 1
        return True

    def shown(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)} | {"left_seconds": self.left_seconds}


Kind = TypeVar("Kind", bound=StandingOrder)


class StandingOrders(Generic[Kind]):
    def __init__(self, make: Callable[..., Kind]) -> None:
        """make: the class of the orders."""
        self._make = make
        self._numbers = itertools.count(1)
        self.standing: dict[int, Kind] = {}

    def give(self, do: str, **details: Any) -> Kind:
        order = self._make(id=next(self._numbers), do=do, **details)
        self.standing[order.id] = order
        return order

    def cancel(self, order_id: int | None = None) -> None:
        if order_id is None:
            self.standing.clear()
        else:
            self.standing.pop(order_id, None)

    def now_standing(self) -> list[Kind]:
        """Those whose time is over are forgotten."""
        for order in [order for order in self.standing.values() if order.left_seconds == 0]:
            del self.standing[order.id]
        return list(self.standing.values())
