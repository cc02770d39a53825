"""An agent says that the requester's words want no answer; the deadline goes, and comes back with one tap."""

import pytest

from models.queries.persons import Requester
from tests.actions.staff_office import GROUP, at
from tests.desk.ordering_office import OrderingOffice


@pytest.fixture
def ticket_id(office: OrderingOffice, anna: Requester) -> int:
    """Answered at 12:01; at 12:05 the requester wrote something that asks for nothing."""
    ticket_id = office.shows(anna)
    office.types("Перезагрузите роутер", ticket_id, when=at("1m"))
    office.hears_from(anna, "Перезагружу, как приду домой", at("5m"))
    office.delivers(at("5m"))
    office.reads()
    return ticket_id


def test_the_button_of_the_card_lifts_the_deadline_and_no_ladder_comes(
    office: OrderingOffice, ticket_id: int
) -> None:
    assert office.presses("Ответа не требует", when=at("6m")) == "Готово."
    assert office.news(ticket_id) == ["Иван: последнее сообщение абонента ответа не требует, срок ответа снят."]
    assert office.view(ticket_id).next_response_due_at is None
    office.enforces(at("150m"))
    assert len(office.news(ticket_id)) == 1


def test_it_is_taken_back_with_one_tap_and_the_first_deadline_holds(office: OrderingOffice, ticket_id: int) -> None:
    office.types("/noanswer", ticket_id, when=at("6m"))
    assert office.presses("Ответ нужен", when=at("7m")) == "Готово."
    assert office.news(ticket_id)[-1] == "Иван: ответ всё-таки нужен. Срок ответа: ср 11 ноября 2026, 14:05."
    assert office.view(ticket_id).next_response_due_at == at("125m").now
    assert office.presses("Ответ нужен", when=at("8m")) == "С тех пор переписка продолжилась, возвращать нечего."
    office.enforces(at("126m"))
    assert any("прошёл" in text for text in office.news(ticket_id))


def test_a_second_time_changes_nothing_and_says_so(office: OrderingOffice, ticket_id: int) -> None:
    office.types("/noanswer", ticket_id, when=at("6m"))
    office.types("/noanswer", ticket_id, when=at("7m"))
    assert office.news(to=GROUP) == ["Уже отмечено: ответа не требует."]
    assert len(office.events(ticket_id, "no_answer_wanted")) == 1


def test_by_number_from_anywhere_in_the_group(office: OrderingOffice, ticket_id: int) -> None:
    office.types(f"/noanswer {office.view(ticket_id).number}", when=at("6m"))
    assert office.view(ticket_id).next_response_due_at is None


def test_where_nobody_waits_for_an_answer_it_says_so(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    office.types("Хорошо", ticket_id, when=at("6m"))
    office.reads()
    office.types("/noanswer", ticket_id, when=at("7m"))
    assert office.news(to=GROUP) == ["Ответа и так никто не ждёт: срок ответа не идёт."]


def test_what_they_write_next_wants_an_answer_again(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    office.types("/noanswer", ticket_id, when=at("6m"))
    office.hears_from(anna, "А пароль какой?", at("10m"))
    assert office.view(ticket_id).next_response_due_at == at("130m").now


def test_why_says_who_lifted_the_deadline(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    office.types("/noanswer", ticket_id, when=at("6m"))
    office.types("/why", ticket_id, when=at("7m"))
    assert "Иван отмечает, что ответа не требуется" in office.news(to=GROUP)[-1]
    office.hears_from(anna, "/why", at("8m"))
    assert "сотрудник отметил, что ответа не требуется" in office.news(to=anna)[-1]


def test_a_wait_that_the_words_ended_goes_on(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    office.asks(ticket_id, "Какая лампочка горит?", at("10m"))
    office.hears_from(anna, "Посмотрю вечером", at("15m"))
    assert office.view(ticket_id).waiting_since is None
    office.reads()
    office.types("/noanswer", ticket_id, when=at("16m"))
    assert office.news(ticket_id) == [
        "Иван: последнее сообщение абонента ответа не требует, абонента по-прежнему ждём."
    ]
    view = office.view(ticket_id)
    assert (view.waiting_since, view.resolution_due_at) == (at("10m").now, None)
    office.presses("Ответ нужен", when=at("20m"))
    assert office.view(ticket_id).waiting_since is None
