"""Two spellings of one number of a contract are one contract."""

import pytest

from models.rules.contracts.numbers import LONGEST, normal_number, shown_number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("№ 123", "123"),
        ("12 345", "12345"),
        ("ct-12", "СТ–12"),
        ("CT-12", "№СТ-12"),
        ("Д-7/2024", "д‑7/2024"),
        ("１２３", "123"),
    ],
)
def test_spellings_of_one_number_are_one(one: str, other: str) -> None:
    assert normal_number(one) == normal_number(other) != ""


@pytest.mark.parametrize(("one", "other"), [("1-23", "12-3"), ("12.5", "125"), ("007", "7"), ("Д-7", "Ж-7")])
def test_numbers_that_differ_stay_two(one: str, other: str) -> None:
    assert normal_number(one) != normal_number(other)


@pytest.mark.parametrize("written", ["", "  ", "№", "---", "1" * (LONGEST + 1), "12\x003", "1\u200b2"])
def test_what_is_no_number_has_no_form(written: str) -> None:
    assert normal_number(written) == ""


def test_a_number_is_kept_as_it_was_written_without_its_sign() -> None:
    assert shown_number(" №  СТ – 12 ") == "СТ – 12"
