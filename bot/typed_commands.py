"""Commands as people type them, in whatever messenger."""

import re
from typing import Final, NamedTuple

#: As long as Telegram allows a command; of any alphabet, because people slip.
_NAME: Final = re.compile(r"\w{1,32}")
#: What people put behind a command as behind any word.
_MARKS: Final = "?!.,:;…"


class Typed(NamedTuple):
    """("status", "", "125") for "/status 125"; addressee: the bot in "/status@our_bot 125"."""

    name: str
    addressee: str
    argument: str


def typed_command(text: str) -> Typed | None:
    """None for what is no command: «/etc/hosts» and «/ Не работает» are words, «/take!» is a command."""
    if not text.startswith("/") or text.startswith("//"):
        return None
    head, _, argument = re.sub(r"\s", " ", text[1:], count=1).partition(" ")
    name, _, addressee = head.rstrip(_MARKS).partition("@")
    return Typed(name.lower(), addressee, argument.strip()) if _NAME.fullmatch(name) else None
