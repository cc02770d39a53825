"""What a ticket says of how it came is written once, with the ticket."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_WRITES = re.compile(r"came_by_(?:transport|address_id)[\"']?\s*(?:=(?!=)|:(?! (?:str|int)\b))")


def test_only_whoever_opens_a_ticket_says_by_which_way_it_came() -> None:
    found = {
        str(file.relative_to(ROOT))
        for package in ("models", "bot", "workers")
        for file in (ROOT / package).rglob("*.py")
        if "migrations" not in file.parts and _WRITES.search(file.read_text())
    }
    assert found == {"models/actions/tickets/tickets.py"}
