"""Migrations stand in one line: two that take the same number at once would leave one of them out."""

import re
from pathlib import Path

VERSIONS = Path(__file__).parents[2] / "models" / "migrations" / "versions"


def test_each_has_a_number_of_its_own_and_follows_the_one_before() -> None:
    found = []
    for file in sorted(VERSIONS.glob("[0-9]*.py")):
        text = file.read_text()
        revision = re.search(r'^revision = "(\d+)"', text, re.MULTILINE)
        before = re.search(r'^down_revision = (?:"(\d+)"|None)', text, re.MULTILINE)
        assert revision is not None
        assert before is not None
        assert file.name.startswith(f"{revision[1]}_"), file.name
        found.append((revision[1], before[1]))
    numbers = [number for number, _ in found]
    assert numbers == [f"{place:04}" for place in range(1, len(found) + 1)]
    assert [before for _, before in found] == [None, *numbers[:-1]]
