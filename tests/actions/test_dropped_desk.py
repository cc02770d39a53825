"""A later edition may drop a desk or a kind: its open tickets are served to their end all the same."""

import pytest

from models.actions.desk import editions
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_post
from tests.actions.office import ACCOUNT, at
from tests.actions.staff_office import StaffOffice
from tests.journeys.regulations import RUSSIAN

WITHOUT_SUPPORT = RUSSIAN.replace('id = "support"', 'id = "helpdesk"').replace('id = "question"', 'id = "wish"')


@pytest.fixture
def office(database: Database) -> StaffOffice:
    return StaffOffice(database, RUSSIAN)


def adopts(office: StaffOffice, text: str) -> None:
    with office.database.write() as tx:
        editions.adopt(tx, text, at("1m").now)


def test_an_answer_in_a_topic_of_a_desk_that_is_no_more_arrives(office: StaffOffice) -> None:
    ticket_id = office.shows()
    adopts(office, WITHOUT_SUPPORT)
    office.types("Всё ещё помогаем", ticket_id, when=at("2m"))
    assert "Всё ещё помогаем" in [one.payload.get("text") for one in office.delivers(at("2m"))]


def test_commands_work_in_a_group_of_a_desk_that_is_no_more(office: StaffOffice) -> None:
    ticket_id = office.shows()
    adopts(office, WITHOUT_SUPPORT)
    office.types("/take", ticket_id, "Пётр", at("2m"))
    assert office.view(ticket_id).assignee_name == "Пётр"


def test_a_requester_writes_on_in_a_ticket_of_a_kind_that_is_no_more(office: StaffOffice) -> None:
    anna = office.meets()
    ticket_id = office.shows(anna)
    adopts(office, WITHOUT_SUPPORT)
    office.hears_from(anna, "и ещё", at("2m"))
    office.hears_from(anna, "/my", at("2m"))
    sent = office.delivers(at("2m"))
    assert [one.to_topic for one in sent if one.payload.get("text") == "и ещё"] == [True]
    assert any("1 открытая заявка" in as_post(one.payload).get("text", "") for one in sent)
    assert office.view(ticket_id).is_open


def test_deadlines_of_a_desk_that_is_no_more_still_fire(office: StaffOffice) -> None:
    office.shows()
    adopts(office, WITHOUT_SUPPORT)
    assert office.enforces(at("61m")) == 1
    words = [row.payload.get("text", "") for row in office.rows(RowKind.POST)]
    assert any("Срок первого ответа прошёл" in text for text in words)


def test_a_head_of_a_desk_that_is_no_more_may_stop_the_bot(office: StaffOffice) -> None:
    office.has_head(chat_id=500)
    adopts(office, WITHOUT_SUPPORT)
    olga = {"id": 500, "is_bot": False, "first_name": "Ольга"}
    bot = {"id": int(ACCOUNT), "is_bot": True, "first_name": "Отклик"}
    change = {
        "chat": {"id": 500, "type": "private", "first_name": "Ольга"},
        "from": olga,
        "date": int(at("2m").now.timestamp()),
        "old_chat_member": {"user": bot, "status": "member"},
        "new_chat_member": {"user": bot, "status": "kicked", "until_date": 0},
    }
    office.comes({"my_chat_member": change}, at("2m"))
    assert any("нет руководителя" in words for words in office.words())
