"""People with telephones are waited for too: a long question waits for the agent's yes, a call is an answer."""

import pytest

from models.actions.talk.messages import Corrected, edit_message
from models.db import Database
from models.rules.delivery.send_results import FailedPermanently, Refusal
from tests.actions.sms_office import GALYA
from tests.actions.staff_office import at
from tests.actions.telephone_office import TelephoneOffice

LONG = "Проверьте, пожалуйста, горит ли на роутере зелёная лампочка, и напишите нам, что видите."


@pytest.fixture
def office(database: Database) -> TelephoneOffice:
    office = TelephoneOffice(database)
    office.begins()
    office.reads()
    return office


@pytest.fixture
def ticket_id(office: TelephoneOffice) -> int:
    return office.ticket_of().id


def test_a_short_question_goes_and_is_waited_for(office: TelephoneOffice, ticket_id: int) -> None:
    office.types("/ask Лампочка горит?", ticket_id, when=at("1m"))
    (sms,) = office.texts(at("1m"))
    assert sms.text == "Лампочка горит?"
    assert office.view(ticket_id).waiting_since == at("1m").now


def test_a_question_that_waits_for_a_yes_stops_nothing_before_it_goes(
    office: TelephoneOffice, ticket_id: int
) -> None:
    office.types(f"/ask {LONG}", ticket_id, when=at("1m"))
    assert office.texts(at("1m")) == []
    view = office.view(ticket_id)
    assert (view.waiting_since, view.answered_at) == (None, None)
    office.presses("Отправить", when=at("5m"))
    assert len(office.texts(at("5m"))) == 2
    view = office.view(ticket_id)
    assert (view.waiting_since, view.answered_at) == (at("5m").now, at("5m").now)
    assert "срок решения стоит" in office.news(ticket_id)[-1]


def test_an_answer_that_waited_for_a_yes_is_no_question(office: TelephoneOffice, ticket_id: int) -> None:
    office.types(LONG, ticket_id, when=at("1m"))
    office.presses("Отправить", when=at("5m"))
    assert office.view(ticket_id).waiting_since is None


def test_a_question_that_the_agent_dropped_is_not_waited_for(office: TelephoneOffice, ticket_id: int) -> None:
    office.types(f"/ask {LONG}", ticket_id)
    office.presses("Не отправлять")
    assert office.view(ticket_id).waiting_since is None


def test_a_question_that_arrived_is_waited_for_though_its_correction_did_not(
    office: TelephoneOffice, ticket_id: int
) -> None:
    office.types("/ask Лампочка горит?", ticket_id, when=at("1m"))
    office.texts(at("1m"))
    with office.database.write() as tx:
        question = office.last_message(ticket_id)
        edit_message(tx, at("2m"), office.organisation_id, question, Corrected("Лампочка мигает?"))
    assert office.presses_sms("correct") == "Готово."
    office.texts(at("3m"), lambda _: FailedPermanently(Refusal.OTHER, "+CMS ERROR: 38"))
    assert any("SMS не доставлено" in words for words in office.words())
    assert office.view(ticket_id).waiting_since == at("1m").now


def test_an_sms_and_a_call_end_the_wait(office: TelephoneOffice, ticket_id: int) -> None:
    office.types("/ask Лампочка горит?", ticket_id, when=at("1m"))
    office.gets("Горит", when=at("2m"))
    assert office.view(ticket_id).waiting_since is None
    assert any("Абонент ответил" in text for text in office.news(ticket_id))
    office.types("/ask А теперь?", ticket_id, when=at("3m"))
    office.is_rung(when=at("4m"))
    assert office.view(ticket_id).waiting_since is None


def test_a_repeated_call_ends_a_wait_that_began_after_the_first_one(office: TelephoneOffice, ticket_id: int) -> None:
    office.types("Перезвоните, когда сможете", ticket_id, when=at("1m"))
    office.is_rung(when=at("2m"))
    office.types("/ask", ticket_id, when=at("3m"))
    assert office.view(ticket_id).waiting_since == at("3m").now
    office.is_rung(when=at("4m"))
    assert office.view(ticket_id).waiting_since is None


def test_a_question_that_the_network_refused_is_not_waited_for(office: TelephoneOffice, ticket_id: int) -> None:
    office.types("/ask Лампочка горит?", ticket_id, when=at("1m"))
    office.texts(at("1m"), lambda _: FailedPermanently(Refusal.OTHER, "no such number (+CMS ERROR: 1)"))
    view = office.view(ticket_id)
    assert (view.waiting_since, view.answered_at) == (None, None)
    assert any("Вопрос абоненту не дошёл" in text for text in office.news(ticket_id))


def test_an_extension_by_sms_is_short_and_complete(office: TelephoneOffice, ticket_id: int) -> None:
    office.types("/extend до понедельника 12:00 ждём деталь", ticket_id)
    (sms,) = office.texts()
    assert (sms.number, sms.text) == (GALYA, "№1: срок продлён, решим до 16.11 12:00 МСК. Причина: ждём деталь")


def test_a_long_reason_does_not_cost_ten_sms(office: TelephoneOffice, ticket_id: int) -> None:
    office.types("/extend до понедельника 12:00 " + "очень долго " * 30, ticket_id)
    parts = office.texts()
    assert len(parts) <= 3
    assert "".join(part.text for part in parts).endswith("…")


def test_thanks_by_sms_leave_the_proposal_and_are_asked_about_briefly(
    office: TelephoneOffice, ticket_id: int
) -> None:
    office.types("Замените батарейки", ticket_id, when=at("1m"))
    office.types("/close", ticket_id, when=at("2m"))
    office.texts(at("2m"))
    office.reads()
    office.gets("Спасибо!", when=at("3m"))
    (asked,) = office.texts(at("3m"))
    assert asked.text == "Заявка №1 решена?\nОтветьте цифрой:\n1 - Да, решён\n2 - Ещё нет"
    assert office.news(ticket_id) == ["Спасибо!"]
    office.gets("1", when=at("4m"))
    assert "Абонент подтвердил" in office.news(ticket_id)[-1]
