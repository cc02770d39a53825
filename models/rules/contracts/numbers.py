"""Numbers of contracts as people write them, and the form in which two spellings of one number are the same."""

import unicodedata
from typing import Final

LONGEST: Final = 64
#: Letters that look alike in both alphabets: nobody sees in which one «СТ-12» was typed.
_ALIKE: Final = str.maketrans("авекмнорстух", "abekmhopctyx")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_SIGNS: Final = str.maketrans("", "", "№#")


def normal_number(written: str) -> str:
    """«№ СТ – 12» and «ct-12» are one number. Dashes stay, as 1-23 and 12-3 are two.

    Empty for what is no number: longer than 64 characters, without a letter or a digit, or with unseen characters.
    """
    text = unicodedata.normalize("NFKC", written.translate(_SIGNS)).casefold().translate(_ALIKE).translate(_DASHES)
    number = "".join(text.split())
    fits = number.isprintable() and len(number) <= LONGEST and any(one.isalnum() for one in number)
    return number if fits else ""


def shown_number(written: str) -> str:
    """As it is kept: without «№», and without spaces around it."""
    return " ".join(written.strip().lstrip("№#").split())
