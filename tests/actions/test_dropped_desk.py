"""A later edition may drop a desk or a kind: its open tickets are served to their end all the same."""

from typing import Any

from bot.__main__ import READERS
from bot.requester.stored import handle
from models.actions.desk import editions
from models.actions.enforcement import enforcement
from models.actions.queue.inbox import Waiting
from models.queries.regulation import edition_in_force
from models.rules.delivery.outgoing import RowKind
from tests.actions.office import ACCOUNT, GROUP, Office, at
from tests.journeys.regulations import RUSSIAN

WITHOUT_SUPPORT = RUSSIAN.replace('id = "support"', 'id = "helpdesk"').replace('id = "question"', 'id = "wish"')


def adopts(office: Office, text: str) -> None:
    with office.database.write() as tx:
        editions.adopt(tx, text, at("1m").now)


def comes(office: Office, update: dict[str, Any]) -> None:
    """As the bot would handle it."""
    row = Waiting(1, 1, 1, "1", {"update_id": 1, **update}, None, 0, at().real, "telegram", ACCOUNT)
    with office.database.write() as tx:
        edition = edition_in_force(tx, at("2m").now)
        assert edition is not None
        handle(READERS, tx, at("2m"), edition, [row])


def in_topic(office: Office, ticket_id: int, words: str) -> dict[str, Any]:
    thread_id = office.view(ticket_id).thread_id
    return {
        "message": {
            "message_id": 77,
            "date": int(at("2m").now.timestamp()),
            "chat": {"id": GROUP, "type": "supergroup", "title": "Поддержка", "is_forum": True},
            "from": {"id": 42, "is_bot": False, "first_name": "Пётр"},
            "message_thread_id": thread_id,
            "is_topic_message": True,
            "text": words,
        }
    }


def test_an_answer_in_a_topic_of_a_desk_that_is_no_more_arrives(office: Office) -> None:
    ticket_id = office.shows()
    adopts(office, WITHOUT_SUPPORT)
    comes(office, in_topic(office, ticket_id, "Всё ещё помогаем"))
    assert "Всё ещё помогаем" in [one.payload.get("text") for one in office.delivers(at("2m"))]


def test_commands_work_in_a_group_of_a_desk_that_is_no_more(office: Office) -> None:
    ticket_id = office.shows()
    adopts(office, WITHOUT_SUPPORT)
    comes(office, in_topic(office, ticket_id, "/take"))
    assert office.view(ticket_id).assignee_name == "Пётр"


def test_a_requester_writes_on_in_a_ticket_of_a_kind_that_is_no_more(office: Office) -> None:
    anna = office.meets()
    ticket_id = office.shows(anna)
    adopts(office, WITHOUT_SUPPORT)
    person = {"id": anna.chat_id, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    chat = {"id": anna.chat_id, "type": "private", "first_name": "Анна"}
    date = int(at("2m").now.timestamp())
    comes(office, {"message": {"message_id": 5, "date": date, "chat": chat, "from": person, "text": "и ещё"}})
    comes(office, {"message": {"message_id": 6, "date": date, "chat": chat, "from": person, "text": "/my"}})
    sent = office.delivers(at("2m"))
    assert [one.to_topic for one in sent if one.payload.get("text") == "и ещё"] == [True]
    assert any("1 открытая заявка" in one.payload.get("text", "") for one in sent)
    assert office.view(ticket_id).is_open


def test_deadlines_of_a_desk_that_is_no_more_still_fire(office: Office) -> None:
    office.shows()
    adopts(office, WITHOUT_SUPPORT)
    with office.database.write() as tx:
        assert enforcement.enforce_due(tx, at("61m")) == 1
    words = [row.payload.get("text", "") for row in office.rows(RowKind.POST)]
    assert any("Срок первого ответа прошёл" in text for text in words)


def test_a_head_of_a_desk_that_is_no_more_may_stop_the_bot(office: Office) -> None:
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
    comes(office, {"my_chat_member": change})
    assert any("нет руководителя" in words for words in office.words())
