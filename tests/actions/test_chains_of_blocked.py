"""Whoever was blocked gets nothing by a chain: neither in the morning, nor by another of their addresses."""

import pytest

from models.db import Database
from models.queries.chains import delivery_by_id
from models.rules.delivery.send_results import FailedPermanently, Refusal
from tests.actions.chain_office import ChainOffice, at
from tests.actions.test_answers_held_meanwhile import is_held


@pytest.fixture
def office(database: Database) -> ChainOffice:
    return ChainOffice(database)


def is_blocked(office: ChainOffice, ticket_id: int, when: str) -> None:
    office.types("/spam", ticket_id, when=at(when))
    office.types("/block", ticket_id, when=at(when))


def state_of_first(office: ChainOffice) -> str:
    with office.database.read() as tx:
        whole = delivery_by_id(tx, office.edition.organisation_id, 1)
    assert whole is not None
    return str(whole.state)


def test_an_answer_that_waits_for_quiet_hours_does_not_go_in_the_morning(office: ChainOffice) -> None:
    boris = office.meets("Борис")
    ticket_id = office.shows(boris)
    is_held(office, boris, ticket_id)
    is_blocked(office, ticket_id, "3h")
    assert office.time_comes(at("5h")) == 0
    assert office.by_chat(boris, at("5h")) == []
    assert state_of_first(office) == "cancelled"


def test_what_no_word_came_about_does_not_go_to_the_chat(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.asks_in_both(anna)
    office.types("Едем", ticket_id)
    assert office.by_sms() == ["Едем"]
    is_blocked(office, ticket_id, "1m")
    office.time_comes(at("15m"))
    assert office.by_chat(anna, at("15m")) == []


def test_what_has_gone_on_does_not_leave_by_the_other_address(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.types("Едем", ticket_id)
    office.blocks_the_bot(anna)
    is_blocked(office, ticket_id, "1m")
    assert office.by_sms(at("2m")) == []


def test_what_fails_after_it_does_not_go_on(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.asks_in_both(anna)
    office.types("Едем", ticket_id)

    def fails(departure: object) -> FailedPermanently:
        is_blocked(office, ticket_id, "1m")  # while the modem has it
        return FailedPermanently(Refusal.OTHER, "+CMS ERROR: 50")

    office.texts(at("1m"), fails)
    assert office.by_chat(anna, at("2m")) == []
