"""Whether an SMS asks us to text no more. Pure."""

import re
from typing import Final

_WORDS: Final = {
    "стоп", "стоп стоп", "стоп смс", "стоп sms", "отписаться", "отписка", "отпишите", "отпишите меня",
    "stop", "stop stop", "stop all", "stopall", "stop sms", "unsubscribe", "opt out",
}  # fmt: skip
_NO_LETTER: Final = re.compile(r"[\W_]+")


def says_stop(text: str) -> bool:
    """Only the whole message counts: «стоп-кран сломался» is a request."""
    return len(text) <= 40 and " ".join(_NO_LETTER.sub(" ", text.casefold()).split()) in _WORDS
