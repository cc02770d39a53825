"""What came of an order is shown in Telegram: choices as buttons or in words, and buttons that are used up go."""

import pytest

from models.db import Database
from models.queries.persons import Requester
from tests.actions.staff_office import GROUP, StaffOffice, at


@pytest.fixture
def office(database: Database) -> StaffOffice:
    return StaffOffice(database)


def test_choices_are_buttons_in_the_topic_and_words_elsewhere(office: StaffOffice, ticket_id: int) -> None:
    office.types("/tier", ticket_id)
    assert len(office.news(ticket_id)) == 1
    assert office.news(to=GROUP) == []
    assert office.presses("Расширенный", when=at("1m")) == "Готово."
    number = office.view(ticket_id).number
    office.types(f"/kind {number}")
    (listed,) = office.news(to=GROUP)
    assert f"Авария (outage). Например: /kind {number} wish" in listed


def test_the_buttons_of_a_decided_question_go_in_private_too(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    office.has_head()
    office.types("/extend до 1 декабря 18:00 ждём завод", ticket_id)
    office.presses("Отказать", "Ольга", private=True)
    assert [row.address for row in office.rows() if row.kind == "drop_choices"] == ["500"]
