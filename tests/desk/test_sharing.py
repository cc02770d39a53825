"""An agent brings somebody into a ticket: everybody concerned learns of it, they see what is meant for them alone."""

from collections.abc import Callable

import pytest

from models.db import Database
from tests.actions.seeing_office import ANNA, BORIS, STRANGER, VERA, SeeingOffice

_PHONE = "+79161234567"


@pytest.fixture
def office(database: Database) -> SeeingOffice:
    """Глеб speaks for no contract, and asked something himself, in 2."""
    office = SeeingOffice(database)
    for who in (office.anna, office.stranger):
        office.asks(who)
    for chat in (ANNA, BORIS, STRANGER):
        office.told(chat)
    return office


def shares(office: SeeingOffice, whom: str = "№2", ticket_id: int = 1) -> list[str]:
    """What the topic shows of it."""
    before = len(office.topic_shows(ticket_id))
    office.types(f"/share {whom}", ticket_id)
    return office.topic_shows(ticket_id)[before:]


def test_everybody_concerned_learns_of_it(office: SeeingOffice) -> None:
    (told,) = shares(office)
    assert told.startswith("Иван: к заявке подключён ещё один участник: Глеб.")
    assert office.told(ANNA) == [
        "К вашей заявке №1 сотрудники подключили ещё одного участника: Глеб. "
        "Ваших сообщений он не увидит, только наши ответы на свои."
    ]
    (invited,) = office.told(STRANGER)
    assert invited.startswith("Вас подключили к заявке №1 («Вопрос», автор — Анна Ли).")


def test_they_see_that_it_is_there_and_nothing_of_what_was_said(office: SeeingOffice) -> None:
    shares(office)
    (told,) = office.says(STRANGER, "/status 1")
    assert told.startswith("№1 · Вопрос\nЧья: Анна Ли\nЖдёт ответа")
    assert office.offered(STRANGER) == ["Написать в №1"]
    assert office.says(STRANGER, "/why 1") == ["Среди ваших заявок нет №1."]
    (listed,) = office.says(STRANGER, "/my")
    assert "принтер" not in listed.partition("Заявки других")[2]


def test_they_write_in_it_and_get_the_answer_to_that(office: SeeingOffice) -> None:
    shares(office)
    office.told(ANNA)
    office.chooses(STRANGER, 1)
    office.says(STRANGER, "Драйвер стоит старый")
    assert office.topic_shows(1)[-1] == "Глеб:\nДрайвер стоит старый"
    assert office.told(ANNA) == []
    office.delivers(office.later())
    office.told(STRANGER)
    office.types("Обновите его", 1, reply_to=office.in_topic(1, "Драйвер"))
    assert office.told(STRANGER) == ["Ответ по заявке №1 (Анна Ли):\nОбновите его"]
    office.types("Мастер приедет в три", 1)
    assert office.told(STRANGER) == []


def test_a_reply_to_the_invitation_goes_into_the_ticket(office: SeeingOffice) -> None:
    shares(office)
    office.delivers(office.later())
    shown = office.told_about(1, STRANGER)
    replied = {**office._envelope(STRANGER, office.later(), int(shown)), "text": office.told(STRANGER)[-1]}
    office.says(STRANGER, "Я на месте", reply_to_message=replied)
    assert office.topic_shows(1)[-1].startswith("Глеб:\n")
    assert office.topic_shows(1)[-1].endswith("Я на месте")


def test_their_words_are_not_the_clients(office: SeeingOffice) -> None:
    office.types("/ask Какая модель?", 1)
    shares(office)
    office.chooses(STRANGER, 1)
    office.says(STRANGER, "Не знаю")
    assert office.topic_shows(1)[-1] == "Глеб:\nНе знаю"
    assert office.view(1).waiting_since is not None


def _by_button(office: SeeingOffice) -> None:
    office.presses("Отключить")


def _by_words(office: SeeingOffice) -> None:
    office.types("/unshare", 1)
    office.presses("Глеб")


@pytest.mark.parametrize("ends", [_by_button, _by_words])
def test_it_is_undone_and_told_as_it_was_done(office: SeeingOffice, ends: Callable[[SeeingOffice], None]) -> None:
    shares(office)
    for chat in (ANNA, STRANGER):
        office.told(chat)
    ends(office)
    assert "Иван: Глеб больше не участвует в заявке." in office.topic_shows(1)
    assert office.told(ANNA) == ["В вашей заявке №1 больше не участвует Глеб."]
    assert office.told(STRANGER) == ["Вы больше не участвуете в заявке №1."]
    assert office.says(STRANGER, "/status 1") == ["Среди ваших заявок нет №1."]
    assert office.presses("Отключить") == "Глеб в этой заявке не участвует."


def test_by_phone_and_by_contract(office: SeeingOffice) -> None:
    office.adds_phone(_PHONE, STRANGER)
    assert shares(office, _PHONE)[-1].startswith("Иван: к заявке подключён ещё один участник: Глеб.")
    assert shares(office, "15") == ["Кого из договора №15 подключить?"]
    office.presses("Вера")
    assert office.topic_shows(1)[-1].startswith("Иван: к заявке подключён ещё один участник: Вера.")
    office.types("/who", 1)
    assert "Глеб (только ответы на свои сообщения)" in office.words()[-1]


@pytest.mark.parametrize(
    ("whom", "said"),
    [
        ("", "Кого подключить?"),
        ("+7 916 000-00-00", "Кого подключить?"),
        ("99", "Такого договора нет."),
        ("№99", "Какая заявка?"),
        ("№1", "Анна Ли и так видит эту заявку"),
    ],
)
def test_whom_has_to_be_clear(office: SeeingOffice, whom: str, said: str) -> None:
    office.types(f"/share {whom}", 1)
    assert said in office.words()[-1]


def test_who_sees_all_of_the_contract_need_not_be_brought_in(office: SeeingOffice) -> None:
    office.asks(office.boris)
    office.types("/share №3", 1)
    assert "Борис Петров и так видит эту заявку" in office.words()[-1]


@pytest.mark.parametrize("key", ["share.999999", "share.x", "unshare.999999", "unshare.", "share.1"])
def test_a_forged_button_brings_nobody_in(office: SeeingOffice, key: str) -> None:
    told = office.told(VERA)
    office.forges(f"t:1:0:{key}")
    assert office.told(VERA) == told
    assert office.says(VERA, "/status 1") == ["Среди ваших заявок нет №1."]
