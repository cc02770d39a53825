"""The log of Bot API calls, for tests that ask what exactly was called and for people who look for a bug."""

import time
from collections import deque
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class LoggedCall:
    seq: int
    at: float
    bot_id: int
    method: str
    params: dict[str, Any]
    answer: dict[str, Any] | str
    order: str

    def shown(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


class CallLog:
    def __init__(self, size: int = 5_000) -> None:
        self._calls: deque[LoggedCall] = deque(maxlen=size)
        self._last_seq = int(time.time()) * 1_000_000
        self.enabled = True
        self.counts: dict[str, int] = {}

    def add(self, bot_id: int, method: str, params: dict[str, Any], answer: Any, order: str = "") -> None:
        """answer: the JSON that was sent, or a word for what happened instead of an answer."""
        self.counts[method] = self.counts.get(method, 0) + 1
        if self.enabled:
            self._last_seq += 1
            call = LoggedCall(self._last_seq, time.monotonic(), bot_id, method, params, answer, order)
            self._calls.append(call)

    def since(self, seq: int, limit: int = 1_000, method: str = "") -> list[dict[str, Any]]:
        """The first `limit` after seq; without a seq the last. method: only this one, in any case."""
        found = [
            call for call in self._calls if call.seq > seq and (not method or call.method.lower() == method.lower())
        ]
        return [call.shown() for call in (found[:limit] if seq else found[-limit:])]
