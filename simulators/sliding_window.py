"""So many calls in so many seconds, counted over a window that slides."""

import time
from collections import deque
from dataclasses import dataclass, field

SLACK = 0.95  # calls spaced by exactly the span may arrive a little closer


@dataclass(slots=True)
class SlidingWindow:
    count: int
    seconds: float
    passed: deque[float] = field(default_factory=deque)

    def wait(self, now: float, weight: int = 1) -> float:
        """Seconds until `weight` more fit; 0 when they fit now. now: time.monotonic()."""
        while self.passed and self.passed[0] <= now - self.seconds * SLACK:
            self.passed.popleft()
        over = len(self.passed) + min(weight, self.count) - self.count
        return 0.0 if over <= 0 else self.passed[over - 1] + self.seconds - now

    def take(self, now: float, weight: int = 1) -> None:
        self.passed.extend([now] * weight)


class Windows:
    """One window for each name and key, made when it is first needed. current: {name: (count, seconds)}."""

    def __init__(self) -> None:
        self.current: dict[str, tuple[int, float]] = {}
        self._windows: dict[tuple[str, object], SlidingWindow] = {}

    def set(self, wanted: dict[str, tuple[int, float]]) -> None:
        self.current = wanted
        self._windows.clear()

    def wait(self, keys: dict[str, object], weight: int = 1) -> dict[str, float]:
        """The seconds to wait for each name that is full. When none is, the call is counted, and it is empty.

        keys: whose window it is, for each name that the call counts for.
        """
        now = time.monotonic()
        windows = {name: self._window(name, key) for name, key in keys.items() if name in self.current}
        waits = {name: wait for name, window in windows.items() if (wait := window.wait(now, weight)) > 0}
        if not waits:
            for window in windows.values():
                window.take(now, weight)
        return waits

    def _window(self, name: str, key: object) -> SlidingWindow:
        if (name, key) not in self._windows:
            self._windows[name, key] = SlidingWindow(*self.current[name])
        return self._windows[name, key]
