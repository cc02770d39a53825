"""What a ticket is called: in the list of topics, in lists of tickets, on buttons."""

import re
from typing import Final

from models.phrases.catalogue import say
from models.rules.texts.content import TOPIC_NAME_LIMIT, clip, one_line

_NOTE: Final = re.compile(r"\[.*\]\s*")


def topic_name(number: int, kind_title: str, requester_name: str, text: str, language: str = "ru") -> str:
    """What agents see in the list of topics: number, who, the beginning of what they wrote or the kind."""
    title = one_line(text) or one_line(kind_title)
    name = clip(one_line(requester_name), 40) or say(language, "card.no_name")
    return clip(say(language, "card.topic_name", number=number, name=name, title=title), TOPIC_NAME_LIMIT)


def ticket_title(text: str, kind_title: str, limit: int = 80) -> str:
    """What a ticket is called in lists and on buttons: the beginning of its text, or its kind.

    Notes below the text, lines in square brackets (bot/sms/shown.py), would take the room of the person's words.
    """
    words = [line for line in text.splitlines() if not _NOTE.fullmatch(line)]
    return clip(one_line("\n".join(words)) or one_line(text), limit) or clip(one_line(kind_title), limit)
