"""An agent answers one requester with a reply to what stands elsewhere: what staff read is quoted to staff only."""

from typing import Any

import pytest

from models.db import Database
from models.queries.persons import Requester
from tests.actions.office import ACCOUNT
from tests.actions.staff_office import GROUP, OTHER, StaffOffice

SECRET = "Код от подъезда Бориса 8812"
IVAN = {"id": 9001, "is_bot": False, "first_name": "Иван"}
OUR_BOT = {"id": int(ACCOUNT), "is_bot": True, "first_name": "Otklik"}
COLLEAGUE = {"id": 9777, "is_bot": False, "first_name": "Пётр Коллега"}


@pytest.fixture
def office(database: Database) -> StaffOffice:
    return StaffOffice(database)


def answers(office: StaffOffice, ticket_id: int, who: dict[str, Any], chat: dict[str, Any] | None) -> None:
    outside: dict[str, Any] = {"origin": {"type": "user", "date": 1, "sender_user": who}}
    if chat is not None:
        outside |= {"chat": chat, "message_id": 77}
    quote = {"text": SECRET, "position": 0}
    office.types("Едем", ticket_id, external_reply=outside, quote=quote)


def read_by(office: StaffOffice, anna: Requester) -> str:
    """Everything that leaves for her, whatever it stands in."""
    return str([one.payload for one in office.delivers() if one.address == anna.address])


@pytest.mark.parametrize("who", [OUR_BOT, COLLEAGUE])
@pytest.mark.parametrize("chat_id", [GROUP, OTHER])
def test_words_of_a_staff_group_are_not_quoted_to_a_requester(
    office: StaffOffice, anna: Requester, who: dict[str, Any], chat_id: int
) -> None:
    office.binds(OTHER, additional=True)
    ticket_id = office.shows(anna)
    answers(office, ticket_id, who, office.group(chat_id))
    seen = read_by(office, anna)
    assert "Едем" in seen
    assert SECRET not in seen
    assert "Коллега" not in seen


def test_words_that_the_bot_wrote_to_an_agent_in_private_are_not_quoted_to_a_requester(
    office: StaffOffice, anna: Requester
) -> None:
    ticket_id = office.shows(anna)
    answers(office, ticket_id, OUR_BOT, None)
    seen = read_by(office, anna)
    assert "Едем" in seen
    assert SECRET not in seen


def test_words_of_an_outside_chat_are(office: StaffOffice, anna: Requester) -> None:
    ticket_id = office.shows(anna)
    answers(office, ticket_id, {**COLLEAGUE, "first_name": "Горсвет"}, {"id": -1009, "type": "channel", "title": "Н"})
    seen = read_by(office, anna)
    assert SECRET in seen
    assert "Горсвет" in seen


def test_what_is_answered_from_another_topic_is_found_if_it_is_of_the_same_ticket(
    office: StaffOffice, anna: Requester
) -> None:
    ticket_id = office.shows(anna)
    before = office.types("Первый вопрос", ticket_id)
    office.delivers()
    origin = {"type": "user", "date": 1, "sender_user": IVAN}
    outside = {"origin": origin, "chat": office.group(), "message_id": before}
    office.types("Уточню", ticket_id, external_reply=outside, quote={"text": "Первый вопрос", "position": 0})
    (answer,) = [one for one in office.delivers() if one.payload.get("text") == "Уточню"]
    assert answer.reply_to is not None
