"""Telephone numbers as people write them and as networks report them, brought to one form (E.164)."""

import re
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, timezone

from models.rules.hours.time_zones import zone_names

REGIONS: Final[frozenset[str]] = frozenset(phonenumbers.SUPPORTED_REGIONS)
#: How the addresses begin of those who hide their number: each call has one of its own.
WITHHELD: Final = "withheld"
_WRITTEN: Final = re.compile(r"\s*\+?[\d\s().\-‐-―−/]+")
_DIALLED: Final = re.compile(r"\+?\d{3,15}")
_RUSSIAN_MOBILE: Final = re.compile(r"\+79[0-9]{9}")
_NOT_A_DIGIT: Final = re.compile(r"\D")


def normal_number(raw: str, region: str = "RU") -> str | None:
    """`+79991234567` for «+7…», «8 (999)…», «7999…», «999…» and, from abroad, «8 10 49…»; None for anything else.

    Names and short codes are None: they can't be answered as a person can. region: of numbers without «+»
    (ISO 3166, two letters). A number with «+» only needs a possible length, because new ranges appear
    before anybody's tables know them; one without has to exist, or a date would be a number too.
    """
    if not _WRITTEN.fullmatch(raw):
        return None
    raw = raw.strip()
    if raw.startswith("+79") and _RUSSIAN_MOBILE.fullmatch(raw):
        return raw  # as the library would say after a while; most numbers of a sheet are such
    if raw.startswith("+"):
        number = parsed_number(raw)
        if number is not None and phonenumbers.is_possible_number(number):
            return _e164(number)
        raw = raw.removeprefix("+")  # «+8 999 …», a common slip
    number = parsed_number(raw, region)
    return _e164(number) if number is not None and phonenumbers.is_valid_number(number) else None


def named_sender(name: str) -> str:
    """An alphanumeric sender, which may be spelled like anybody's number: such a one stands in «» from then on, is
    no number for any of these functions, and nobody's address but its own.
    """
    looks_alike = is_withheld(name) or (name != "" and not any(letter.isalpha() for letter in name))
    return f"«{name}»" if looks_alike else name


def withheld_address(call: str) -> str:
    """Nobody can be answered there. call: what tells this one from all others."""
    return f"{WITHHELD}:{call}"


def is_withheld(address: str) -> bool:
    """Once all who hide their number had one address together; their tickets are still there."""
    return address == WITHHELD or address.startswith(f"{WITHHELD}:")


def shown_number(number: str) -> str:
    """`+79991234567` → `+7 999 123-45-67`; names and short codes as they are."""
    parsed = parsed_number(number) if number.startswith("+") else None
    return number if parsed is None else phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def zone_of_number(number: str) -> str | None:
    """The IANA name of where the number is used; None where a number says too little, as a Russian mobile does."""
    parsed = parsed_number(number) if number.startswith("+") else None
    found = timezone.time_zones_for_number(parsed) if parsed is not None else ()
    return found[0] if len(found) == 1 and found[0] in zone_names() else None


def last_ten(number: str) -> str:
    """The digits that stay the same however a network writes the number; a name in small letters."""
    return _NOT_A_DIGIT.sub("", number)[-10:] if _WRITTEN.fullmatch(number) else number.casefold()


def may_be_texted(address: str) -> bool:
    """Whether an SMS can reach it: a number or a short code, but no name, and no number that was withheld."""
    return bool(_DIALLED.fullmatch(address))


def parsed_number(number: str, region: str | None = None) -> PhoneNumber | None:
    """None: no telephone number. region: of one without «+»."""
    try:
        return phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
