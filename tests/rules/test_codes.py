"""What counts as a code, and how many there may be."""

import pytest

from models.rules.delivery.codes import Count, Limit, code_in


@pytest.mark.parametrize(
    "said",
    [
        "482913", " 482913 ", "482913.", "482 913", "482-913", "48 29 13", "4 8 2 9 1 3", "482\u00a0913", "482–913",
        "«482913»", "\u200e482913\u200f",
    ],
)  # fmt: skip
def test_six_digits_are_a_code_as_people_type_them(said: str) -> None:
    assert code_in(said) == "482913"


@pytest.mark.parametrize("said", ["٤٨٢٩١٣", "۴۸۲۹۱۳", "４８２９１３", "४८२९१३", "٤٨٢ ٩١٣"])
def test_digits_of_other_scripts_are_digits(said: str) -> None:
    assert code_in(said) == "482913"


@pytest.mark.parametrize(
    "said",
    [
        "код 482913", "Код: 482913", "вот код 482913", "мой код - 482 913", "482913 код", "КОД482913", "код «482913»",
        "Code 482913", "my code is 482913", "the code: 482913!",
    ],
)  # fmt: skip
def test_people_say_that_it_is_the_code(said: str) -> None:
    assert code_in(said) == "482913"


@pytest.mark.parametrize(
    "said",
    [
        "48291", "4829130", "482913 4", "", "код", "48291З", "№482913", "+482913", "счёт 482913", "482.913",
        "482,913", "код домофона 482913", "это не код 482913", "кодом 482913", "x" * 100 + "482913", "²82913",
        "1-1-1-1-1", "код 482913 не приходит",
    ],
)  # fmt: skip
def test_anything_else_is_words(said: str) -> None:
    assert code_in(said) is None


def test_a_day_has_so_many_codes_and_so_many_wrong_ones() -> None:
    limit = Limit(codes=2, wrong=3)
    assert Count(1, 2).is_within(limit)
    assert not Count(2, 0).is_within(limit)
    assert not Count(0, 3).is_within(limit)
