"""An agent puts another file into an answer: it follows the answer, wherever that went, and no further."""

from typing import Any

import pytest

from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.payloads import as_post
from tests.actions.chain_office import PHONE, ChainOffice, at
from tests.actions.test_removed_addresses import removes
from tests.actions.test_silent_chains import has_quiet_hours


@pytest.fixture
def office(database: Database) -> ChainOffice:
    return ChainOffice(database)


def photo(name: str) -> list[dict[str, Any]]:
    return [{"file_id": f"id-{name}", "file_unique_id": name, "width": 9, "height": 9}]


def shows(office: ChainOffice, ticket_id: int, minutes: int) -> int:
    return office.types("", ticket_id, when=at(f"{minutes}m"), caption="Вот так", photo=photo("one"))


def replaces(office: ChainOffice, said: int, ticket_id: int, minutes: int) -> None:
    when = at(f"{minutes}m")
    message = office._message("", ticket_id, "Иван", when, message_id=said, caption="Вот так", photo=photo("two"))
    office.comes({"edited_message": {**message, "edit_date": message["date"]}}, when)


def files_in_chat(office: ChainOffice, who: Requester, minutes: int) -> list[str]:
    posts = [as_post(one.payload) for one in office.delivers(at(f"{minutes}m")) if one.address == who.address]
    return [str(file["file_id"]) for post in posts for file in post.get("attachments", ())]


def test_of_an_answer_that_waits_for_quiet_hours_it_goes_with_it_and_once(office: ChainOffice) -> None:
    boris = office.meets("Борис")
    ticket_id = office.shows(boris)
    has_quiet_hours(office, boris, 13 * 60, 17 * 60)
    said = shows(office, ticket_id, 120)
    replaces(office, said, ticket_id, 130)
    assert files_in_chat(office, boris, 130) == []
    office.time_comes(at("5h"))
    assert files_in_chat(office, boris, 300) == ["id-two"]


def test_it_does_not_go_where_they_removed_whatever_they_had(office: ChainOffice) -> None:
    boris = office.meets("Борис")
    ticket_id = office.shows(boris)
    said = shows(office, ticket_id, 0)
    assert files_in_chat(office, boris, 0) == ["id-one"]
    removes(office, boris, "telegram")
    office.reads()
    replaces(office, said, ticket_id, 3)
    assert files_in_chat(office, boris, 3) == []
    assert "Telegram: абонент удалил этот способ связи. Новый файл не отправлен." in office.topic(ticket_id)


def test_nor_do_corrected_words(office: ChainOffice) -> None:
    boris = office.meets("Борис")
    ticket_id = office.shows(boris)
    said = office.types("Едем", ticket_id)
    office.delivers()
    removes(office, boris, "telegram")
    office.reads()
    office.edits(said, "Едем в три", ticket_id, at("3m"))
    assert [one for one in office.delivers(at("3m")) if one.address == boris.address] == []
    assert "абонент удалил этот способ связи. Исправленный текст туда уже не отправлен." in office.topic(ticket_id)


def test_it_goes_to_the_chat_where_the_answer_went_though_they_write_by_sms_since(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    said = shows(office, ticket_id, 0)
    assert files_in_chat(office, anna, 0) == ["id-one"]
    office.gets("Я с телефона", PHONE, at("1m"))
    office.delivers(at("1m"))
    office.reads()
    replaces(office, said, ticket_id, 3)
    assert files_in_chat(office, anna, 3) == ["id-two"]
    assert "файл по SMS не отправить" not in office.topic(ticket_id)
