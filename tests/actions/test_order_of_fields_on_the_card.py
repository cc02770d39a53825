"""PostgreSQL keeps the keys of a JSON object in an order of its own; people see the regulation's."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from models.queries.cards import labelled_fields
from models.rules.regulation.parsing import parse_regulation

A1 = parse_regulation(Path("examples/regulations/a1_isp.toml").read_text(encoding="utf-8"))


def test_fields_stand_in_the_order_in_which_they_were_asked() -> None:
    ticket: Any = SimpleNamespace(kind="no_internet", fields={"phone": "+7", "extent": "slow", "address": "Тверь"})
    assert labelled_fields(ticket, A1, "ru") == (
        ("Адрес", "Тверь"),
        ("Что не работает", "Работает медленно"),
        ("Телефон", "+7"),
    )
