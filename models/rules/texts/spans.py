"""Spans of time as the regulation writes them (`1h30m`) and as people read them."""

import re
from datetime import timedelta
from typing import Final, Literal

from models.rules.texts.localised import plural_ru

#: Of Russian words: «прошёл 1 час», «в течение 1 часа», «через 1 минуту».
Case = Literal["nominative", "genitive", "accusative"]
LONGEST: Final = timedelta(hours=10_000)
_WRITTEN = re.compile(r"(?:(\d{1,6})h)?\s*(?:(\d{1,6})m)?\s*(?:(\d{1,6})s)?")


def parse_span(text: str) -> timedelta:
    """`30m`, `4h`, `1h30m`, `90s`; `0m` is zero.

    There is no unit for days: how long a working day is, only a calendar knows.
    Raises ValueError for anything else and for more than 10 000 hours.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if not match or not any(part is not None for part in match.groups()):
        raise ValueError(f"not a span: {text!r}")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if span > LONGEST:
        raise ValueError(f"longer than 10 000 hours: {text!r}")
    return span


def span_in_words(span: timedelta, language: str, *, case: Case = "nominative") -> str:
    """`1 час 30 минут`, `1 hour 30 minutes`; parts below a second are dropped."""
    return _words(span, _RUSSIAN[case] if language == "ru" else _ENGLISH, language)


def after_span(span: timedelta, language: str) -> str:
    """`через 1 минуту`, `after 1 minute`."""
    return ("через " if language == "ru" else "after ") + span_in_words(span, language, case="accusative")


_Forms = tuple[str, str, str]
_HOURS: Final = ("час", "часа", "часов")
_RUSSIAN: Final[dict[Case, tuple[_Forms, ...]]] = {
    "nominative": (_HOURS, ("минута", "минуты", "минут"), ("секунда", "секунды", "секунд")),
    "genitive": (
        ("часа", "часов", "часов"),
        ("минуты", "минут", "минут"),
        ("секунды", "секунд", "секунд"),
    ),
    "accusative": (_HOURS, ("минуту", "минуты", "минут"), ("секунду", "секунды", "секунд")),
}
_ENGLISH: Final[tuple[_Forms, ...]] = (
    ("hour", "hours", ""),
    ("minute", "minutes", ""),
    ("second", "seconds", ""),
)


def _words(span: timedelta, forms: tuple[_Forms, ...], language: str) -> str:
    total = int(span.total_seconds())
    counts = (total // 3600, total // 60 % 60, total % 60)
    counted = [(count, form) for count, form in zip(counts, forms, strict=True) if count] or [(0, forms[1])]
    return " ".join(f"{count} {_form(count, form, language)}" for count, form in counted)


def _form(count: int, forms: _Forms, language: str) -> str:
    if language == "ru":
        return plural_ru(count, *forms)
    return forms[0] if count == 1 else forms[1]
