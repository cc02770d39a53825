"""News of a ticket wait for quiet hours to end; an answer to whoever has just written does not."""

import pytest
from sqlalchemy import select

from models.db import Database
from models.queries.persons import Requester
from models.tables.deliveries import delivery
from tests.actions.chain_office import PHONE, ChainOffice, at
from tests.actions.test_silent_chains import has_quiet_hours


@pytest.fixture
def office(database: Database) -> ChainOffice:
    return ChainOffice(database)


@pytest.fixture
def boris(office: ChainOffice) -> Requester:
    """It is 14:00 for him since two hours after noon; from 13:00 to 17:00 he is not disturbed."""
    boris = office.meets("Борис")
    has_quiet_hours(office, boris, 13 * 60, 17 * 60)
    return boris


def ticket_of(office: ChainOffice, who: Requester) -> int:
    ticket_id = office.shows(who)
    office.reads()
    return ticket_id


def test_news_wait_until_they_end_and_their_buttons_work_then(office: ChainOffice, boris: Requester) -> None:
    ticket_id = ticket_of(office, boris)
    office.types("/close", ticket_id, when=at("2h"))
    assert office.by_chat(boris, at("2h")) == []
    assert office.time_comes(at("4h")) == 0
    assert office.time_comes(at("5h")) == 1
    (told,) = office.by_chat(boris, at("5h"))
    assert "решён" in told
    assert office.time_comes(at("6h")) == 0
    office.taps(boris, "Вопрос решён", at("6h"))
    assert office.view(ticket_id).state == "closed"


def test_whoever_has_just_written_is_told_at_once(office: ChainOffice, boris: Requester) -> None:
    ticket_id = ticket_of(office, boris)
    office.hears_from(boris, "Ну что там?", at("115m"))
    office.types("/close", ticket_id, when=at("2h"))
    assert any("решён" in text for text in office.by_chat(boris, at("2h")))


def test_news_do_not_go_by_another_transport_instead(office: ChainOffice, boris: Requester) -> None:
    office.has_phone(boris, PHONE)
    ticket_id = ticket_of(office, boris)
    office.types("/close", ticket_id, when=at("2h"))
    assert office.by_sms(at("2h")) == []
    office.time_comes(at("5h"))
    assert any("решён" in text for text in office.by_chat(boris, at("5h")))
    assert office.by_sms(at("5h")) == []


def test_what_waits_keeps_its_words_no_longer_than_it_waits(office: ChainOffice, boris: Requester) -> None:
    office.types("/close", ticket_of(office, boris), when=at("2h"))
    office.time_comes(at("5h"))
    with office.database.read() as tx:
        assert [row.words for row in tx.execute(select(delivery.c.words))] == [None]


def test_an_answer_goes_after_the_news_that_waited_and_is_not_held_up_by_them(
    office: ChainOffice, boris: Requester
) -> None:
    ticket_id = ticket_of(office, boris)
    office.types("/close", ticket_id, when=at("2h"))
    office.hears_from(boris, "Не закрывайте", at("3h"))
    office.types("Хорошо", ticket_id, when=at("3h"))
    assert "Хорошо" in office.by_chat(boris, at("3h"))
