"""How things look: places as headings, messages with numbers to refer to, buttons with numbers to press."""

import sys
import threading
from datetime import UTC, datetime
from typing import Any

from simulators.chat.phrases import Phrases

Wire = dict[str, Any]
Place = tuple[int, int | None]
DIM, BOLD, GREEN, CYAN, RESET = "\033[2m", "\033[1m", "\033[32m", "\033[36m", "\033[0m"


class Screen:
    """Prints from any thread without tearing what is being typed."""

    def __init__(self, phrases: Phrases, live: bool) -> None:
        """live: a person sits at a terminal."""
        self.phrases = phrases
        self._live = live
        self._lock = threading.Lock()
        self.together = threading.RLock()
        self._place: Place | str | None = None
        self._asking = False
        self.prompt = ""

    def ask(self) -> str:
        """The next line that is typed; what comes meanwhile is shown above it."""
        self._asking = True
        try:
            return input(self.prompt)
        finally:
            self._asking = False

    def line(self, text: str = "", style: str = "") -> None:
        with self._lock:
            if not self._live:
                print(text, flush=True)
                return
            shown = f"{style}{text}{RESET}" if style else text
            again = f"{self.prompt}{_typed_so_far()}" if self._asking else ""
            sys.stdout.write(f"\r\033[K{shown}\n{again}")
            sys.stdout.flush()

    def echo(self, text: str) -> None:
        """What a script types: a person at a terminal sees it already."""
        if not self._live:
            print(f"{self.prompt}{text}", flush=True)

    def place(self, place: Place | str, title: str) -> None:
        """A heading, when it is not the place shown last. place: of Telegram, or the number of a phone."""
        if place != self._place:
            self._place = place
            self.line(f"── {title} ".ljust(78, "─"), CYAN)

    def block(self, place: Place | str, title: str, lines: list[str], style: str = "") -> None:
        """Lines that stand together under their heading, whatever another thread has to show."""
        with self.together:
            self.place(place, title)
            for line in lines:
                self.line(line, style)

    def message(self, number: int, message: Wire, edited: bool, reply_number: int | None) -> None:
        when = datetime.fromtimestamp(float(message.get("edit_date") or message["date"]), UTC).astimezone()
        marks = [when.strftime("%H:%M"), *self._marks(message, edited, reply_number)]
        head = f"[{number}] {message['from']['first_name']} ({', '.join(marks)}):"
        body = " ".join(part for part in (self._media(message), _text(message)) if part)
        lines = body.split("\n")
        self.line(f"{head} {lines[0]}", GREEN if message["by_bot"] else "")
        for rest in lines[1:]:
            self.line(f"    {rest}", GREEN if message["by_bot"] else "")
        self._buttons(message)

    def _marks(self, message: Wire, edited: bool, reply_number: int | None) -> list[str]:
        say = self.phrases.say
        marks = [say("edited")] if edited else []
        if "forward_origin" in message:
            marks.append(say("forwarded", name=_author(message["forward_origin"])))
        if reply_number is not None:
            marks.append(say("in_reply", number=reply_number))
        elif "external_reply" in message:
            marks.append(say("in_reply_elsewhere", name=_author(message["external_reply"]["origin"])))
        if "quote" in message:
            marks.append(say("quoting", words=" ".join(message["quote"]["text"].split())))
        if message.get("has_media_spoiler"):
            marks.append(say("covered"))
        return marks

    def _buttons(self, message: Wire) -> None:
        place = 0
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            shown = []
            for button in row:
                place += 1
                shown.append(f"({place}) {button['text']}")
            self.line("    " + "   ".join(shown), BOLD)

    def _media(self, message: Wire) -> str:
        if "photo" in message:
            largest = message["photo"][-1]
            return "🖼 " + self.phrases.say("photo", width=largest["width"], height=largest["height"])
        if "document" in message:
            return "📎 " + self.phrases.say("document", name=message["document"]["file_name"])
        for kind in ("voice", "video", "audio", "animation", "sticker", "video_note", "location", "contact"):
            if kind in message:
                return self.phrases.say("other_media", kind=kind)
        return ""

    def service(self, message: Wire) -> str | None:
        """The words for a service message; None for an ordinary one."""
        say = self.phrases.say
        if "forum_topic_created" in message:
            return say("topic_created", name=message["forum_topic_created"]["name"])
        if "forum_topic_edited" in message:
            return say("topic_edited", name=message["forum_topic_edited"].get("name", ""))
        if "new_chat_members" in message:
            return say("joined", names=", ".join(user["first_name"] for user in message["new_chat_members"]))
        if "left_chat_member" in message:
            return say("left", name=message["left_chat_member"]["first_name"])
        for name, key in _SERVICE.items():
            if name in message:
                return say(key)
        return None


_SERVICE = {
    "forum_topic_closed": "topic_closed",
    "forum_topic_reopened": "topic_reopened",
    "migrate_to_chat_id": "upgraded",
    "migrate_from_chat_id": "upgraded",
    "pinned_message": "pinned",
}


def _author(origin: Wire) -> str:
    """Of any MessageOrigin."""
    if "sender_user" in origin:
        user = origin["sender_user"]
        return f"{user['first_name']} {user.get('last_name', '')}".strip()
    chat = origin.get("sender_chat") or origin.get("chat")
    return str(chat["title"] if chat else origin["sender_user_name"])


def _text(message: Wire) -> str:
    return str(message.get("text") or message.get("caption") or "")


def _typed_so_far() -> str:
    try:
        import readline
    except ImportError:
        return ""
    return readline.get_line_buffer()
