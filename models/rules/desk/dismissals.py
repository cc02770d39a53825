"""Why a ticket was no request at all, and how staff say so."""

from typing import Final, Literal

Reason = Literal["spam", "advertising", "wrong_number"]

REASONS: Final[tuple[Reason, ...]] = ("spam", "advertising", "wrong_number")
_WORDS: Final[dict[str, Reason]] = {
    "": "spam", "спам": "spam", "spam": "spam",
    "реклама": "advertising", "рекламу": "advertising", "advertising": "advertising", "ads": "advertising",
    "ad": "advertising", "advertisement": "advertising",
    "ошиблись номером": "wrong_number", "ошибся номером": "wrong_number", "ошиблась номером": "wrong_number",
    "ошиблись": "wrong_number", "не туда": "wrong_number", "номером ошиблись": "wrong_number",
    "wrong number": "wrong_number", "wrong": "wrong_number",
}  # fmt: skip


def reason_in(typed: str) -> tuple[Reason, str]:
    """What was typed after `/spam`: the reason, and further words that explain it."""
    folded = " ".join(typed.casefold().replace("ё", "е").split()).strip(" .,!")
    known = _WORDS.get(folded)
    return (known, "") if known is not None else ("spam", typed.strip())


def is_reason(text: str) -> bool:
    return text in REASONS
