"""How many codes people are sent to prove an address, and how many wrong ones they may say. Pure.

Counted by the person who asks, by what is guessed at (the address, a contract), and by both: whoever guesses at one
address with many accounts gets hardly further than with one, and whoever asks with one account leaves some to others.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from models.rules.texts.visible import is_hidden

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
#: What a link ends with, as short as a button has room for: so many bytes.
LINK_BYTES: Final = 15
LINK_CODE: Final = re.compile(rf"(?<![0-9a-f])[0-9a-f]{{{2 * LINK_BYTES}}}(?![0-9a-f])")

_WORDS: Final = r"(?:(?:вот|мой|это|код|here|this|is|my|the|code)[\s:=,«\"“-]*)*"
_CODE: Final = re.compile(
    rf"{_WORDS}(?P<digits>\d(?:[\s-]?\d){{{DIGITS - 1}}})(?:[\s-]*(?:код|code))?", re.IGNORECASE
)
#: What people, or what they copy from, put round it.
_ROUND_IT: Final = " \t\n.,;!«»\"'“”()"
_LONGEST: Final = 40
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


@dataclass(frozen=True)
class Limit:
    """In a day."""

    codes: int
    wrong: int


OF_PERSON: Final = Limit(codes=8, wrong=12)
OF_TARGET: Final = Limit(codes=5, wrong=9)
#: Of one person at one address, and at one thing that addresses are found by, such as a contract: it takes three of
#: them to use up what there is for all.
OF_ASKER_AT_TARGET: Final = Limit(codes=3, wrong=9)
OF_ASKER_AT_THING: Final = Limit(codes=2, wrong=6)


@dataclass(frozen=True)
class Count:
    """Of the day before now. codes: given out. wrong: said."""

    codes: int = 0
    wrong: int = 0

    def is_within(self, limit: Limit) -> bool:
        return self.codes < limit.codes and self.wrong < limit.wrong


def code_in(text: str) -> str | None:
    """Six digits, however they are grouped and in whichever digits they are typed, when nothing else was said than
    that it is the code; None: it is none.
    """
    if len(text) > _LONGEST:
        return None
    seen = "".join(sign for sign in text if not is_hidden(sign))
    said = seen.translate(_DASHES).strip(_ROUND_IT)
    found = _CODE.fullmatch(said)
    if found is None:
        return None
    return "".join(str(unicodedata.decimal(sign)) for sign in found["digits"] if sign.isdecimal())
