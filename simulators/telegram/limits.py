"""Telegram's true limits, off until a tester sets them. The table is in docs/simulators.md."""

import math
import time
from collections import deque
from dataclasses import dataclass, field

from simulators.telegram.errors import too_many_requests

TRUE_LIMITS = {"everywhere": (30, 1.0), "chat": (1, 1.0), "group": (20, 60.0)}
SLACK = 0.95  # calls spaced by exactly the span may arrive a little closer

SENDING = frozenset(
    [
        "sendMessage",
        "sendPhoto",
        "sendLivePhoto",
        "sendDocument",
        "sendVoice",
        "sendVideo",
        "sendAudio",
        "sendAnimation",
        "sendVideoNote",
        "sendSticker",
        "sendLocation",
        "sendVenue",
        "sendContact",
        "sendPoll",
        "sendDice",
        "sendMediaGroup",
        "copyMessage",
        "copyMessages",
        "forwardMessage",
        "forwardMessages",
    ]
)
EDITING = frozenset(["editMessageText", "editMessageCaption", "editMessageMedia", "editMessageReplyMarkup"])
TOPIC_WORK = frozenset(["createForumTopic", "editForumTopic", "closeForumTopic", "reopenForumTopic"])


@dataclass(slots=True)
class _Window:
    count: int
    seconds: float
    passed: deque[float] = field(default_factory=deque)

    def wait(self, now: float, weight: int) -> float:
        """Seconds until `weight` more fit; 0 when they fit now."""
        while self.passed and self.passed[0] <= now - self.seconds * SLACK:
            self.passed.popleft()
        over = len(self.passed) + min(weight, self.count) - self.count
        return 0.0 if over <= 0 else self.passed[over - 1] + self.seconds - now


class Limits:
    """everywhere: all sends and edits of one bot; chat: sends to one private chat;
    group: sends, edits and topic work in one group.
    """

    def __init__(self) -> None:
        self.current: dict[str, tuple[int, float]] = {}
        self._windows: dict[tuple[str, int, int], _Window] = {}

    def set(self, wanted: dict[str, tuple[int, float]]) -> None:
        self.current = wanted
        self._windows.clear()

    def check(self, bot_id: int, method: str, chat_id: int, weight: int = 1) -> None:
        """Raises 429 with the whole seconds after which the call would pass. A refused call costs nothing."""
        if not self.current:
            return
        windows = [
            self._window(name, bot_id, 0 if name == "everywhere" else chat_id)
            for name in self._names(method, chat_id)
            if name in self.current
        ]
        now = time.monotonic()
        if wait := max((window.wait(now, weight) for window in windows), default=0.0):
            raise too_many_requests(max(1, math.ceil(wait)))
        for window in windows:
            window.passed.extend([now] * weight)

    @staticmethod
    def _names(method: str, chat_id: int) -> tuple[str, ...]:
        group = chat_id < 0
        if method in SENDING:
            return ("everywhere", "group" if group else "chat")
        if method in EDITING:
            return ("everywhere", "group") if group else ("everywhere",)
        if method in TOPIC_WORK:
            return ("group",)
        return ()

    def _window(self, name: str, bot_id: int, chat_id: int) -> _Window:
        key = (name, bot_id, chat_id)
        if key not in self._windows:
            self._windows[key] = _Window(*self.current[name])
        return self._windows[key]
