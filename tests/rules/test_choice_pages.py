"""More choices than a message has room for (models/rules/delivery/choice_pages.py)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.delivery.choice_pages import Paged, page_meant, paged, pages_of, rows_of
from models.rules.delivery.choices import DialogueChoice, parse_choice
from models.rules.delivery.post_content import OfferedChoice


def kept(count: int, room: int = 10, *, version: int = 7) -> Paged:
    offered: list[OfferedChoice] = [
        {"key": f"d:{version}:kind:{n}", "label": f"Вид {n}"} for n in range(1, count + 1)
    ]
    return paged("Что случилось?", (), offered, room)


def labels(of: Paged, page: int) -> list[str]:
    return [row["label"] for row in rows_of(of, page, "ru")]


def dialogue_choice(row: OfferedChoice) -> DialogueChoice:
    choice = parse_choice(row["key"])
    assert isinstance(choice, DialogueChoice)
    return choice


def test_the_rows_that_turn_cost_a_row_each() -> None:
    assert labels(kept(11), 1) == [*(f"Вид {n}" for n in range(1, 10)), "Ещё варианты"]
    assert labels(kept(11), 2) == ["Вид 10", "Вид 11", "Предыдущие варианты"]
    middle = labels(kept(30), 2)
    assert middle == [*(f"Вид {n}" for n in range(10, 18)), "Ещё варианты", "Предыдущие варианты"]


@given(st.integers(11, 120), st.integers(5, 10))
def test_each_choice_stands_on_one_page_and_no_page_has_too_many(count: int, room: int) -> None:
    of = kept(count, room)
    shown = [labels(of, page) for page in range(1, pages_of(of) + 1)]
    assert all(2 <= len(page) <= room for page in shown)
    there = [label for page in shown for label in page if label.startswith("Вид")]
    assert there == [f"Вид {n}" for n in range(1, count + 1)]


def test_a_row_that_turns_is_of_its_list_alone_and_of_the_version_of_its_choices() -> None:
    of = kept(12)
    turn = dialogue_choice(rows_of(of, 1, "ru")[-1])
    assert (turn.version, page_meant(of, turn.key)) == (7, 2)
    assert page_meant(kept(13), turn.key) is None


@pytest.mark.parametrize("forged", ["page", "page:", "page::2", "page:{mark}:0", "page:{mark}:9", "page:{mark}:²"])
def test_a_forged_row_means_no_page(forged: str) -> None:
    of = kept(12)
    assert page_meant(of, forged.format(mark=of["mark"])) is None
