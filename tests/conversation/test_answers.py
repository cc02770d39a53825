"""Answers to the questions of a kind."""

import pytest

from bot.conversation.answers import ANSWER_LIMIT, Wrong, found_in, phone_number, read_answer
from models.rules.regulation.parsing import Choice, RequestField
from models.rules.texts.localised import both

NAME = both("Поле", "Field")


def field(kind: str) -> RequestField:
    choices = (Choice(id="own", label=both("Свой", "My own")), Choice(id="rent", label=both("В аренде", "Rented")))
    return RequestField.model_validate(
        {"id": "f", "label": NAME, "question": NAME, "type": kind, "choices": choices if kind == "choice" else ()}
    )


@pytest.mark.parametrize(
    ("kind", "text", "stored"),
    [
        ("text", "  Тверская, 1  ", "Тверская, 1"),
        ("text", "я" * ANSWER_LIMIT, "я" * ANSWER_LIMIT),
        ("email", "Anna.P+x@Example.ORG", "Anna.P+x@example.org"),
        ("email", "<anna@example.org>", "anna@example.org"),
        ("email", "анна@почта.рф", "анна@почта.рф"),
        ("phone", "8 (912) 345-67-89", "+79123456789"),
        ("phone", "+7 912 345 67 89", "+79123456789"),
        ("phone", "9123456789", "+79123456789"),
        ("phone", "+1 (212) 555-0100", "+12125550100"),
        ("phone", "345-67-89", "3456789"),
        ("number", "00123", "00123"),
        ("number", "№ 1 234,50", "1234,50"),
        ("number", "-5", "-5"),
        ("choice", "свой", "own"),
        ("choice", "2", "rent"),
        ("choice", "rented", "rent"),
    ],
)
def test_what_is_accepted_and_how_it_is_kept(kind: str, text: str, stored: str) -> None:
    assert read_answer(field(kind), text, "ru") == stored


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text", "   "),
        ("text", "я" * (ANSWER_LIMIT + 1)),
        ("email", "anna"),
        ("email", "anna@example"),
        ("email", "anna@@example.org"),
        ("email", "a..b@example.org"),
        ("email", ".a@example.org"),
        ("email", "пишите на anna@example.org"),
        ("phone", "112"),
        ("phone", "нет"),
        ("phone", "+0 912 345 67 89"),
        ("phone", "8 912 345-67-8"),
        ("number", "двенадцать"),
        ("number", "12.34.56"),
        ("number", "1" * 41),
        ("number", "+"),
        ("choice", "чужой"),
        ("choice", "3"),
    ],
)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_is_refused_is_refused_with_a_reason(kind: str, text: str, language: str) -> None:
    answer = read_answer(field(kind), text, language)
    assert isinstance(answer, Wrong)
    assert answer.reason


def test_one_address_in_a_text_is_found_and_two_different_ones_are_not() -> None:
    assert found_in(field("email"), "Пишите на Anna@Example.org, жду.") == "Anna@example.org"
    assert found_in(field("email"), "a@b.ru или a@b.ru") == "a@b.ru"
    assert found_in(field("email"), "a@b.ru или c@d.ru") is None
    assert found_in(field("email"), "собака @ точка") is None


def test_a_phone_number_in_a_text_is_found_only_if_it_is_certain() -> None:
    assert found_in(field("phone"), "звоните 8 912 345-67-89 после шести") == "+79123456789"
    assert found_in(field("phone"), "договор 1234567") is None
    assert found_in(field("text"), "8 912 345-67-89") is None


def test_a_phone_number_that_no_stranger_could_ring_is_none() -> None:
    assert phone_number("02") is None
    assert phone_number("не скажу") is None
