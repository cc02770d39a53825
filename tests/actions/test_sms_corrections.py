"""A correction of what left as SMS is another SMS: its cost is shown, and it leaves only after a yes."""

import pytest

from models.actions.talk.messages import Corrected, edit_message
from models.db import Database
from tests.actions.sms_office import SmsOffice, at
from tests.journeys.regulations import RUSSIAN


@pytest.fixture
def office(database: Database) -> SmsOffice:
    office = SmsOffice(database)
    office.begins()
    return office


def test_an_sms_that_left_is_corrected_by_another_one_once(office: SmsOffice) -> None:
    ticket_id = office.ticket_of().id
    office.answers(ticket_id, "Придём в 10")
    office.texts()
    with office.database.write() as tx:
        edit_message(tx, at("1m"), office.organisation_id, office.last_message(ticket_id), Corrected("Придём в 11"))
    assert "изменить его нельзя" in office.words()[-1]
    assert office.texts(at("1m")) == []
    assert office.presses_sms("correct") == "Готово."
    assert office.presses_sms("correct") != "Готово."
    assert [sms.text for sms in office.texts(at("2m"))] == ["Исправление: Придём в 11"]


def test_a_correction_shows_what_it_costs_before_it_leaves(office: SmsOffice) -> None:
    edits_what_left(office, "а" * 100)
    assert "Исправленный текст займёт 2 SMS" in office.words()[-1]
    assert office.presses_sms("correct") == "Готово."
    assert len(office.texts(at("2m"))) == 2


def test_a_correction_longer_than_the_regulation_allows_can_not_be_sent(office: SmsOffice) -> None:
    edits_what_left(office, "Я" * 1500)
    assert "получается 23 SMS, а по регламенту можно не больше чем 10 SMS" in office.words()[-1]
    assert not [row for row in office.rows() if "correct." in str(row.payload)]
    assert office.texts(at("2m")) == []


def test_a_correction_after_the_days_last_sms_says_so_first(database: Database) -> None:
    office = SmsOffice(database, RUSSIAN + "\n[sms]\nautomatic_per_day = 1\nper_day = 2\n")
    office.gets("Не включается телевизор")
    edits_what_left(office, "Придём в 11")
    assert "сегодня уже ушло столько SMS, сколько разрешает регламент" in office.words()[-1]


def edits_what_left(office: SmsOffice, text: str) -> None:
    ticket_id = office.ticket_of().id
    office.answers(ticket_id, "Придём в 10")
    office.texts()
    with office.database.write() as tx:
        edit_message(tx, at("1m"), office.organisation_id, office.last_message(ticket_id), Corrected(text))
