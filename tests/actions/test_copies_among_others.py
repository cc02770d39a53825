"""A copy of what is held about somebody shows what they may read, and all that they said themselves."""

import pytest

from models.db import Database
from models.queries.held import held_about
from models.queries.persons import Requester
from models.rules.contracts.standing import ALL
from models.rules.requests.held_page import held_page
from tests.actions.seeing_office import BORIS, STRANGER, SeeingOffice


@pytest.fixture
def office(database: Database) -> SeeingOffice:
    office = SeeingOffice(database)
    ticket_id, _ = office.asks(office.anna), office.asks(office.stranger, "Не включается")
    office.types("/share №2", ticket_id)
    for chat, words in ((BORIS, "Картридж у меня"), (STRANGER, "Драйвер старый")):
        office.chooses(chat, ticket_id)
        office.says(chat, words)
    office.delivers(office.later())
    office.types("Обновите драйвер", ticket_id, reply_to=office.in_topic(ticket_id, "Драйвер"))
    office.types("// ждём поставку", ticket_id)
    return office


def page_of(office: SeeingOffice, who: Requester) -> str:
    with office.database.read() as tx:
        held = held_about(tx, who)
    return held_page(held, "ru", "Europe/Moscow")


def test_what_others_said_in_ones_ticket_is_no_part_of_ones_copy(office: SeeingOffice) -> None:
    page = page_of(office, office.anna)
    assert "Не печатает принтер" in page
    for words in ("Картридж", "Драйвер старый", "ждём поставку", "Борис", "Глеб"):
        assert words not in page


def test_with_the_right_to_read_it_is_and_says_whose_it_is(office: SeeingOffice) -> None:
    office.may_see(office.anna, ALL)
    page = page_of(office, office.anna)
    assert 'class="t">Борис Петров, ' in page
    assert "Картридж у меня" in page
    assert "ждём поставку" not in page


def test_ones_own_words_in_tickets_of_others_are_and_nothing_else_of_them(office: SeeingOffice) -> None:
    page = page_of(office, office.stranger)
    assert "Не включается" in page
    assert "Вне ваших заявок" in page
    assert "Драйвер старый" in page.split("Вне ваших заявок")[1]
    for words in ("Не печатает", "Картридж", "ждём", "Анна"):
        assert words not in page
    office.speaks_no_more(office.boris)
    assert "Картридж у меня" in page_of(office, office.boris), "their words stay theirs"
