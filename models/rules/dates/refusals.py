"""Why a typed date was not taken, and what to type instead."""

from models.errors import OtklikError


class NotADate(OtklikError):
    """No date at the beginning of the text. Nothing is guessed.

    suggestions: what may be typed instead, each of them readable; also the fact `suggestions` of the phrase.
    """

    phrase = "date.not_understood"

    def __init__(self, *suggestions: str, **facts: object) -> None:
        super().__init__(suggestions=", ".join(f"«{text}»" for text in suggestions), **facts)
        self.suggestions = suggestions


class AmbiguousDate(NotADate):
    """It can be read in several ways; suggestions: the readings that are still ahead."""

    phrase = "date.ambiguous"


class NoSuchDate(NotADate):
    """31 April, 25:00, a time that the clocks jump over."""

    phrase = "date.none_such"


class PastDate(NotADate):
    """Not after now. said: that moment in words, where there is one."""

    phrase = "date.past"

    def __init__(self, *suggestions: str, said: str = "") -> None:
        super().__init__(*suggestions, at=said)
        if not said:
            self.phrase = "date.past_term"


class TooFar(NotADate):
    """More than 366 days ahead, or no working time before that."""

    phrase = "date.too_far"
