"""What begins with a slash is a command, or words that go on, or words of which is said that they did not."""

import pytest

from models.db import Database
from models.queries.persons import Requester
from tests.actions.staff_office import GROUP, StaffOffice, at
from tests.actions.telephone_office import TelephoneOffice


@pytest.fixture
def office(database: Database) -> StaffOffice:
    return StaffOffice(database)


@pytest.mark.parametrize("words", ["/etc/hosts откройте и удалите строку", "/dev/sda1", "/ откройте", "/24.1"])
def test_paths_and_the_like_go_to_the_requester(
    office: StaffOffice, anna: Requester, ticket_id: int, words: str
) -> None:
    office.types(words, ticket_id)
    assert office.news(to=anna) == [words]
    assert office.news(ticket_id) == []


@pytest.mark.parametrize("words", ["/foo", "/Спасибо", "/спасибо!", "/tmp очистите", "/фыл Какая лампочка горит?"])
def test_an_unknown_command_is_said_not_to_be_sent_and_goes_with_one_tap(
    office: StaffOffice, anna: Requester, ticket_id: int, words: str
) -> None:
    office.types(words, ticket_id)
    assert office.news(to=anna) == []
    name = words.split()[0]
    assert office.news(ticket_id) == [f"Команды «{name}» нет, абоненту ничего не отправлено. Все команды: /help"]
    assert office.presses("Отправить как есть", when=at("1m")) == "Готово."
    assert office.news(to=anna) == [words]
    assert office.view(ticket_id).answered_at == at("1m").now
    assert office.presses("Отправить как есть", when=at("2m")) == "Сообщение уже отправлено."
    assert office.news(to=anna) == [words]


@pytest.mark.parametrize("words", ["/take?", "/TAKE!", "/take."])
def test_a_command_with_a_mark_behind_it_is_that_command_and_never_goes_to_the_requester(
    office: StaffOffice, anna: Requester, ticket_id: int, words: str
) -> None:
    office.types(words, ticket_id)
    assert office.news(to=anna) == []
    assert office.view(ticket_id).assignee_name == "Иван"


def test_a_correction_into_words_is_sent(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    said = office.types("/tmp очистите", ticket_id)
    office.edits(said, "Очистите /tmp", ticket_id, at("1m"))
    assert office.news(to=anna) == ["Очистите /tmp"]
    assert office.presses("Отправить как есть", when=at("2m")) == "Сообщение уже отправлено."
    assert office.view(ticket_id).answered_at == at("1m").now


def test_a_correction_into_another_unknown_command_is_asked_about_anew(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    said = office.types("/tmp очистите", ticket_id)
    old = office.buttons("Отправить как есть")[-1]
    office.edits(said, "/temp очистите", ticket_id, at("1m"))
    assert "Команды «/temp» нет" in office.news(ticket_id)[-1]
    assert office.forges(old) == "Сообщение с тех пор исправлено, кнопка устарела."
    assert office.news(to=anna) == []
    office.presses("Отправить как есть", when=at("2m"))
    assert office.news(to=anna) == ["/temp очистите"]


def test_a_sent_one_is_corrected_on_the_other_side(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    said = office.types("/etc/hosts откройте", ticket_id)
    office.edits(said, "/etc/hostname откройте", ticket_id, at("1m"))
    assert [row.payload["text"] for row in office.rows() if row.kind == "edit" and row.address == anna.address] == [
        "/etc/hostname откройте"
    ]


def test_a_command_that_is_edited_into_words_is_said_to_go_nowhere(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    said = office.types("/take", ticket_id)
    office.reads()
    office.edits(said, "Перезагрузите роутер", ticket_id, at("1m"))
    assert office.news(to=anna) == []
    assert "не отправлено абоненту и не выполнено" in office.news(ticket_id)[0]


def test_after_the_end_it_is_said_that_nothing_goes(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    office.types("/foo", ticket_id)
    office.hears_from(anna, f"/close {office.view(ticket_id).number}", at("1m"))
    office.reads()
    assert "Заявка закрыта" in office.presses("Отправить как есть", when=at("2m"))
    assert office.news(to=anna) == []


def test_a_forged_button_sends_nothing_of_another_ticket(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/foo", ticket_id)
    other = office.shows(office.meets("Борис"))
    carried = office.buttons("Отправить как есть")[-1].split(":")[-1]
    office.reads()
    assert "устарела" in office.forges(f"t:{other}:0:{carried}")
    assert office.news(to=anna) == []


def test_outside_the_topics_nobody_is_bothered(office: StaffOffice, ticket_id: int) -> None:
    office.types("/foo bar")
    assert office.news(to=GROUP) == []
    office.types("/foo@another_bot bar", ticket_id)


@pytest.mark.parametrize("words", ["/ Не работает интернет", "/etc/hosts не открывается", "/интернет не работает"])
def test_a_requesters_words_open_a_ticket(office: StaffOffice, words: str) -> None:
    boris = office.meets("Борис")
    office.hears_from(boris, words)
    office.taps(boris, "Вопрос")
    office.taps(boris, "Отправить")
    assert any(words in text for text in office.words("pending"))
    assert "принята" in office.news(to=boris)[-1]


def test_a_requesters_unknown_command_is_answered(office: StaffOffice) -> None:
    boris = office.meets("Борис")
    office.hears_from(boris, "/frobnicate")
    assert "Такой команды нет" in office.news(to=boris)[0]


def test_to_a_phone_it_goes_with_one_tap_too(database: Database) -> None:
    office = TelephoneOffice(database)
    ticket_id = office.begins()
    office.types("/reset и подождите", ticket_id, when=at("1m"))
    assert office.texts(at("1m")) == []
    office.presses("Отправить как есть", when=at("2m"))
    assert [sms.text for sms in office.texts(at("2m"))] == ["/reset и подождите"]
