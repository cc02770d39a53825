"""Telephone numbers in the ways that people and networks write them."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.sms.phone_numbers import REGIONS, last_ten, normal_number, shown_number

ANNA = "+79991234567"


@pytest.mark.parametrize(
    "written",
    [
        "+79991234567",
        "+7 (999) 123-45-67",
        "8 (999) 123-45-67",
        "89991234567",
        "79991234567",
        "9991234567",
        "  8-999-123-45-67\n",
        "+7\u00a0999\u00a0123–45–67",
        "8.999.123.45.67",
        "+8 999 123 45 67",
        "8 10 7 999 123 45 67",
    ],
)
def test_one_russian_phone_has_many_spellings(written: str) -> None:
    assert normal_number(written) == ANNA


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("8 10 49 30 123456", "+4930123456"),
        ("+49 30 123456", "+4930123456"),
        ("8 701 123 45 67", "+77011234567"),
        ("+7 (999) 000-00-00", "+79990000000"),
        ("+79000000001", "+79000000001"),
        ("8 (495) 000-00-00", "+74950000000"),
    ],
)
def test_other_countries_and_landlines(written: str, number: str | None) -> None:
    assert normal_number(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "+",
        "900",
        "112",
        "*100#",
        "7878",
        "22-15-44",
        "MTS",
        "Sber900",
        "InternetSMS",
        "1-800-FLOWERS",
        "89991234567 доб. 5",
        "+7999",
        "12.03.2026",
        "0000000000",
        "+000",
        "9" * 40,
        "(((((",
    ],
)
def test_names_short_codes_and_other_digits_are_no_numbers_of_people(written: str) -> None:
    assert normal_number(written) is None


def test_without_a_plus_the_region_decides() -> None:
    assert normal_number("030 123456", "DE") == "+4930123456"
    assert normal_number("030 123456", "RU") is None
    assert normal_number("12345", "DE") is None


@given(st.text(max_size=30) | st.text(alphabet="+0123456789 -()", max_size=20), st.sampled_from(sorted(REGIONS)))
def test_whatever_is_written_the_answer_is_a_number_in_its_one_form_or_none(written: str, region: str) -> None:
    number = normal_number(written, region)
    if number is not None:
        assert number[0] == "+"
        assert number[1:].isdecimal()
        assert normal_number(number, region) == number


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (ANNA, "+7 999 123-45-67"),
        ("+4930123456", "+49 30 123456"),
        ("900", "900"),
        ("MTS", "MTS"),
        ("", ""),
        ("+", "+"),
    ],
)
def test_a_number_is_shown_as_people_read_it(number: str, shown: str) -> None:
    assert shown_number(number) == shown


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (ANNA, "89991234567", True),
        (ANNA, "9991234567", True),
        (ANNA, "+79991234568", False),
        ("900", "900", True),
        ("900", "7900", False),
        ("MTS", "mts", True),
        ("MTS", "Beeline", False),
        ("Sber900", "900", False),
        ("", ANNA, False),
    ],
)
def test_networks_spell_the_same_phone_differently(one: str, other: str, same: bool) -> None:
    assert (last_ten(one) == last_ten(other)) is same


def test_the_last_ten_digits_are_what_stays() -> None:
    assert last_ten("8 (999) 123-45-67") == last_ten(ANNA) == "9991234567"


@given(st.from_regex(r"\+79[0-9]{9}", fullmatch=True))
def test_a_russian_mobile_is_read_as_the_library_reads_it(raw: str) -> None:
    parsed = phonenumbers.parse(raw)
    assert phonenumbers.is_possible_number(parsed)
    assert normal_number(raw) == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == raw
