"""The agent asks and waits: what may stand still does, until the requester writes or the agent waits no longer."""

import pytest

from models.actions.queue.dispatching import Dispatch
from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult
from tests.actions.staff_office import GROUP, REGULATION, StaffOffice, at, moscow


@pytest.fixture
def office(database: Database) -> StaffOffice:
    return StaffOffice(database)


def test_a_question_goes_as_an_answer_and_stops_the_clock_of_the_solution(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/ask Какая лампочка горит?", ticket_id, when=at("30m"))
    assert office.news(to=anna) == ["Какая лампочка горит?"]
    assert "срок решения стоит" in office.news(ticket_id)[-1]
    view = office.view(ticket_id)
    assert (view.answered_at, view.waiting_since) == (at("30m").now, at("30m").now)
    assert view.resolution_due_at is None
    assert office.timer(ticket_id, "first_response").state == "met"
    office.enforces(at("20d"))
    assert [text for text in office.words() if "Срок решения прошёл" in text] == []


def test_the_answer_lets_it_go_on_with_what_was_left(office: StaffOffice, ticket_id: int) -> None:
    office.types("/ask Какая лампочка горит?", ticket_id, when=at("30m"))
    office.adds(ticket_id, "Красная", at("1d"))
    view = office.view(ticket_id)
    assert view.waiting_since is None
    assert view.resolution_due_at == moscow("11-16T09:30")  # half an hour had passed
    assert "Абонент ответил. Срок решения идёт: пн 16 ноября 2026, 09:30" in office.news(ticket_id)[-1]


def test_formatting_and_pictures_of_a_question_arrive_without_the_command(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    bold = [{"type": "bot_command", "offset": 0, "length": 4}, {"type": "bold", "offset": 5, "length": 5}]
    office.types("/ask Какая лампочка?", ticket_id, entities=bold)
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "file_size": 1}]
    office.types("", ticket_id, photo=photo, caption="/ask Такая?")
    posts = [row.payload for row in office.rows(RowKind.POST) if row.address == anna.address]
    assert [(post["text"], post["entities"]) for post in posts] == [
        ("Какая лампочка?", [{"type": "bold", "offset": 0, "length": 5}]),
        ("Такая?", []),
    ]
    assert office.events(ticket_id, "waiting") == [{"message_id": 2}]


def test_a_corrected_question_is_corrected_without_the_command(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    written = office.types("/ask Какая лампа?", ticket_id)
    office.delivers()
    office.edits(written, "/ask Какая лампочка?", ticket_id)
    edits = [row.payload["text"] for row in office.rows(RowKind.EDIT) if row.address == anna.address]
    assert edits == ["Какая лампочка?"]


@pytest.mark.parametrize("sign", ["", "№"])
def test_a_corrected_question_from_elsewhere_is_corrected_without_the_number(
    office: StaffOffice, anna: Requester, ticket_id: int, sign: str
) -> None:
    number, other = office.view(ticket_id).number, office.shows(office.meets("Борис"))
    place = other if sign else None
    written = office.types(f"/ask {sign}{number} Какая лампа?", place)
    office.delivers()
    office.edits(written, f"/ask {sign}{number} Какая лампочка?", place)
    edits = [row.payload["text"] for row in office.rows(RowKind.EDIT) if row.address == anna.address]
    assert edits == ["Какая лампочка?"]


def test_two_slashes_remain_a_note(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    office.types("//ask спросить потом", ticket_id)
    assert office.news(to=anna) == []
    assert office.view(ticket_id).waiting_since is None


def test_another_bots_command_is_nobodys_question(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    office.types("/asking Кто там?", ticket_id)
    assert office.news(to=anna) == []
    assert office.view(ticket_id).waiting_since is None


def test_from_elsewhere_the_topic_sees_the_question_too(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    number, other = office.view(ticket_id).number, office.shows(office.meets("Борис"))
    office.reads()
    office.types(f"/ask {number} Какая лампочка?")
    assert office.news(to=anna) == ["Какая лампочка?"]
    assert office.news(ticket_id)[:2] == ["Иван спрашивает абонента:", "Какая лампочка?"]
    assert office.news(to=GROUP) == ["Готово."]
    office.types(f"/ask №{number} А вторая?", other)
    assert office.news(to=anna)[-1] == "А вторая?"
    assert office.view(other).waiting_since is None
    office.types("/ask 2 лампочки или одна?", other)
    assert office.view(other).waiting_since is not None
    office.types("/ask 99 Кто?")
    assert "Какая заявка?" in office.news(to=GROUP)[-1]


def test_without_words_it_only_waits_and_only_after_an_answer(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/ask", ticket_id)
    assert "ждать нечего" in office.news(to=GROUP)[-1]
    assert "ждать нечего" in office.forges(f"t:{ticket_id}:0:wait")
    office.answers(ticket_id, "Проверьте, пожалуйста", at("1m"))
    office.reads()
    assert office.forges(f"t:{ticket_id}:0:wait", when=at("2m")) == "Готово."
    assert office.view(ticket_id).waiting_since == at("2m").now
    assert office.news(to=anna) == []
    assert "уже ждём" in office.forges(f"t:{ticket_id}:0:wait", when=at("3m"))
    assert len(office.events(ticket_id, "waiting")) == 1


def test_the_agent_may_wait_no_longer(office: StaffOffice, ticket_id: int) -> None:
    office.types("/ask Какая лампочка?", ticket_id)
    office.types("/resume", ticket_id, when=at("3h"))
    assert "больше не ждёт" in office.news(ticket_id)[-1]
    assert office.view(ticket_id).resolution_due_at == moscow("11-13T13:00")
    assert office.news(to=GROUP) == []  # the topic says it already
    office.types("/resume", ticket_id)
    assert "сейчас не ждём" in office.news(to=GROUP)[-1]
    office.types("/ask Какая лампочка?", ticket_id, when=at("4h"))
    assert office.forges(f"t:{ticket_id}:0:unwait", when=at("5h")) == "Готово."
    assert office.view(ticket_id).resolution_due_at == moscow("11-13T14:00")


def test_a_second_question_changes_no_clock(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    office.types("/ask Какая лампочка?", ticket_id, when=at("1m"))
    office.types("/ask И ещё: какой роутер?", ticket_id, when=at("2m"))
    assert office.news(to=anna) == ["Какая лампочка?", "И ещё: какой роутер?"]
    assert office.view(ticket_id).waiting_since == at("1m").now


def test_who_waits_for_a_yes_to_closing_waits_already(office: StaffOffice, ticket_id: int) -> None:
    office.answers(ticket_id, "Готово", at("1m"))
    office.types("/close", ticket_id)
    assert "Закрытие уже предложено" in office.forges(f"t:{ticket_id}:0:wait")


def test_a_closed_ticket_waits_for_nobody(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    office.types("/ask Ещё не закрыта?", ticket_id)
    office.types("/merge 99", ticket_id)
    other = office.shows(anna)
    office.types(f"/merge {office.view(other).number}", ticket_id)
    office.reads()
    office.types("/ask Кто там?", ticket_id)
    assert "ответьте абоненту там" in office.news(ticket_id)[-1]
    assert "объединена с №2" in office.forges(f"t:{ticket_id}:0:wait")
    assert office.news(to=anna) == []
    assert office.view(ticket_id).waiting_since is None


def test_where_the_regulation_stops_nothing_that_is_said(database: Database) -> None:
    office = StaffOffice(database, REGULATION.replace('resolution = "16h"', 'resolution = "16h"\npauses = []'))
    ticket_id = office.shows()
    office.types("/ask Какая лампочка?", ticket_id)
    assert "сроки при этом идут" in office.news(ticket_id)[-1]
    assert office.view(ticket_id).resolution_due_at == moscow("11-13T10:00")


def test_a_question_that_never_arrived_is_not_waited_for(office: StaffOffice, ticket_id: int) -> None:
    office.answers(ticket_id, "Здравствуйте", at("1m"))
    office.delivers(at("1m"))
    office.types("/ask Какая лампочка?", ticket_id, when=at("2m"))

    def result(dispatch: Dispatch) -> SendResult:
        asked = dispatch.payload.get("text") == "Какая лампочка?"
        return FailedPermanently(Refusal.OTHER, "no") if asked else office.appears(dispatch)

    office.delivers(at("3m"), result)
    assert office.view(ticket_id).waiting_since is None
    assert any("Вопрос абоненту не дошёл" in text for text in office.words())
    assert office.view(ticket_id).resolution_due_at is not None


def test_a_pause_survives_a_change_of_policy(office: StaffOffice, ticket_id: int) -> None:
    office.types("/ask Какая лампочка?", ticket_id, when=at("1h"))
    office.types("/severity high", ticket_id, when=at("2h"))
    view = office.view(ticket_id)
    assert (view.waiting_since, view.resolution_due_at) == (at("1h").now, None)
    assert office.timer(ticket_id).state == "paused"
    office.adds(ticket_id, "Красная", at("3h"))
    # 8 hours instead of 16, of which one had passed
    assert office.view(ticket_id).resolution_due_at == moscow("11-12T13:00")


def test_an_extension_while_waiting_says_that_it_stands(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    office.types("/ask Какая лампочка?", ticket_id, when=at("1h"))
    office.types("/extend до понедельника 12:00 ждём ответа", ticket_id, when=at("2h"))
    assert "Пока мы ждём вашего ответа, этот срок стоит." in office.news(to=anna)[-1]
    assert office.view(ticket_id).resolution_due_at is None
    office.adds(ticket_id, "Красная", at("3h"))
    assert office.view(ticket_id).resolution_due_at == moscow("11-16T13:00")
