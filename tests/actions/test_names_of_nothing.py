"""Names that nobody can see, or that turn round what stands beside them, in the rows that people will read."""

import pytest

from models.db import Database
from models.rules.delivery.outgoing import RowKind
from tests.actions.office import Office


@pytest.mark.parametrize(("name", "shown"), [("\u3164\u200b", "без имени"), ("\u202eаннА\u200b", "аннА")])
def test_a_requesters_name_is_kept_and_shown_harmlessly(database: Database, name: str, shown: str) -> None:
    office = Office(database)
    who = office.meets(name)
    assert who.name == name
    office.opens(who, "Не \u202eработает")
    (topic,) = office.rows(RowKind.CREATE_TOPIC)
    (card,) = office.rows(RowKind.CARD)
    assert topic.payload["name"] == f"№1 {shown}: Не работает"
    assert f"От: {shown} (русский)" in card.payload["text"]
    assert "\u202e" not in card.payload["text"]
