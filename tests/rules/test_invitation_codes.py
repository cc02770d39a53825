"""Codes of invitations, as people type them."""

import pytest

from models.rules.requests.invitation_codes import ALPHABET, code_in, in_groups

CODE = "ACEH-KMPT-XY34-679A"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "  aceh-kmpt-xy34-679a ",
        "ACEHKMPTXY34679A",
        "aceh kmpt xy34 679a",
        "ACEH–KMPT–XY34–679A",
        "асен-кмрт-ху34-679а",  # all of it in Cyrillic letters
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert code_in(typed) == CODE


@pytest.mark.parametrize(
    "typed", ["", "ACEH-KMPT-XY34", f"{CODE}A", "Нет интернета", "ABCD-ABCD-ABCD-ABCD", "A" * 5000]
)
def test_what_is_no_code_is_words(typed: str) -> None:
    assert code_in(typed) is None


def test_nothing_in_a_code_looks_like_something_else_in_it() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert not set(ALPHABET) & set("B8D0OQI1LS5Z2GUVWJFNR")
    assert in_groups("ACEHKMPTXY34679A") == CODE
