"""Whether a phone may get an SMS that nobody typed: a confirmation, a list, a status (REQUIREMENTS F7).

Whoever sends texts from a premium number or a short code would be paid by our answers. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from phonenumbers import PhoneNumber, PhoneNumberType, is_possible_number_for_type, number_type
from phonenumbers import region_code_for_country_code as main_region
from phonenumbers import region_code_for_number as region_of

from models.rules.sms.phone_numbers import may_be_texted, parsed_number

#: SMS that nobody typed and that go at once to one phone. Whoever texts us pays for one SMS, we pay for ours.
MAX_AUTOMATIC_PARTS: Final = 3
_SHORT_CODE_DIGITS: Final = 6
_PREMIUM = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)
#: Mobile phones of Abkhazia: the tables give the range to Russia, and an SMS there costs what one abroad does.
_ABROAD: Final = ("+7940",)
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


class Hold(StrEnum):
    """Why no automatic SMS goes."""

    NO_NUMBER = "no_number"  # a name, or a number that was withheld: nothing can be sent there at all
    ODD_NUMBER = "odd_number"  # a short code, a premium or satellite number, a landline, another country
    STOPPED = "stopped"  # the last that came from there was «СТОП»
    CHANGED_HANDS = "changed_hands"  # the phone was silent for long, and somebody else may have it now
    PHONE_LIMIT = "phone_limit"  # the phone has got as many automatic SMS today as the regulation allows
    AUTOMATIC_LIMIT = "automatic_limit"  # the SIM has sent as many automatic SMS today as the regulation allows
    LIMIT = "limit"  # the same of all SMS


class Oddness(StrEnum):
    """What is odd about a number that gets no automatic SMS, as staff are told it."""

    SHORT_CODE = "short_code"
    PREMIUM = "premium"
    ABROAD = "abroad"  # of no country of the regulation; satellite telephones too
    LANDLINE = "landline"
    NO_MOBILE = "no_mobile"


LIMITS = (Hold.AUTOMATIC_LIMIT, Hold.LIMIT)


@dataclass(frozen=True)
class PhoneFacts:
    """What the decision rests on. address: E.164, or as the network gave it.

    stopped: the phone asked for no more. changed_hands: it is somebody else's by now than who the SMS is for.
    countries: ISO 3166, of the regulation. automatic_left, left: SMS that the SIM may still send today.
    phone_left: automatic SMS that the phone may still get today.
    """

    address: str
    countries: Sequence[str]
    automatic_left: int = 1
    left: int = 1
    phone_left: int = 1
    stopped: bool = False
    changed_hands: bool = False


def hold_of(phone: PhoneFacts, parts: int = 1) -> Hold | None:
    """None: an automatic message of so many SMS may go, all of it."""
    number = number_hold(phone.address, phone.countries)
    if number is not None:
        return number
    if phone.changed_hands:
        return Hold.CHANGED_HANDS
    if phone.stopped:
        return Hold.STOPPED
    if phone.phone_left < parts:
        return Hold.PHONE_LIMIT
    if phone.automatic_left < parts:
        return Hold.AUTOMATIC_LIMIT
    return Hold.LIMIT if phone.left < parts else None


def number_hold(address: str, countries: Sequence[str]) -> Hold | None:
    if not may_be_texted(address):
        return Hold.NO_NUMBER
    number = parsed_number(address) if address.startswith("+") and not address.startswith(_ABROAD) else None
    return None if number is not None and _is_mobile_of(number, countries) else Hold.ODD_NUMBER


def oddness(address: str, countries: Sequence[str]) -> Oddness:
    """Of an address that `number_hold` calls odd."""
    if not address.startswith("+"):
        return Oddness.SHORT_CODE if len(address) <= _SHORT_CODE_DIGITS else Oddness.NO_MOBILE
    number = parsed_number(address)
    if number is None:
        return Oddness.NO_MOBILE
    kind = number_type(number)
    if kind in _PREMIUM:
        return Oddness.PREMIUM
    if address.startswith(_ABROAD) or (region_of(number) or main_region(number.country_code or 0)) not in countries:
        return Oddness.ABROAD
    return Oddness.LANDLINE if kind == PhoneNumberType.FIXED_LINE else Oddness.NO_MOBILE


def _is_mobile_of(number: PhoneNumber, countries: Sequence[str]) -> bool:
    """Also one of a range that is younger than our tables, when it has the length of a mobile number there."""
    kind = number_type(number)
    if kind == PhoneNumberType.UNKNOWN:
        possible = is_possible_number_for_type(number, PhoneNumberType.MOBILE)
        return possible and main_region(number.country_code or 0) in countries
    return kind in _MOBILE and region_of(number) in countries
