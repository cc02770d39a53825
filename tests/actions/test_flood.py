"""Presses and commands count as messages: who floods gets a polite word, and nothing else happens."""

from models.actions import staff
from models.db import Database
from tests.actions.chat_office import ChatOffice
from tests.actions.office import at
from tests.journeys.regulations import RUSSIAN

#: messages_per_minute of the regulation.
LIMIT = 12


def test_presses_above_the_limit_pop_up_a_polite_word_and_do_nothing(database: Database) -> None:
    office = ChatOffice(database)
    office.writes("/start")
    for _ in range(LIMIT - 1):
        office.touches("Помощь")
    office.told()
    assert "подождите минуту" in office.touches("Помощь")
    assert "подождите минуту" in office.touches("Новая заявка")
    assert office.told() == []
    office.touches("Помощь", when=at("2m"))
    assert office.told() != []


def test_start_counts_like_any_message_and_so_does_a_code_that_is_guessed(database: Database) -> None:
    office = ChatOffice(database, RUSSIAN)
    for _ in range(LIMIT):
        office.writes("/start head_abc")
    assert len([words for words in office.told() if "не подошла" in words]) == LIMIT
    for _ in range(5):
        office.writes("/start head_abc")
    (only,) = office.told()
    assert "подождите минуту" in only


def test_a_right_code_enrols_without_making_a_requester(database: Database) -> None:
    office = ChatOffice(database, RUSSIAN)
    with database.write() as tx:
        code = staff.issue_code(tx, office.desk_id, staff.HEAD, at().now)
    office.writes(f"/start head_{code}")
    assert "руководитель" in office.told()[0]
    office.writes("/start")
    assert "регламент" in office.told()[0]
