"""Spans as written and as read; texts in several languages; Russian plurals."""

from datetime import timedelta

import pytest

from models.rules.texts.localised import Localised, plural_ru
from models.rules.texts.spans import after_span, parse_span, span_in_words


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("0m", 0), ("30m", 1800), ("4h", 14400), ("1h30m", 5400), ("1h 30m", 5400), ("90s", 90), (" 2h ", 7200)],
)
def test_a_span_is_read(written: str, seconds: int) -> None:
    assert parse_span(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written", ["", " ", "3d", "30", "m", "1.5h", "-1h", "30m1h", "1ч", "10001h", "99999999999h"]
)
def test_anything_else_is_not_a_span(written: str) -> None:
    with pytest.raises(ValueError):
        parse_span(written)


@pytest.mark.parametrize(
    ("seconds", "russian", "english"),
    [
        (0, "0 минут", "0 minutes"),
        (60, "1 минута", "1 minute"),
        (3600, "1 час", "1 hour"),
        (2 * 3600 + 120, "2 часа 2 минуты", "2 hours 2 minutes"),
        (11 * 3600, "11 часов", "11 hours"),
        (21 * 3600 + 5, "21 час 5 секунд", "21 hours 5 seconds"),
    ],
)
def test_a_span_is_told_in_words(seconds: int, russian: str, english: str) -> None:
    span = timedelta(seconds=seconds)
    assert (span_in_words(span, "ru"), span_in_words(span, "en")) == (russian, english)


def test_after_a_span_has_its_own_case_in_russian() -> None:
    assert after_span(timedelta(minutes=21), "ru") == "через 21 минуту"
    assert after_span(timedelta(minutes=21), "en") == "after 21 minutes"


@pytest.mark.parametrize(
    ("count", "word"),
    [
        (0, "часов"),
        (1, "час"),
        (2, "часа"),
        (5, "часов"),
        (11, "часов"),
        (14, "часов"),
        (21, "час"),
        (111, "часов"),
    ],
)
def test_russian_plurals(count: int, word: str) -> None:
    assert plural_ru(count, "час", "часа", "часов") == word


def test_a_missing_language_falls_back_to_the_first_one() -> None:
    text = Localised({"ru": "Да", "en": "Yes"})
    assert (text.in_("en"), text.in_("de")) == ("Yes", "Да")


def test_a_text_is_a_value_that_can_be_compared_and_kept_in_a_set() -> None:
    one, same = Localised({"ru": "Да", "en": "Yes"}), Localised({"ru": "Да", "en": "Yes"})
    assert len({one, same}) == 1


def test_a_text_in_no_language_is_refused() -> None:
    with pytest.raises(ValueError):
        Localised({})
