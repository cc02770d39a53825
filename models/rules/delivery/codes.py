"""How many codes people are sent to prove an address, and how many wrong ones they may say. Pure.

Counted by the person who asks and by what is guessed at (the address, a contract): whoever guesses at one address
with many accounts gets no further than with one.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

DAY: Final = timedelta(days=1)
#: How long a code is good for.
VALID_FOR: Final = timedelta(minutes=15)
#: How long a link is.
LINK_VALID_FOR: Final = timedelta(hours=1)
#: Before another one goes: whoever presses twice has not waited for the first.
AGAIN_AFTER: Final = timedelta(minutes=1)
#: Wrong ones before a code is good for nothing.
TRIES: Final = 3
DIGITS: Final = 6

_CODE: Final = re.compile(r"\d{3}[ -]?\d{3}")


@dataclass(frozen=True)
class Limit:
    """In a day."""

    codes: int
    wrong: int


OF_PERSON: Final = Limit(codes=8, wrong=12)
OF_TARGET: Final = Limit(codes=5, wrong=9)


@dataclass(frozen=True)
class Count:
    """Of the day before now. codes: given out. wrong: said."""

    codes: int = 0
    wrong: int = 0

    def is_within(self, limit: Limit) -> bool:
        return self.codes < limit.codes and self.wrong < limit.wrong


def code_in(text: str) -> str | None:
    """Six digits, whole or in two halves, when nothing else was said; None: it is no code."""
    said = text.strip().strip(".").strip()
    if not said.isascii() or not _CODE.fullmatch(said):
        return None
    return said.replace(" ", "").replace("-", "")
