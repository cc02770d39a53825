"""One thread that runs whole actions for an asyncio process, many to a commit.

Actions that arrive while a transaction is being committed share the next one: under load the cost of a commit is
split between them, at rest each has its own. An action that raises costs the others nothing: the batch is undone
and redone one by one. One that only collided with another process's transaction is done again.
When no server answers, all of a batch hear so at once.
"""

import asyncio
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection

from models.db import Database, collided, unreachable

T = TypeVar("T")
Action = Callable[[Connection], T]

MAX_BATCH = 50
#: Of two transactions that lock the same rows in different orders one is undone, and comes again a moment later.
_MAX_TRIES = 8
_SHORT_WAIT_SECONDS = 0.02


@dataclass
class _Order:
    action: Action[Any]
    durable: bool
    future: Future[Any]


class Writer:
    """Owns the only thread of this process that writes. Close it: it finishes what it was given."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._orders: deque[_Order] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def run(self, action: Action[T], *, durable: bool = False) -> T:
        """Runs the action in a transaction and returns when it is committed."""
        return await asyncio.wrap_future(self.submit(action, durable=durable))

    def run_here(self, action: Action[T]) -> T:
        """In a transaction of its own and the caller's thread, which has nothing else to do: to pass an order to
        another thread, and its answer back, takes as long as a small transaction."""
        with self._database.write() as tx:
            return action(tx)

    def submit(self, action: Action[T], *, durable: bool = False) -> "Future[T]":
        order = _Order(action, durable, Future())
        with self._wake:
            if self._closing:
                raise RuntimeError("the writer is closed")
            self._orders.append(order)
            self._wake.notify()
        return order.future

    def close(self) -> None:
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._wake:
                while not self._orders and not self._closing:
                    self._wake.wait()
                if not self._orders:
                    return
                batch = [self._orders.popleft() for _ in range(min(MAX_BATCH, len(self._orders)))]
            batch = [order for order in batch if order.future.set_running_or_notify_cancel()]
            if not self._commit(batch):
                self._one_by_one(batch)

    def _one_by_one(self, batch: list[_Order]) -> None:
        if unreachable(self._error):
            for order in batch:
                order.future.set_exception(self._error)
            return
        for order in batch:
            # alone it has had its try already
            if len(batch) == 1 or not self._commit([order]):
                self._try_again(order)

    def _try_again(self, order: _Order) -> None:
        for tries in range(2, _MAX_TRIES + 1):
            if not collided(self._error):
                break
            time.sleep(random.uniform(0, _SHORT_WAIT_SECONDS * tries))
            if self._commit([order]):
                return
        order.future.set_exception(self._error)

    def _commit(self, batch: list[_Order]) -> bool:
        if not batch:
            return True
        try:
            with self._database.write(durable=any(order.durable for order in batch)) as tx:
                results = [order.action(tx) for order in batch]
        except BaseException as error:  # whatever it was, it belongs to whoever gave the order
            self._error = error
            return False
        for order, result in zip(batch, results, strict=True):
            order.future.set_result(result)
        return True
