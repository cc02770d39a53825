"""A number at which nobody can be texted is tried no more before others, until somebody is heard from it."""

import pytest

from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import FailedPermanently, Refusal
from tests.actions.chain_office import PHONE, ChainOffice, at

GONE = FailedPermanently(Refusal.NO_SUCH_ADDRESS, "no such number (+CMS ERROR: 1)")


@pytest.fixture
def office(database: Database) -> ChainOffice:
    return ChainOffice(database)


@pytest.fixture
def anna(office: ChainOffice) -> Requester:
    return office.meets_with_phone()


@pytest.fixture
def ticket_id(office: ChainOffice, anna: Requester) -> int:
    """She wrote in the chat and then by SMS; the topic has been read."""
    return office.asks_in_both(anna)


def test_after_a_number_that_nobody_has_the_next_answer_goes_to_the_chat_at_once(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("Первое", ticket_id)
    office.types("Второе", ticket_id)
    assert len(office.texts(result=lambda _: GONE)) == 1
    assert office.by_chat(anna) == ["Первое", "Второе"]
    office.types("Третье", ticket_id, when=at("1m"))
    assert office.texts(at("1m")) == []
    assert office.by_chat(anna, at("1m")) == ["Третье"]
    told = office.topic(ticket_id)
    assert "Номера +7 916 123-45-67 нет в сети оператора." in told
    cards = [row.payload["text"] for row in office.rows(RowKind.EDIT_CARD)]
    assert "Связь: SMS не работает, сообщения не доходят" in cards[-1]


def test_whoever_is_heard_from_it_is_answered_there_again(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("Первое", ticket_id)
    office.texts(result=lambda _: GONE)
    office.gets("Я снова тут", PHONE, at("1h"))
    office.texts(at("1h"))
    office.types("Второе", ticket_id, when=at("1h"))
    assert office.by_sms(at("1h")) == ["Второе"]


def test_a_report_that_no_such_phone_can_be_reached_is_as_good(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("Первое", ticket_id)
    office.texts()
    office.reports(office.last_reference, 0x43)
    assert office.by_chat(anna) == ["Первое"]
    office.types("Второе", ticket_id, when=at("1m"))
    assert office.by_chat(anna, at("1m")) == ["Второе"]


def test_a_phone_that_was_off_for_a_day_is_tried_again(office: ChainOffice, anna: Requester, ticket_id: int) -> None:
    office.types("Первое", ticket_id)
    office.texts()
    office.reports(office.last_reference, 0x46)
    office.types("Второе", ticket_id, when=at("1m"))
    assert office.by_sms(at("1m")) == ["Второе"]


def test_on_the_third_day_in_a_row_the_network_is_believed(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    for day in range(1, 4):
        when = at(f"{day * 24}h")
        office.types(f"День {day}", ticket_id, when=when)
        assert office.by_sms(when) == [f"День {day}"]
        office.reports(office.last_reference, 0x46, when=when)
    office.types("День 4", ticket_id, when=at("96h"))
    assert office.by_sms(at("96h")) == []
    assert "SMS на +7 916 123-45-67 не доходят уже не первый день." in office.topic(ticket_id)


def test_one_that_arrived_between_them_begins_the_count_anew(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    for day, status in enumerate((0x46, 0x46, 0x00, 0x46), 1):
        when = at(f"{day * 24}h")
        office.types(f"День {day}", ticket_id, when=when)
        office.texts(when)
        office.reports(office.last_reference, status, when=when)
    office.types("День 5", ticket_id, when=at("120h"))
    assert office.by_sms(at("120h")) == ["День 5"]
