"""Codes of invitations: what they look like, and how one is read that somebody typed."""

import re
from typing import Final

#: Nothing in it looks like something else in it, in Latin or in Cyrillic.
ALPHABET: Final = "ACEHKMPTXY34679"
GROUPS: Final = 4
LETTERS: Final = 4
#: Letters that people take for ours, or that their keyboard writes in place of them.
_MEANT: Final = str.maketrans("АСЕНКМРТХУЗ", "ACEHKMPTXY3")
_CODE: Final = re.compile(rf"(?:[{ALPHABET}]{{{LETTERS}}}-?){{{GROUPS - 1}}}[{ALPHABET}]{{{LETTERS}}}")
_LONGEST: Final = 40


def in_groups(letters: str) -> str:
    """«ACEH-KMPT-XY34-679A»: as it is told and typed, and as a link carries it."""
    return "-".join(letters[start : start + LETTERS] for start in range(0, GROUPS * LETTERS, LETTERS))


def code_in(text: str) -> str | None:
    """The code that the whole text is, as `in_groups` writes it, or None."""
    if len(text) > _LONGEST:
        return None
    typed = re.sub(r"[\s–—]+", "-", text.strip()).upper().translate(_MEANT)
    return in_groups(typed.replace("-", "")) if _CODE.fullmatch(typed) else None
