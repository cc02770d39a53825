"""Thanks object to nothing and start no clock; what only begins like thanks is read as what it says."""

from typing import Any

import pytest

from models.db import Database
from models.queries.persons import Requester
from tests.actions.staff_office import StaffOffice, at


def sticker(emoji: str) -> dict[str, Any]:
    return {
        "sticker": {
            "file_id": "s1", "file_unique_id": "u1", "type": "regular", "width": 1, "height": 1, "is_animated": False,
            "is_video": False, "emoji": emoji,
        }
    }  # fmt: skip


@pytest.fixture
def office(database: Database) -> StaffOffice:
    return StaffOffice(database)


@pytest.fixture
def ticket_id(office: StaffOffice, anna: Requester) -> int:
    """Answered."""
    ticket_id = office.shows(anna)
    office.types("Перезагрузите роутер", ticket_id, when=at("1m"))
    office.reads()
    return ticket_id


def proposes(office: StaffOffice, ticket_id: int) -> None:
    office.types("/close", ticket_id, when=at("2m"))
    office.reads()


@pytest.mark.parametrize("words", ["Спасибо!", "👍", "ок", "понятно, спасибо", "Спасибо, вечером проверю"])
def test_thanks_leave_the_proposal_to_close_and_are_asked_about_with_one_tap(
    office: StaffOffice, anna: Requester, ticket_id: int, words: str
) -> None:
    proposes(office, ticket_id)
    office.hears_from(anna, words, at("3m"))
    assert office.news(to=anna) == [
        f"Вопрос по заявке №{office.view(ticket_id).number} решён? Если да, мы её закроем."
    ]
    assert office.news(ticket_id, to=None) == [words]  # the agents see it, and no word of a withdrawal
    assert office.view(ticket_id).state == "closing_proposed"
    office.taps(anna, "Да, решён", at("4m"))
    assert "Абонент подтвердил" in office.news(ticket_id)[-1]


def test_a_sticker_that_means_thanks_leaves_the_proposal_too(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    proposes(office, ticket_id)
    office.hears_from(anna, when=at("3m"), **sticker("🙏"))
    assert "решён?" in office.news(to=anna)[0]
    assert office.view(ticket_id).state == "closing_proposed"


def test_whether_it_is_solved_is_asked_once_for_each_proposal(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    proposes(office, ticket_id)
    for words in ("Спасибо!", "👍", "ок"):
        office.hears_from(anna, words, at("3m"))
    assert len(office.news(to=anna)) == 1
    office.taps(anna, "Ещё нет", at("4m"))
    assert "ещё не решено" in office.news(ticket_id)[-1]
    proposes(office, ticket_id)
    office.hears_from(anna, "Спасибо!", at("5m"))
    assert len(office.news(to=anna)) == 1


def test_it_is_not_asked_again_because_something_else_happened_in_between(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    proposes(office, ticket_id)
    office.hears_from(anna, "Спасибо!", at("3m"))
    office.types("/take", ticket_id, when=at("4m"))
    office.hears_from(anna, "👍", at("5m"))
    assert len(office.news(to=anna)) == 1


@pytest.mark.parametrize("words", ["Всё работает, спасибо", "да", "Решено 👍"])
def test_words_that_say_it_is_solved_close_it(
    office: StaffOffice, anna: Requester, ticket_id: int, words: str
) -> None:
    proposes(office, ticket_id)
    office.hears_from(anna, words, at("3m"))
    assert "Абонент подтвердил: вопрос решён" in office.news(ticket_id)[-1]


@pytest.mark.parametrize("words", ["Спасибо, но не работает", "нет", "спасибо, опять пропал интернет", "👎"])
def test_an_objection_withdraws_the_proposal_and_waits_for_an_answer(
    office: StaffOffice, anna: Requester, ticket_id: int, words: str
) -> None:
    proposes(office, ticket_id)
    office.hears_from(anna, words, at("3m"))
    assert office.news(ticket_id) == [words, "Абонент написал, предложение закрыть заявку снято."]
    assert office.news(to=anna) == []
    assert office.view(ticket_id).next_response_due_at == at("123m").now


def test_thanks_that_are_corrected_into_an_objection_are_one(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    proposes(office, ticket_id)
    said = office.hears_from(anna, "Спасибо", at("3m"))
    office.corrects(anna, said, "Спасибо, но не работает", at("4m"))
    assert "предложение закрыть заявку снято" in office.news(ticket_id)[-1]


def test_a_picture_with_a_yes_does_not_close(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    proposes(office, ticket_id)
    photo = [{"file_id": "p1", "file_unique_id": "u2", "width": 1, "height": 1}]
    office.hears_from(anna, when=at("3m"), photo=photo, caption="да")
    assert "предложение закрыть заявку снято" in office.news(ticket_id)[-1]


@pytest.mark.parametrize("words", ["Понятно, спасибо", "ok", "👍", "Всё работает, спасибо!"])
def test_thanks_after_an_answer_start_no_clock_and_no_ladder(
    office: StaffOffice, anna: Requester, ticket_id: int, words: str
) -> None:
    office.hears_from(anna, words, at("5m"))
    assert office.view(ticket_id).next_response_due_at is None
    office.enforces(at("1d"))
    assert office.news(ticket_id) == [words]


def test_a_question_after_an_answer_starts_the_clock(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    office.hears_from(anna, "Спасибо. А когда придёт мастер?", at("5m"))
    assert office.view(ticket_id).next_response_due_at == at("125m").now
    office.hears_from(anna, "Спасибо!", at("6m"))
    assert office.view(ticket_id).next_response_due_at == at("125m").now  # what was asked is still asked


def test_a_wait_goes_on_after_thanks_and_the_agent_may_take_them_for_an_answer(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/ask Можно перезагрузить ваш сервер?", ticket_id, when=at("2m"))
    office.reads()
    office.hears_from(anna, "ок", at("3m"))
    office.hears_from(anna, "спасибо", at("4m"))
    assert office.news(ticket_id) == [
        "ок", "Это не похоже на ответ на вопрос: абонента по-прежнему ждём.", "спасибо"
    ]  # fmt: skip
    assert office.view(ticket_id).waiting_since == at("2m").now
    assert office.presses("Это ответ", when=at("5m")) == "Готово."
    assert office.view(ticket_id).waiting_since is None


@pytest.mark.parametrize("words", ["да", "Заработало, спасибо", "Договор 4711, спасибо"])
def test_an_answer_ends_the_wait_however_polite_it_is(
    office: StaffOffice, anna: Requester, ticket_id: int, words: str
) -> None:
    office.types("/ask Заработало?", ticket_id, when=at("2m"))
    office.reads()
    office.hears_from(anna, words, at("3m"))
    assert "Абонент ответил" in office.news(ticket_id)[-1]
    assert office.view(ticket_id).waiting_since is None


def test_thanks_after_the_end_reopen_nothing(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    proposes(office, ticket_id)
    office.taps(anna, "Вопрос решён", at("3m"))
    office.reads()
    office.hears_from(anna, "Большое спасибо!", at("4m"))
    office.hears_from(anna, when=at("4m"), **sticker("👍"))
    assert office.news(to=anna) == ["Рады помочь!", "Рады помочь!"]
    assert office.news(ticket_id) == []
