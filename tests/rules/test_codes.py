"""What counts as a code, and how many there may be."""

import pytest

from models.rules.delivery.codes import Count, Limit, code_in


@pytest.mark.parametrize("said", ["482913", " 482913 ", "482913.", "482 913", "482-913"])
def test_six_digits_are_a_code_as_people_type_them(said: str) -> None:
    assert code_in(said) == "482913"


@pytest.mark.parametrize("said", ["48291", "4829130", "код 482913", "4829 13", "", "٤٨٢٩١٣", "48291З", "№482913"])
def test_anything_else_is_words(said: str) -> None:
    assert code_in(said) is None


def test_a_day_has_so_many_codes_and_so_many_wrong_ones() -> None:
    limit = Limit(codes=2, wrong=3)
    assert Count(1, 2).is_within(limit)
    assert not Count(2, 0).is_within(limit)
    assert not Count(0, 3).is_within(limit)
