"""What one cell of a sheet of contracts says; or what is wrong with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from models.rules.contracts.columns import Column, folded
from models.rules.contracts.numbers import LONGEST, normal_number, shown_number
from models.rules.contracts.standing import ACTIVE, ALL, ENDED, LEGAL, OWN, PERSON, SUSPENDED
from models.rules.sms import phone_numbers
from models.rules.texts.localised import Localised, both
from models.rules.texts.problems import did_you_mean, near_word

#: As long as a person's name is kept, and an e-mail address.
LONGEST_NAME: Final = 200
LONGEST_EMAIL: Final = 254
_MOST_PHONES: Final = 10

_MOST_REMEMBERED: Final = 2000
_OF_FEW_WORDS: Final = frozenset(
    (Column.TIER, Column.CLIENT, Column.STATE, Column.PAID_UNTIL, Column.SEES, Column.MAY_CHANGE)
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_WORDS: Final[Mapping[Column, Mapping[str, tuple[str, ...]]]] = {
    Column.CLIENT: {
        PERSON: ("физлицо", "person", "физическое лицо", "физ. лицо", "individual"),
        LEGAL: ("юрлицо", "legal entity", "юридическое лицо", "юр. лицо", "legal", "company"),
    },
    Column.STATE: {
        ACTIVE: ("действует", "active", "действующий", "активен", "активный"),
        SUSPENDED: ("приостановлен", "suspended", "приостановлено"),
        ENDED: ("прекращён", "ended", "расторгнут", "закрыт", "завершен", "расторжен", "закончен"),
    },
    Column.SEES: {OWN: ("свои", "own", "только свои"), ALL: ("все", "all")},
    Column.MAY_CHANGE: {"yes": ("да", "yes", "1", "true", "+"), "no": ("нет", "no", "0", "false", "-")},
}
_AS_NUMBER_OF_A_TABLE: Final = re.compile(r"\d+(?:[.,]\d+)?[eEеЕ]\+?\d+")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]0?0:00(?::00)?)?")
_RUSSIAN: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: 0?0:00(?::00)?)?")
_YEARS: Final = range(1990, 2200)
_EMAIL: Final = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+")
_MARKED: Final = ("=", "+", "-", "@", "\t", "\r", "'")
_TEXT_FORMULA: Final = re.compile(r'="([^"]*)"')


class BadCell(Exception):
    """allowed: what may stand there instead."""

    def __init__(self, allowed: Localised) -> None:
        super().__init__(allowed.in_("en"))
        self.allowed = allowed


@dataclass(frozen=True)
class Reader:
    """tiers: of the regulation, id → title. region: of phone numbers without «+» (ISO 3166)."""

    tiers: Mapping[str, Localised]
    region: str = "RU"
    #: Cells of columns with few words were read before, mostly.
    _read: dict[tuple[Column, str], Any] = field(default_factory=dict)

    def read(self, column: Column, text: str) -> Any:
        """None for an empty cell. Raises BadCell."""
        if column not in _OF_FEW_WORDS:
            return self._value(column, text)
        known = (column, text)
        if known not in self._read:
            if len(self._read) >= _MOST_REMEMBERED:
                self._read.clear()
            self._read[known] = self._value(column, text)
        return self._read[known]

    def _value(self, column: Column, text: str) -> Any:
        plain = unmarked(text)
        if _is_formula(text):
            raise BadCell(both("значение, а не формула", "a value, not a formula"))
        if _CONTROL.search(plain):
            raise BadCell(both("текст без управляющих символов", "text without control characters"))
        return _READERS.get(column, _word)(self, column, plain) if plain else None

    def allowed_tiers(self) -> Localised:
        if not self.tiers:
            return both("ничего (в регламенте их нет)", "nothing (the regulation has none)")
        names = {language: _listed(self.tiers, language) for language in ("ru", "en")}
        return both(names["ru"], names["en"])


def unmarked(text: str) -> str:
    """Without what marks a cell as text for a table: the apostrophe that our own export sets, `="00123"`."""
    plain = _bare(text)
    if plain[:1] == "'" and plain[1:2] in _MARKED:
        return plain[1:].strip()
    found = _TEXT_FORMULA.fullmatch(plain)
    return found[1].strip() if found else plain


def _is_formula(text: str) -> bool:
    """What is marked as text is none, whatever it looks like: people call themselves so in messengers."""
    plain = _bare(text)
    return plain.startswith("=") and not _TEXT_FORMULA.fullmatch(plain)


def _bare(text: str) -> str:
    return text.strip().removeprefix("\ufeff")


def has_words(column: Column) -> bool:
    return column in _WORDS


def word_for(column: Column, value: str, language: str) -> str:
    """As an export writes a value."""
    return _WORDS[column][value][0 if language == "ru" else 1]


def _listed(tiers: Mapping[str, Localised], language: str) -> str:
    return ", ".join(f"{tier} ({title.in_(language)})" for tier, title in tiers.items())


def _word(_: Reader, column: Column, text: str) -> str:
    known = {folded(word): value for value, words in _WORDS[column].items() for word in words}
    value = known.get(folded(text))
    if value is None:
        pairs = [words[:2] for words in _WORDS[column].values()]
        allowed = both(", ".join(pair[0] for pair in pairs), ", ".join(pair[1] for pair in pairs))
        raise BadCell(did_you_mean(allowed, near_word(folded(text), known)))
    return value


def _number(_: Reader, __: Column, text: str) -> str:
    if _AS_NUMBER_OF_A_TABLE.fullmatch(text):
        raise BadCell(both("номер целиком: таблица его сократила", "the whole number: a spreadsheet shortened it"))
    if not normal_number(text) or len(shown_number(text)) > LONGEST:
        raise BadCell(both(f"номер, не длиннее {LONGEST} знаков", f"a number of at most {LONGEST} characters"))
    return shown_number(text)


def _tier(reader: Reader, _: Column, text: str) -> str:
    names = {folded(tier): tier for tier in reader.tiers}
    for tier, title in reader.tiers.items():
        names |= {folded(one): tier for one in title.texts.values()}
    found = names.get(folded(text))
    if found is None:
        raise BadCell(did_you_mean(reader.allowed_tiers(), near_word(folded(text), names)))
    return found


def _day(_: Reader, __: Column, text: str) -> date:
    iso, russian = _ISO.fullmatch(text), _RUSSIAN.fullmatch(text)
    parts = iso.groups() if iso else russian.groups()[::-1] if russian else ()
    try:
        year, month, day = (int(part) for part in parts)
        if year in _YEARS:
            return date(year, month, day)
    except ValueError:
        pass
    raise BadCell(both("дата, например 31.12.2026 или 2026-12-31", "a date, such as 31.12.2026 or 2026-12-31"))


def _name(_: Reader, __: Column, text: str) -> str:
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME:
        raise BadCell(both(f"не длиннее {LONGEST_NAME} знаков", f"at most {LONGEST_NAME} characters"))
    return name


def _phones(reader: Reader, _: Column, text: str) -> tuple[str, ...]:
    if _AS_NUMBER_OF_A_TABLE.fullmatch(text):
        raise BadCell(both("номер целиком: таблица его сократила", "the whole number: a spreadsheet shortened it"))
    numbers = [
        phone_numbers.normal_number(part, reader.region) for part in re.split(r"[,;\n]+", text) if part.strip()
    ]
    if not numbers or None in numbers or len(numbers) > _MOST_PHONES:
        raise BadCell(
            both(
                f"номера через запятую (до {_MOST_PHONES}), например +7 999 123-45-67",
                f"numbers with commas (up to {_MOST_PHONES}), such as +7 999 123-45-67",
            )
        )
    return tuple(dict.fromkeys(number for number in numbers if number))


def _email(_: Reader, __: Column, text: str) -> str:
    parts = [part.strip() for part in re.split(r"[,;\s]+", text) if part.strip()]
    joined = ", ".join(parts)
    if len(joined) > LONGEST_EMAIL or not all(_EMAIL.fullmatch(part) for part in parts):
        raise BadCell(both("адрес вида name@example.org", "an address such as name@example.org"))
    return joined


_READERS: Final[Mapping[Column, Callable[[Reader, Column, str], Any]]] = {
    Column.NUMBER: _number,
    Column.TIER: _tier,
    Column.PAID_UNTIL: _day,
    Column.PERSON: _name,
    Column.PHONE: _phones,
    Column.EMAIL: _email,
}
ORDER: Final[Sequence[Column]] = tuple(Column)
