"""What a choice says on a button and in the row of a list (models/rules/delivery/choice_titles.py)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.delivery.choice_titles import DrawnChoice, drawn, titles
from models.rules.delivery.post_content import OfferedChoice
from models.rules.delivery.transports import ChoiceLimit, Drawn
from models.rules.texts.content import utf16_length

#: As WhatsApp's.
ROWS = ChoiceLimit(buttons=3, list_rows=10, button_title=20, row_title=24, row_description=72)
LONG = "Нет интернета в квартире с самого утра"


def offered(*labels: str) -> list[OfferedChoice]:
    return [{"key": f"d:1:{number}", "label": label} for number, label in enumerate(labels, 1)]


def test_labels_that_fit_stand_on_buttons() -> None:
    shown = drawn(ROWS, offered("Отправить", "Исправить"))
    assert shown.how is Drawn.BUTTONS
    assert shown.choices == (DrawnChoice("d:1:1", "Отправить"), DrawnChoice("d:1:2", "Исправить"))


def test_labels_that_a_button_would_cut_become_rows_with_the_whole_label_below() -> None:
    shown = drawn(ROWS, offered(LONG, "Отмена"))
    assert shown.how is Drawn.LIST
    assert shown.choices == (DrawnChoice("d:1:1", "Нет интернета в квартир…", LONG), DrawnChoice("d:1:2", "Отмена"))


def test_where_there_is_no_list_a_button_is_cut() -> None:
    limit = ChoiceLimit(buttons=3, button_title=20)
    assert [one.title for one in drawn(limit, offered(LONG)).choices] == ["Нет интернета в…"]


def test_where_labels_may_be_as_long_as_they_like_nothing_is_cut() -> None:
    assert [one.title for one in drawn(ChoiceLimit(buttons=100), offered(LONG)).choices] == [LONG]


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        (
            ("Нет интернета в квартире вечером", "Нет интернета в квартире с утра"),
            ["Нет интернет…вечером", "Нет интернета…с утра"],
        ),
        (("Да", "Да"), ["Да", "Да (2)"]),
        (("x" * 40, "x" * 40), ["x" * 9 + "…" + "x" * 10, "x" * 15 + "… (2)"]),
    ],
)
def test_titles_that_would_look_alike_differ(labels: tuple[str, ...], shown: list[str]) -> None:
    assert titles(labels, 20) == shown


@given(st.lists(st.text(st.sampled_from("ab я😀…(2) \u0301"), max_size=30), max_size=12), st.sampled_from([20, 24]))
def test_titles_always_fit_say_something_and_differ(labels: list[str], room: int) -> None:
    found = titles(labels, room)
    assert len(found) == len(labels)
    assert all(0 < utf16_length(title) <= room for title in found)
    assert len(set(found)) == len(found)
