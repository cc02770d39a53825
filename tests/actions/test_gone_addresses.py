"""An address is its person's no more: nothing that waits for it leaves, and who had it is told."""

import re
import threading

import pytest
from sqlalchemy import update

from models.actions.talk import answers
from models.actions.tickets import tickets
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_post
from models.tables.lanes import outbox
from tests.actions.office import at
from tests.actions.reach_office import BORIS, GALYA, ReachOffice


@pytest.fixture
def office(database: Database) -> ReachOffice:
    """Анна has a chat and a phone, and asked in the chat; its topic has been read."""
    office = ReachOffice(database)
    office.adds_phone()
    office.writes("Сломался роутер", when=at("1m"))
    office.touches("Вопрос", when=at("1m"))
    office.touches("Отправить", when=at("1m"))
    office.delivers(at("1m"))
    office.reads()
    office.told()
    return office


def removes_the_chat_by_sms(office: ReachOffice) -> None:
    """At two hours after noon."""
    office.sms("способы связи", when=at("110m"))
    office.phone_told(when=at("110m"))
    for minute, label in ((111, "Telegram: работает"), (112, "Удалить"), (120, "Да, удалить")):
        office.picks(label, at(f"{minute}m"))
        if label != "Да, удалить":
            office.phone_told(when=at(f"{minute}m"))


def leave_for_chat(office: ReachOffice, hours: int = 2, chat: int = 700) -> list[str]:
    gone = [one for one in office.delivers(at(f"{hours}h")) if one.address == str(chat)]
    return [as_post(one.payload).get("text", "") for one in gone if one.kind == "post"]


def test_what_waits_for_a_chat_that_is_removed_goes_by_sms_in_its_order(office: ReachOffice) -> None:
    ticket_id = office.ticket_of().id
    for words in ("Первое", "Второе"):
        office.types(words, ticket_id, when=at("1h"))
    removes_the_chat_by_sms(office)
    assert [text for text in office.phone_told(when=at("2h")) if text in ("Первое", "Второе")] == ["Первое", "Второе"]
    assert not {"Первое", "Второе"} & set(leave_for_chat(office))
    told = "\n".join(office.news(ticket_id))
    assert "Telegram: абонент удалил этот способ связи. Отправляем другим способом: SMS на +7 916 123-45-67." in told


def test_a_chat_that_is_removed_from_elsewhere_is_told_and_takes_it_back(office: ReachOffice) -> None:
    removes_the_chat_by_sms(office)
    (told,) = office.told()
    assert told == (
        "Больше не пишем вам сюда: этот способ связи удалён, это сделали из другого (SMS +7 916 123-45-67). "
        "Если это были не вы, отменить удаление можно до ср 18 ноября 2026, 14:00."
    )
    office.touches("Это не я: отменить", when=at("3h"))
    assert office.told()[0] == "Отменено."
    assert [one.number for one in office.tickets_of()] == [1]
    office.types("Едем", office.ticket_of().id, when=at("3h"))
    assert "Едем" in leave_for_chat(office, 3)


def test_a_phone_takes_its_removal_back_by_the_number(office: ReachOffice) -> None:
    who = office.person().id
    office.writes("/transports", when=at("2h"))
    for label in ("2. SMS", "Удалить", "Да, удалить"):
        office.touches(label, when=at("2h"))
    (told,) = office.phone_told(when=at("2h"))
    assert told.startswith("Больше не пишем вам сюда: этот способ связи удалён, это сделали из другого (Telegram).")
    office.sms("1", when=at("3h"))
    assert office.phone_told(when=at("3h")) == ["Отменено."]
    assert office.person_of_phone().id == who


def test_after_a_week_whoever_has_the_removed_address_is_somebody_new(office: ReachOffice) -> None:
    who = office.person().id
    removes_the_chat_by_sms(office)
    office.touches("Это не я: отменить", when=at("171h"))
    assert office.person().id != who


def test_who_removes_the_address_that_they_write_from_is_told_once(office: ReachOffice) -> None:
    office.writes("/transports", when=at("2h"))
    for label in ("1. Telegram", "Удалить"):
        office.touches(label, when=at("2h"))
    office.told()
    office.touches("Да, удалить", when=at("2h"))
    (told,) = office.told()
    assert told.startswith("Больше не пишем вам сюда")
    assert "отмен" not in told


def test_an_answer_does_not_go_to_whoever_is_new_at_the_chat_that_its_requester_removed(office: ReachOffice) -> None:
    ticket_id = office.ticket_of().id
    office.writes("/transports", when=at("2h"))
    for label in ("2. SMS", "Удалить", "Да, удалить", "1. Telegram", "Удалить", "Да, удалить"):
        office.touches(label, when=at("2h"))
    office.writes("Где мой роутер?", when=at("2h"))
    office.delivers(at("2h"))
    office.phone_told(when=at("2h"))
    office.types("Код от двери 1234", ticket_id, when=at("3h"))
    office.types("/close", ticket_id, when=at("3h"))
    assert leave_for_chat(office, 3) == []
    assert office.phone_told(when=at("3h")) == []
    assert "Telegram больше не способ связи этого абонента. Сообщение не отправлено." in "\n".join(
        office.news(ticket_id)
    )
    assert "теперь это не способ связи абонента" in str([row.payload for row in office.rows(RowKind.EDIT_CARD)])
    assert office.view(ticket_id).answered_at is None


def test_what_nothing_else_carries_has_failed_and_an_agent_is_asked_to_say_it(office: ReachOffice) -> None:
    office.writes("/transports", when=at("10m"))
    for label in ("2. SMS", "Пауза"):
        office.touches(label, when=at("10m"))
    ticket_id = office.ticket_of().id
    office.types("Едем", ticket_id, when=at("1h"))
    assert office.view(ticket_id).answered_at is not None
    office.writes("/transports", when=at("2h"))
    for label in ("1. Telegram", "Удалить", "Да, удалить"):
        office.touches(label, when=at("2h"))
    assert "Едем" not in leave_for_chat(office)
    assert office.phone_told(when=at("2h")) == []
    assert office.view(ticket_id).answered_at is None
    assert (
        "Telegram: абонент удалил этот способ связи. Сообщение не отправлено. Других способов связаться с абонентом "
        "нет. Если ответили устно, запишите это: /said ТЕКСТ." in "\n".join(office.news(ticket_id))
    )


def test_what_is_being_sent_this_moment_is_said_to_be(office: ReachOffice) -> None:
    ticket_id = office.ticket_of().id
    office.types("Едем", ticket_id, when=at("1h"))
    with office.database.write() as tx:
        waiting = outbox.c.state == "pending", outbox.c.address == "700"
        tx.execute(update(outbox).where(*waiting).values(state="sending"))
    removes_the_chat_by_sms(office)
    assert "могло туда прийти" in "\n".join(office.news(ticket_id))
    assert "Едем" not in office.phone_told(when=at("2h"))


# -- turned out, and moved to somebody else


def test_what_waits_for_a_phone_that_was_never_theirs_goes_to_the_chat(office: ReachOffice) -> None:
    """«It wasn't me»: of the new phone Anna reads in the chat."""
    office.adds_phone(BORIS, 700, at("5m"))
    office.sms("А когда приедут?", BORIS, at("6m"))
    ticket_id = office.ticket_of().id
    office.types("В три", ticket_id, when=at("7m"))
    office.told()
    office.phone_told(GALYA, at("6m"))
    office.sms("1", GALYA, at("8m"))
    assert "В три" not in office.phone_told(BORIS, at("8m"))
    assert "В три" in leave_for_chat(office)
    told = "\n".join(office.news(ticket_id))
    assert "SMS +7 916 765-43-21 больше не способ связи этого абонента. Отправляем другим способом: Telegram." in told


def test_what_waits_for_a_phone_that_somebody_else_proves_does_not_reach_them(office: ReachOffice) -> None:
    office.sms("Я с телефона", when=at("5m"))
    office.phone_told(when=at("5m"))
    ticket_id = office.ticket_of().id
    office.types("Код от двери 1234", ticket_id, when=at("6m"))
    office.names_phone(GALYA, 701, at("7m"))
    code = re.findall(r"\b\d{6}\b", "".join(said_to(office, GALYA)))[-1]
    office.writes(code, 701, at("8m"))
    assert not [text for text in office.phone_told(when=at("9m")) if "1234" in text]
    assert "Код от двери 1234" in leave_for_chat(office)
    office.types("И ещё", ticket_id, when=at("2h"))
    assert "И ещё" in leave_for_chat(office)


def test_an_answer_that_is_being_decided_while_its_address_is_removed_does_not_go_there(office: ReachOffice) -> None:
    """On PostgreSQL the two wait for each other; on SQLite one begins when the other has ended."""
    ticket_id = office.ticket_of().id
    said = office.said(office.home, "Едем", "agent", ticket_id=ticket_id, agent_id=office.ivan)
    removes = threading.Thread(target=removes_the_chat_by_sms, args=(office,))
    with office.database.write() as tx:
        view = tickets.locked(tx, office.view(ticket_id))
        removes.start()
        removes.join(0.5)  # it comes as far as it can; what follows holds wherever that is
        answers.answer(office.acting(tx, at("119m"), view), said)
    removes.join(60)
    assert "Едем" not in leave_for_chat(office)
    assert "Едем" in office.phone_told(when=at("2h"))


def test_what_waits_for_a_blocked_sender_does_not_leave(office: ReachOffice) -> None:
    ticket_id = office.ticket_of().id
    office.types("Едем", ticket_id, when=at("1h"))
    office.types("/spam", ticket_id, when=at("1h"))
    office.types("/block", ticket_id, when=at("1h"))
    assert leave_for_chat(office) == []


def said_to(office: ReachOffice, number: str) -> list[str]:
    """Whether it has left or not, in its parts."""
    return [row.payload["text"] for row in office.rows(RowKind.SMS) if row.address == number]
