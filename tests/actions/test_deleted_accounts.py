"""Telegram leaves an account that was deleted no name: what it said and did is read like anybody's."""

from typing import Any

import pytest

from models.db import Database
from tests.actions.chat_office import ChatOffice
from tests.actions.staff_office import GROUP, StaffOffice, at
from tests.journeys.regulations import RUSSIAN

NOBODY = {"id": 4242, "is_bot": False, "first_name": ""}


@pytest.fixture
def office(database: Database) -> ChatOffice:
    return ChatOffice(database, RUSSIAN)


def test_words_of_a_deleted_account_are_passed_on(office: ChatOffice) -> None:
    office.writes("Не работает")
    office.delivers()
    office.writes("Код 42", forward_origin={"type": "user", "date": 1, "sender_user": NOBODY})
    shown = office.topic_shows(office.ticket_of().id)[-1]
    assert shown.startswith("Переслано: без имени")
    assert shown.endswith("Код 42")


def test_whoever_writes_without_a_name_hides_no_number(office: ChatOffice) -> None:
    author: dict[str, Any] = {"from": NOBODY}
    office.writes("Не работает", **author)
    assert "скрыт" not in office.ticket_of().requester_name


def test_a_colleague_whose_account_is_gone_has_left_the_group(database: Database) -> None:
    office = StaffOffice(database)
    ticket_id = office.shows()
    office.types("/take", ticket_id)
    gone = {**office._user("Иван"), "first_name": ""}
    members = {
        "old_chat_member": {"status": "member", "user": gone},
        "new_chat_member": {"status": "left", "user": gone},
    }
    office.comes({"chat_member": {"chat": office.group(), "from": gone, "date": 1, **members}}, at("1m"))
    assert office.view(ticket_id).assignee_id is None
    assert len(office.news(to=GROUP)) == 1
