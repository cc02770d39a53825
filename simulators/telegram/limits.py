"""Telegram's true limits, off until a tester sets them. The table is in docs/simulators.md."""

import math

from simulators.sliding_window import Windows
from simulators.telegram.errors import too_many_requests

TRUE_LIMITS = {"everywhere": (30, 1.0), "chat": (1, 1.0), "group": (20, 60.0)}

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


class Limits(Windows):
    """everywhere: all sends and edits of one bot; chat: sends to one private chat;
    group: sends, edits and topic work in one group.
    """

    def check(self, bot_id: int, method: str, chat_id: int, weight: int = 1) -> None:
        """Raises 429 with the whole seconds after which the call would pass. A refused call costs nothing."""
        if not self.current:
            return
        keys = {name: (bot_id, 0 if name == "everywhere" else chat_id) for name in self._names(method, chat_id)}
        if waits := self.wait(dict(keys), weight):
            raise too_many_requests(max(1, math.ceil(max(waits.values()))))

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
