"""Quiet hours as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.delivery.quiet_hours import QuietHours
from models.rules.delivery.quiet_words import quiet_hours_in, shown_hours


@pytest.mark.parametrize(
    "said",
    [
        "22:00–8:00",
        "22-8",
        "22.00 - 08.00",
        "с 22 до 8",
        "с 22:00 до 8:00",
        "22 — 8 ч",
        "from 22 to 8",
        "с 22 до 8 часов.",
    ],
)
def test_ten_in_the_evening_to_eight_is_written_in_many_ways(said: str) -> None:
    assert quiet_hours_in(said) == QuietHours(22 * 60, 8 * 60)


@pytest.mark.parametrize(
    "said", ["", "22", "25-8", "22:60-8", "ночью", "22-22", "0-24", "22-8 и 13-14", "+7 999 123-45-67"]
)
def test_anything_else_is_no_span(said: str) -> None:
    assert quiet_hours_in(said) is None


@given(st.integers(0, 1439), st.integers(0, 1439))
def test_what_is_shown_is_read_back(begins: int, ends: int) -> None:
    if begins != ends:
        assert quiet_hours_in(shown_hours(QuietHours(begins, ends))) == QuietHours(begins, ends)


@given(st.text(max_size=50))
def test_nothing_that_is_typed_breaks_it(said: str) -> None:
    quiet_hours_in(said)
