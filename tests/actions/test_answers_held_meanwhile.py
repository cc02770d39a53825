"""What waits for quiet hours or a proof, while it is edited, another bot takes over, or a backup comes back."""

import pytest

from models.actions.delivery.bot_replacement import replace_bot
from models.actions.delivery.restoring import settle
from models.actions.desk import bots
from models.db import Database
from models.queries.persons import Requester
from tests.actions.chain_office import PHONE, ChainOffice, at
from tests.actions.groups_office import ACCOUNT
from tests.actions.test_another_bot import NEW
from tests.actions.test_silent_chains import has_quiet_hours


@pytest.fixture
def office(database: Database) -> ChainOffice:
    return ChainOffice(database)


def is_held(office: ChainOffice, who: Requester, ticket_id: int) -> int:
    """The agent's message, at two hours after noon, until five."""
    has_quiet_hours(office, who, 13 * 60, 17 * 60)
    said = office.types("Будем в 15:00", ticket_id, when=at("2h"))
    office.delivers(at("2h"))
    office.reads()
    return said


def test_an_edit_of_a_held_answer_to_a_chat_goes_with_it_and_not_before(office: ChainOffice) -> None:
    boris = office.meets("Борис")
    ticket_id = office.shows(boris)
    said = is_held(office, boris, ticket_id)
    office.edits(said, "Будем в 18:00", ticket_id, at("3h"))
    assert [one for one in office.delivers(at("3h")) if one.address == boris.address] == []
    assert office.topic(ticket_id) == ""
    office.time_comes(at("5h"))
    assert office.by_chat(boris, at("5h")) == ["Будем в 18:00"]


def test_an_edit_of_a_held_sms_goes_with_it_and_asks_for_no_correction(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.gets("Я с телефона", PHONE)
    office.texts()
    said = is_held(office, anna, ticket_id)
    office.edits(said, "Будем в 18:00", ticket_id, at("3h"))
    assert office.topic(ticket_id) == ""
    office.time_comes(at("5h"))
    assert office.by_sms(at("5h")) == ["Будем в 18:00"]


def test_another_bot_sends_by_the_next_way_what_the_former_one_had_not(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.reads()
    office.types("Едем", ticket_id)
    with office.database.write() as tx:
        bots.remember_bot(tx, office.organisation_id, ACCOUNT, "old_bot", at().now)
        replaced = replace_bot(tx, at("1m"), office.organisation_id, ACCOUNT, NEW)
    office.time_comes(at("1d"))
    assert office.by_sms(at("1d")) == ["Едем"]
    assert replaced.unsent == 0
    assert "Бота заменили, и сообщение не ушло. Отправляем другим способом: SMS" in office.topic(ticket_id)


def test_of_a_held_answer_in_a_backup_that_comes_back_the_agent_decides(office: ChainOffice) -> None:
    boris = office.meets("Борис")
    ticket_id = office.shows(boris)
    is_held(office, boris, ticket_id)
    with office.database.write() as tx:
        settle(tx, at("4h"), at("3h").now, moved=False)
    office.time_comes(at("1d"))
    assert office.by_chat(boris, at("1d")) == []
    assert "Само оно теперь не уйдёт. Отправить?" in office.topic(ticket_id)
    office.presses("Отправить: Telegram", when=at("1d"))
    assert office.by_chat(boris, at("1d")) == ["Будем в 15:00"]
