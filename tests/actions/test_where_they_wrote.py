"""Somebody writes in one request by whichever of their transports is at hand, and is answered there."""

import pytest

from models.db import Database
from tests.actions.chain_office import PHONE, ChainOffice, at


@pytest.fixture
def office(database: Database) -> ChainOffice:
    return ChainOffice(database)


def test_an_sms_of_somebody_who_asked_in_a_chat_joins_their_open_ticket(office: ChainOffice) -> None:
    ticket_id = office.shows(office.meets_with_phone())
    office.reads()
    office.gets("И роутер мигает", PHONE, at("5m"))
    assert any("И роутер мигает" in words for words in office.news(ticket_id))
    assert len(office.tickets_of(PHONE)) == 1


def test_a_missed_call_from_their_phone_is_shown_in_the_ticket_of_the_chat(office: ChainOffice) -> None:
    ticket_id = office.shows(office.meets_with_phone())
    office.reads()
    office.is_rung(PHONE, at("5m"))
    assert any("[CALL]" in words for words in office.news(ticket_id))


def test_they_are_answered_where_they_last_wrote(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.gets("Я теперь без интернета", PHONE, at("5m"))
    office.answers(ticket_id, "Едем", at("6m"))
    office.delivers(at("6m"))
    assert office.by_sms(at("6m")) == ["Едем"]
    office.hears_from(anna, "Интернет появился", at("7m"))
    office.answers(ticket_id, "Отлично", at("8m"))
    assert "Отлично" in [
        sent.payload.get("text") for sent in office.delivers(at("8m")) if sent.address == anna.address
    ]


def test_the_card_says_where_they_are_answered_now(office: ChainOffice) -> None:
    ticket_id = office.shows(office.meets_with_phone())
    office.gets("Я теперь без интернета", PHONE, at("5m"))
    assert office.view(ticket_id).transport == "sms"
    cards = [words for words in office.words() if "Не работает" in words and "Связь" in words]
    assert "Связь: Telegram" in cards[0]
    assert "SMS" in cards[-1]


def test_somebody_elses_words_in_a_ticket_do_not_take_its_answers_away(office: ChainOffice) -> None:
    anna, boris = office.meets_with_phone(), office.meets("Борис")
    ticket_id = office.shows(anna)
    office.has_phone(boris, "+79160000000")
    office.gets("А у меня работает", "+79160000000", at("5m"))
    assert office.view(ticket_id).address == anna.address


def test_a_phone_that_the_operator_named_is_verified_by_an_sms_from_it(office: ChainOffice) -> None:
    ticket_id = office.shows(office.meets_with_phone())
    office.gets("Это я", PHONE, at("5m"))
    assert office.view(ticket_id).address_state == "verified"
