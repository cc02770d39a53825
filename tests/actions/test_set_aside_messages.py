"""What could not be read is kept; staff and whoever wrote it are told, once, whether or not there is a ticket."""

from typing import Any

import pytest

from bot.requester import silence
from models.actions.reach import sms_arrivals
from models.db import Database
from tests.actions.chat_office import ChatOffice
from tests.actions.office import GROUP, at
from tests.actions.sms_office import GALYA, SIM, SmsOffice

#: Of no shape that anybody reads.
ODD = {"chat": {"id": 700, "type": "private"}, "date": "yesterday", "text": "Не работает"}


def _unreadable(office: ChatOffice, chat: int = 700, **more: Any) -> None:
    office.hears({"message": {**ODD, "chat": {"id": chat, "type": "private"}, **more}}, chat)
    for when in ("0s", "10s", "30s", "60s"):
        office.works(at(when))


def test_the_first_words_of_somebody_new_are_told_to_the_group_and_to_them(database: Database) -> None:
    office = ChatOffice(database)
    _unreadable(office)
    (group,) = office.group_told()
    assert "не удалось прочитать" in group
    (told,) = office.told()
    assert "не смогли прочитать" in told
    assert "Сотрудники" in told


def test_staff_read_whose_message_it_was(database: Database) -> None:
    office = ChatOffice(database)
    for chat, name in ((700, {"first_name": "Анна", "last_name": "Петрова"}), (701, {"first_name": "\u200b"})):
        author: dict[str, Any] = {"from": {"id": chat, "is_bot": False, **name}}
        _unreadable(office, chat, **author)
    named, nameless = office.group_told()
    assert "Анна Петрова" in named
    assert "701" in nameless


@pytest.mark.parametrize("chat", [{"id": GROUP, "type": "supergroup"}, {"id": 700, "type": "private"}])
def test_nobody_is_told_of_what_a_bot_wrote(database: Database, chat: dict[str, object]) -> None:
    office = ChatOffice(database)
    said = {**ODD, "chat": chat, "from": {"id": 5, "is_bot": True, "first_name": "Бот"}}
    office.hears({"message": said}, 700)
    for when in ("0s", "10s", "30s", "60s"):
        office.works(at(when))
    assert (office.group_told(), office.told()) == ([], [])


def test_an_album_is_told_once(database: Database) -> None:
    office = ChatOffice(database)
    for part in range(3):
        office.hears({"message": {**ODD, "media_group_id": "g", "text": f"{part}"}}, 700)
    for when in ("2s", "12s", "30s", "60s"):
        office.works(at(when))
    assert len(office.group_told()) == 1
    assert len(office.told()) == 1


def test_who_has_a_ticket_is_told_and_the_topic_too(database: Database) -> None:
    office = ChatOffice(database)
    office.writes("Вопрос")
    office.touches("Вопрос")
    office.touches("Отправить")
    ticket = office.ticket_of()
    office.told()
    _unreadable(office)
    assert "не удалось прочитать" in office.topic_shows(ticket.id)[-1]
    assert "не смогли прочитать" in office.told()[-1]
    assert office.group_told() == []


def test_staff_whose_message_can_not_be_read_are_told_in_their_group(database: Database) -> None:
    office = ChatOffice(database)
    office.hears({"message": {**ODD, "chat": {"id": GROUP, "type": "supergroup"}}}, GROUP)
    for when in ("0s", "10s", "30s", "60s"):
        office.works(at(when))
    assert "не удалось прочитать" in office.group_told()[0]


def test_a_first_sms_is_told_to_the_group_and_by_sms(database: Database) -> None:
    office = SmsOffice(database)
    office.hears("Не работает интернет")
    office.sets_aside()
    (group,) = [row.payload["text"] for row in office.rows() if row.address == str(GROUP)]
    assert "не удалось прочитать" in group
    assert "+7 916 123-45-67" in group
    assert [sms.text for sms in office.texts()] == ["Не смогли прочитать ваше SMS. Напишите словами, что случилось."]


def test_a_withheld_call_that_can_not_be_handled_texts_nobody(database: Database) -> None:
    office = SmsOffice(database)
    office.hears("…", sender="")
    office.sets_aside()
    assert office.texts() == []


def test_a_call_that_can_not_be_handled_is_told_to_staff_and_texts_nobody(database: Database) -> None:
    office = SmsOffice(database)
    with database.write(durable=True) as tx:
        sms_arrivals.keep_call(tx, at(), SIM, GALYA)
    office.sets_aside()
    (group,) = [row.payload["text"] for row in office.rows() if row.address == str(GROUP)]
    assert "+7 916 123-45-67" in group
    assert office.texts() == []


def test_of_several_at_once_the_author_hears_once_and_staff_of_each(database: Database) -> None:
    office = ChatOffice(database)
    for number in range(3):
        office.hears({"message": {**ODD, "text": f"{number}"}}, 700)
    for when in ("0s", "10s", "30s", "60s", "70s", "80s", "120s", "130s", "200s"):
        office.works(at(when))
    assert len(office.group_told()) == 3
    assert len(office.told()) == 1


def test_a_request_that_can_not_be_filed_when_its_time_comes_is_named_to_staff(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = ChatOffice(database)
    office.writes("Не работает")

    def raises(*_: object) -> None:
        raise ValueError("no way to go on")

    monkeypatch.setattr(silence, "passed", raises)
    for when in ("30m", "31m", "32m", "33m"):
        office.time_passes(at(when))
    (told,) = office.group_told()
    assert "Анна 700: незаконченную заявку не удалось отправить" in told
