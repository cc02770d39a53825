"""Slips of the pen in a right regulation, for the tests of what is said about them."""

from pathlib import Path

import pytest

from models.rules.regulation.parsing import Problem, RegulationError, parse_regulation

RIGHT = Path("examples/regulations/a1_isp.toml").read_text(encoding="utf-8")
MINIMAL = Path("examples/regulations/minimal.toml").read_text(encoding="utf-8")
MON = 'week.mon = ["09:00-18:00"]'
OFFICE = "[calendars.office]"
RUNGS = 'rungs = [{ after = "0m", to = "group" }, { after = "1h", to = "head" }]'
KIND = 'id = "question"\ntitle = "Вопрос"'
FIELD = f'{KIND}\n[[kinds.fields]]\nid = "a"\nlabel = "А"\nquestion = "А?"'


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(RegulationError) as caught:
        parse_regulation(text)
    return caught.value.problems


def broken(old: str, new: str, text: str = MINIMAL) -> tuple[Problem, ...]:
    """The problems of a right file after one slip of the pen."""
    assert old in text, "the slip must change something"
    return problems_of(text.replace(old, new, 1))


def one_problem(old: str, new: str, key_path: str, english: str, russian: str) -> None:
    """The slip gives one problem at that key path; the words contain these."""
    (problem,) = broken(old, new)
    assert problem.key_path == key_path
    assert english in problem.describe("en")
    assert russian in problem.describe("ru")
    assert problem.describe("en").startswith(f"{key_path}: found: ")
    assert problem.describe("ru").startswith(f"{key_path}: найдено: ")
