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


def test_an_sms_joins_the_ticket_that_last_wrote_to_that_phone_though_it_came_by_chat(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    first, second = office.shows(anna), office.opens(anna, "Второй вопрос")
    office.delivers()
    office.types("Едем", first)
    office.blocks_the_bot(anna)
    assert any("Едем" in words for words in office.by_sms())
    office.reads()
    office.gets("Хорошо, жду", PHONE, at("5m"))
    assert any("Хорошо, жду" in words for words in office.news(first))
    assert not any("Хорошо, жду" in words for words in office.news(second))


def test_when_the_bot_is_unblocked_what_came_by_chat_is_answered_there_again(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.types("Едем", ticket_id)
    office.blocks_the_bot(anna)
    office.by_sms()
    office.gets("Хорошо, жду", PHONE, at("5m"))
    office.unblocks_the_bot(anna, at("6m"))
    office.types("Мы на месте", ticket_id, when=at("7m"))
    assert "Мы на месте" in office.by_chat(anna, at("7m"))
    assert office.by_sms(at("7m")) == []


def test_what_is_told_of_a_ticket_goes_by_sms_too_while_the_chat_is_dead(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.types("Едем", ticket_id)
    office.blocks_the_bot(anna)
    office.by_sms()
    office.reads()
    office.types("/close", ticket_id)
    assert any("решён" in words for words in office.by_sms())
    assert "не доходят" not in office.topic(ticket_id)


def test_by_which_way_a_request_came_is_kept_wherever_it_is_answered_and_told_to_whoever_chooses(
    office: ChainOffice,
) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.gets("Я теперь без интернета", PHONE, at("5m"))
    office.delivers(at("5m"))
    office.reads()
    office.types("/by", ticket_id, when=at("6m"))
    view = office.view(ticket_id)
    assert (view.transport, view.came_by_transport, view.came_by_address_id) == ("sms", "telegram", anna.address_id)
    (told,) = office.news(ticket_id)
    assert "2 — Telegram (работает), отсюда пришла заявка" in told
    assert told.count("пришла") == 1
