"""Whole installations that tests share: started at their first use, and no more than two alive at a time.

An installation takes some seconds to start, and some 250 MB for as long as it lives.
"""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any, TypeVar, cast

AT_MOST = 2
House = TypeVar("House")


class Running:
    """The one that was used longest ago makes room for a new one."""

    def __init__(self) -> None:
        self._alive: OrderedDict[str, tuple[ExitStack, Any]] = OrderedDict()

    def of(self, name: str, make: Callable[[], AbstractContextManager[House]]) -> House:
        if name not in self._alive:
            while len(self._alive) >= AT_MOST:
                self._alive.popitem(last=False)[1][0].close()
            with ExitStack() as stack:
                house = stack.enter_context(make())
                self._alive[name] = (stack.pop_all(), house)
        self._alive.move_to_end(name)
        return cast(House, self._alive[name][1])

    def close(self) -> None:
        while self._alive:
            self._alive.popitem()[1][0].close()
