"""The log of what was called, for tests that ask what exactly was called and for people who look for a bug."""

import time
from collections import deque
from typing import Any


class CallLog:
    def __init__(self, size: int = 5_000) -> None:
        self._calls: deque[dict[str, Any]] = deque(maxlen=size)
        self._last_seq = int(time.time()) * 1_000_000
        self.enabled = True
        self.counts: dict[str, int] = {}

    def add(self, method: str, params: dict[str, Any], answer: Any, order: str = "", **about: Any) -> None:
        """answer: the JSON that was sent, or a word for what happened instead of an answer. about: who called."""
        self.counts[method] = self.counts.get(method, 0) + 1
        if self.enabled:
            self._last_seq += 1
            call = {"seq": self._last_seq, "at": time.monotonic(), **about}
            self._calls.append({**call, "method": method, "params": params, "answer": answer, "order": order})

    def since(self, seq: int, limit: int = 1_000, method: str = "") -> list[dict[str, Any]]:
        """The first `limit` after seq; without a seq the last. method: only this one, in any case."""
        found = [
            call
            for call in self._calls
            if call["seq"] > seq and (not method or call["method"].lower() == method.lower())
        ]
        return found[:limit] if seq else found[-limit:]
