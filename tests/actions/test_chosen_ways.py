"""An agent chooses the transport of one answer; the card says which there are."""

import pytest

from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.address_states import AddressState
from tests.actions.chain_office import ChainOffice, at


@pytest.fixture
def office(database: Database) -> ChainOffice:
    return ChainOffice(database)


@pytest.fixture
def anna(office: ChainOffice) -> Requester:
    return office.meets_with_phone()


@pytest.fixture
def ticket_id(office: ChainOffice, anna: Requester) -> int:
    found = office.shows(anna)
    office.gets("И по SMS", when=at("1m"))
    office.hears_from(anna, "И снова в чате", at("2m"))
    office.delivers(at("2m"))
    office.reads()
    return found


def test_one_answer_goes_by_sms_and_the_next_one_by_the_ordinary_way(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/by SMS Едем", ticket_id, when=at("3m"))
    assert office.by_chat(anna, at("3m")) == []
    assert office.by_sms(at("3m")) == ["Едем"]
    office.types("Будем через час", ticket_id, when=at("4m"))
    assert office.by_chat(anna, at("4m")) == ["Будем через час"]


def test_it_may_be_named_by_its_place_in_the_list(office: ChainOffice, ticket_id: int) -> None:
    office.types("/by 2 Едем", ticket_id, when=at("3m"))
    assert office.by_sms(at("3m")) == ["Едем"]


def test_without_words_the_list_is_shown(office: ChainOffice, ticket_id: int) -> None:
    office.types("/by", ticket_id, when=at("3m"))
    shown = office.topic(ticket_id)
    assert "1 — Telegram (работает)" in shown
    assert "2 — SMS +7 916 123-45-67 (работает)" in shown


def test_a_way_that_they_do_not_have_sends_nothing_and_names_those_that_they_have(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/by голубем Едем", ticket_id, when=at("3m"))
    assert "Такого способа связи у абонента нет" in office.topic(ticket_id)
    assert office.by_chat(anna, at("3m")) + office.by_sms(at("3m")) == []


def test_the_card_says_by_what_it_goes_should_it_not_arrive(office: ChainOffice, anna: Requester) -> None:
    office.shows(anna)
    office.has_phone(anna, "+79160000009", AddressState.UNVERIFIED)
    office.gets("Это я", when=at("1m"))
    card = [words for words in office.words() if "Если не дойдёт" in words][-1]
    assert "Если не дойдёт: Telegram (работает) → SMS +7 916 000-00-09 (не подтверждён)" in card


def test_the_card_of_somebody_with_one_transport_says_nothing_of_others(office: ChainOffice) -> None:
    office.shows(office.meets("Борис"))
    assert not any("Если не дойдёт" in words for words in office.words())
