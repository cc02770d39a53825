"""Whatever is written into the file, the answer is a regulation or a list of problems."""

import re
import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.regulation.parsing import Problem, RegulationError, parse_regulation
from tests.rules.regulation_slips import RIGHT


def is_whole(line: str) -> bool:
    """Whether the line is a key with all of its value."""
    try:
        return bool(tomllib.loads(line))
    except tomllib.TOMLDecodeError:
        return False


LINES = RIGHT.split("\n")
WRITTEN = [number for number, line in enumerate(LINES) if " = " in line and is_whole(line)]
VALUES = [
    "5",
    "-1",
    "0.5",
    "nan",
    "inf",
    "true",
    '""',
    '"*"',
    '"x"',
    '"ё"',
    "[]",
    "[[]]",
    "[{}]",
    "[1, 2]",
    '["ru"]',
    "{}",
    "{ ru = 1, en = [] }",
    '{ id = ["x"] }',
    "1979-05-27",
    "1979-05-27T07:32:00Z",
    "07:32:00",
]


def problems_of(text: str) -> tuple[Problem, ...]:
    """None for a right file; anything else than RegulationError fails the test."""
    try:
        parse_regulation(text)
    except RegulationError as error:
        return error.problems
    return ()


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WRITTEN), st.sampled_from(VALUES)), min_size=1, max_size=3))
def test_strange_values_are_told_as_problems_in_both_languages(slips: list[tuple[int, str]]) -> None:
    lines = list(LINES)
    for number, value in slips:
        lines[number] = re.sub(r" = .*", f" = {value}", lines[number], count=1)
    for problem in problems_of("\n".join(lines)):
        assert problem.key_path
        assert "None" not in problem.describe("ru") + problem.describe("en")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, len(LINES) - 1), min_size=1, max_size=4))
def test_lost_lines_are_told_as_problems(lost: list[int]) -> None:
    left = "\n".join(line for number, line in enumerate(LINES) if number not in lost)
    assert all(problem.key_path or problem.line for problem in problems_of(left))


@settings(max_examples=200, deadline=None)
@given(st.text() | st.text(alphabet="[]{}=\"\n\r abc.0#'", max_size=40))
def test_any_text_is_refused_with_a_reason(text: str) -> None:
    problems = problems_of(text)
    assert problems
    assert all(problem.describe("ru") and problem.describe("en") for problem in problems)


def test_brackets_without_end_are_refused_too() -> None:
    assert problems_of("a = " + "[" * 100_000)
