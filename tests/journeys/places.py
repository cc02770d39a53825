"""What somebody sees in one conversation: a private chat, a topic, the general part of a group."""

import time
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tests.simulated_telegram import SimulatedTelegram

Wire = dict[str, Any]
PATIENCE_SECONDS = 40.0
#: What somebody can see, as opposed to service messages.
CONTENT = (
    *("text", "photo", "document", "video", "voice", "audio", "sticker", "video_note", "animation"),
    *("location", "venue", "contact"),
)


class Place:
    """Every post of the bot is read once, in order; what was not read counts as something unexpected."""

    def __init__(self, telegram: SimulatedTelegram, chat: Wire, thread: int | None = None) -> None:
        self.telegram = telegram
        self.chat = chat
        self.thread = thread
        self._read: set[tuple[int, int]] = set()
        self._last = 0

    def posts(self) -> list[Wire]:
        """What the bot wrote here, as it reads now."""
        return [m for m in self.telegram.messages(self.chat, self.thread) if m["by_bot"] and _content(m)]

    def sees(self, *words: str, without: Sequence[str] = (), seconds: float = PATIENCE_SECONDS) -> Wire:
        """The next post, or edit of one, that holds all the words in this order."""
        until = time.monotonic() + seconds
        while True:
            for post in self.unread():
                is_next = _edits(post) > 0 or post["message_id"] > self._last
                if is_next and _holds(post, words):
                    self._reads(post)
                    assert not [word for word in without if word in wording(post)], wording(post)
                    return post
            if time.monotonic() > until:
                unread = "\n---\n".join(wording(post) for post in self.unread()) or "(nothing)"
                raise AssertionError(f"expected {words} in:\n{unread}")
            time.sleep(0.03)

    def unread(self) -> list[Wire]:
        return [post for post in self.posts() if _appearance(post) not in self._read]

    def reads_all(self) -> None:
        for post in self.posts():
            self._reads(post)

    def holds_nothing_unread(self) -> None:
        unread = [wording(post) for post in self.unread()]
        assert not unread, f"nobody expected: {unread}"

    def with_button(self, label: str, seconds: float = PATIENCE_SECONDS) -> Wire:
        """The newest message that has this button."""
        until = time.monotonic() + seconds
        while True:
            for message in reversed(self.posts()):
                if label in buttons(message):
                    return message
            if time.monotonic() > until:
                raise AssertionError(f"no button {label!r}: {[(wording(m), buttons(m)) for m in self.posts()]}")
            time.sleep(0.03)

    def _reads(self, post: Wire) -> None:
        self._read.add(_appearance(post))
        self._last = max(self._last, post["message_id"])


def wording(message: Wire) -> str:
    """Text or caption; empty for a file without words."""
    return str(message.get("text") or message.get("caption") or "")


def buttons(message: Wire) -> list[str]:
    keyboard = message.get("keyboard") or message.get("reply_markup") or {}
    return [button["text"] for row in keyboard.get("inline_keyboard", ()) for button in row]


def marked(message: Wire, kind: str) -> list[str]:
    """The parts of the text that carry an entity of that type, by its UTF-16 offsets."""
    units = wording(message).encode("utf-16-le")
    entities = message.get("entities") or message.get("caption_entities") or ()
    return [
        units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
        for entity in entities
        if entity["type"] == kind
    ]


def _content(message: Wire) -> bool:
    return any(name in message for name in CONTENT)


def _appearance(post: Wire) -> tuple[int, int]:
    return post["message_id"], _edits(post)


def _edits(post: Wire) -> int:
    """Taking buttons away is no news to a reader."""
    versions = [*(post.get("edits") or ()), post]
    return sum(wording(before) != wording(after) for before, after in pairwise(versions))


def _holds(post: Wire, words: Sequence[str]) -> bool:
    place, text = 0, wording(post)
    for word in words:
        found = text.find(word, place)
        if found < 0:
            return False
        place = found + len(word)
    return True
