"""A choice with its label, and rows of them."""

from bot.conversation.turn import Choice
from models.phrases.catalogue import say
from models.rules.texts.content import clip, one_line

_LABEL_LIMIT = 60
Rows = tuple[tuple[Choice, ...], ...]


def button(language: str, key: str, phrase: str, **facts: object) -> Choice:
    return named(key, say(language, phrase, **facts))


def named(key: str, label: str) -> Choice:
    return Choice(key, clip(one_line(label), _LABEL_LIMIT))
