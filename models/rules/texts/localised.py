"""Texts of the regulation and of the rules themselves, in the languages that people read."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Language = Literal["ru", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("ru", "en")


@dataclass(frozen=True)
class Localised:
    """One text in one or more languages.

    texts: language → text, not empty. The first language is what a person gets whose own is missing.
    """

    texts: Mapping[str, str]

    def __post_init__(self) -> None:
        if not self.texts:
            raise ValueError("a localised text needs at least one language")
        object.__setattr__(self, "texts", MappingProxyType(dict(self.texts)))

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.texts.items())))

    def in_(self, language: str) -> str:
        text = self.texts.get(language)
        return next(iter(self.texts.values())) if text is None else text


def both(ru: str, en: str) -> Localised:
    """A text that the rules themselves say, always in both languages."""
    return Localised({"ru": ru, "en": en})


def plural_ru(count: int, one: str, few: str, many: str) -> str:
    """Which Russian form goes with the number: 1 час, 2 часа, 5 часов, 11 часов, 21 час."""
    tail = abs(count) % 100
    if 10 < tail < 20:
        return many
    if tail % 10 == 1:
        return one
    return few if 1 < tail % 10 < 5 else many
