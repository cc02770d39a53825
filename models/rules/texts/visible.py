"""Which characters people see. Pure. Source: the Unicode Standard, general categories and ignorable characters."""

import unicodedata
from typing import Final

#: Joins emoji into one, and letters of some scripts.
ZERO_WIDTH_JOINER: Final = "\u200d"
#: Letters and signs with an empty picture: fillers of Hangul, a blank of Braille, vowels of Khmer, a null notehead.
_EMPTY: Final = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f\U0001d159")
#: Pictures of an emoji are chosen by them; they stay with what they stand behind.
_SELECTORS: Final = frozenset("\ufe0e\ufe0f")


def is_hidden(character: str) -> bool:
    """Takes no room, or shows nothing, and no visible character needs it."""
    if character in _EMPTY:
        return True
    if character == ZERO_WIDTH_JOINER or character in _SELECTORS:
        return False
    return unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0d"


def is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc"


def is_seen(character: str) -> bool:
    """A letter, a digit, a sign or a picture; marks alone are none."""
    return unicodedata.category(character)[0] not in "CZM" and character not in _EMPTY
