"""What is no request ends without a word, its sender may be blocked, and all of it can be undone."""

import pytest

from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.outgoing import RowKind
from tests.actions.sms_office import GALYA
from tests.actions.staff_office import GROUP, StaffOffice, at
from tests.actions.telephone_office import TelephoneOffice
from tests.desk.ordering_office import OrderingOffice

DONE = "Иван: это не заявка (спам). Заявка закрыта, отправителю ничего не сообщаем, сроки сняты."


def card(office: StaffOffice) -> str:
    """As it reads now."""
    rows = [row for row in office.rows(RowKind.EDIT_CARD, RowKind.CARD) if "text" in row.payload]
    return str(max(rows, key=lambda row: int(row.id)).payload["text"])


def test_spam_ends_without_a_word_and_nobody_is_called_afterwards(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    office.has_head()
    office.types("/spam", ticket_id, when=at("1m"))
    assert office.news(ticket_id) == [DONE]
    assert office.news(to=anna) == []
    assert "закрыта, не заявка (спам)" in card(office)
    office.enforces(at("20d"))
    assert office.news(ticket_id) == [DONE]
    assert office.news(to=500) == []


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("реклама", "реклама"),
        ("ошиблись номером", "ошиблись номером"),
        ("wrong number", "ошиблись номером"),
        ("звонят третий раз", "спам: звонят третий раз"),
    ],
)
def test_the_reason_is_kept(office: OrderingOffice, ticket_id: int, typed: str, reason: str) -> None:
    office.types(f"/spam {typed}", ticket_id, when=at("1m"))
    assert f"не заявка ({reason})" in office.news(ticket_id)[-1]


def test_by_number_from_anywhere_and_a_second_time_changes_nothing(office: OrderingOffice, ticket_id: int) -> None:
    number = office.view(ticket_id).number
    office.types(f"/spam {number} реклама", when=at("1m"))
    office.types(f"/spam {number} реклама", when=at("2m"))
    assert len(office.news(ticket_id)) == 1
    assert office.news(to=GROUP) == ["Готово.", "Уже закрыта: не заявка (реклама)."]
    office.types(f"/spam {number}", when=at("3m"))  # another reason
    assert "не заявка (спам)" in office.news(ticket_id)[-1]
    assert len(office.events(ticket_id, "dismissed")) == 1


def test_the_buttons_stand_behind_more_and_one_of_them_ends_it(office: OrderingOffice, ticket_id: int) -> None:
    assert office.presses("Ещё…", when=at("1m")) == ""
    assert office.news(ticket_id) == []  # the card shows them, nothing is posted
    office.presses("Ошиблись номером", when=at("2m"))
    assert "не заявка (ошиблись номером)" in office.news(ticket_id)[-1]


def test_more_can_be_folded_again(office: OrderingOffice, ticket_id: int) -> None:
    office.presses("Ещё…", when=at("1m"))
    office.delivers(at("1m"))
    office.presses("Свернуть", when=at("2m"))
    (edit,) = [row for row in office.rows(RowKind.EDIT_CARD) if row.state == "pending"]
    assert "Спам" not in str(edit.payload["choices"])


def test_given_back_it_is_promised_as_before(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    due = office.view(ticket_id).first_response_due_at
    office.types("/spam", ticket_id, when=at("1m"))
    office.presses("Вернуть заявку", when=at("30m"))
    assert office.news(ticket_id)[-1] == (
        "Иван возвращает заявку, сроки идут дальше, как если бы её не закрывали.\n"
        "Первый ответ: ср 11 ноября 2026, 13:00.\nРешение: пт 13 ноября 2026, 10:00."
    )
    assert office.view(ticket_id).first_response_due_at == due
    assert office.news(to=anna) == []
    office.enforces(at("61m"))
    assert any("прошёл" in text for text in office.news(ticket_id))
    assert office.presses("Вернуть заявку", when=at("62m")) == "Заявка и так открыта."


def test_what_the_sender_writes_next_is_a_new_request_and_never_reopens(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/spam", ticket_id, when=at("1m"))
    office.hears_from(anna, "У меня и правда не работает интернет", at("2m"))
    assert "Выберите тему" in office.news(to=anna)[0]
    assert "уже не действует" in office.forges_privately(anna, f"d:0:reopen:{ticket_id}", at("3m"))


def test_a_blocked_sender_is_kept_counted_and_not_answered(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/spam", ticket_id, when=at("1m"))
    assert office.presses("Заблокировать отправителя", when=at("2m")) == "Готово."
    office.reads()
    for number in range(3):
        office.hears_from(anna, f"Купите слона {number}", at("3m"))
    office.hears_from(anna, "/start", at("3m"))
    assert office.news(to=anna) == []
    assert office.news() == []  # not one post more
    assert "Отправитель заблокирован, с тех пор писал 4 раза" in card(office)
    office.types(f"/unblock {office.view(ticket_id).number}", when=at("4m"))
    told, shown = office.news(ticket_id)
    assert told == "Иван разблокирует отправителя. Пока он был заблокирован, пришло 4 сообщения:"
    assert "Купите слона 0" in shown
    assert "/start" in shown
    assert "заблокирован" not in card(office)
    office.hears_from(anna, "Купите слона 5", at("5m"))
    assert "Выберите тему" in office.news(to=anna)[0]


def test_blocking_is_asked_for_what_is_no_request_and_twice_changes_nothing(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    number = office.view(ticket_id).number
    office.types("/block", ticket_id)
    assert office.news(to=GROUP)[-1] == (f"№{number} — заявка. Если это не так, сначала закройте её: /spam {number}")
    office.types("/unblock", ticket_id)
    assert office.news(to=GROUP)[-1] == "Отправитель не заблокирован."
    office.types("/spam", ticket_id)
    office.types("/block", ticket_id)
    office.types("/block", ticket_id)
    assert office.news(to=GROUP)[-1] == "Отправитель уже заблокирован."


def test_who_waits_for_something_else_is_not_blocked(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    other = office.view(office.shows(anna)).number
    office.types("/spam", ticket_id)
    assert office.presses("Заблокировать отправителя") == (
        f"У отправителя есть открытые заявки: №{other}. Пока они открыты, заблокировать его нельзя."
    )


def test_giving_the_request_back_unblocks_its_sender(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    office.types("/spam", ticket_id, when=at("1m"))
    office.types("/block", ticket_id, when=at("1m"))
    office.hears_from(anna, "Вы что, это не спам", at("2m"))
    office.reads()
    office.types("/reopen", ticket_id, when=at("3m"))
    texts = office.news(ticket_id)
    assert "возвращает заявку" in texts[0]
    assert "Вы что, это не спам" in texts[-1]
    office.hears_from(anna, "Ау", at("4m"))
    assert office.news(ticket_id)[-1] == "Ау"


def test_a_request_that_was_closed_in_the_usual_way_stays_one(office: OrderingOffice, ticket_id: int) -> None:
    office.types("/close", ticket_id, when=at("1m"))
    office.enforces(at("20d"))
    office.reads()
    office.types("/spam", ticket_id, when=at("20d"))
    assert "закрыта" in office.news(to=GROUP)[-1].lower()
    assert office.view(ticket_id).dismissed_as is None


@pytest.fixture
def telephone(database: Database) -> TelephoneOffice:
    return TelephoneOffice(database)


@pytest.mark.parametrize("sender", ["MegaFon", GALYA])
def test_a_blocked_telephone_neither_opens_nor_is_answered(telephone: TelephoneOffice, sender: str) -> None:
    telephone.gets("Только сегодня скидка 50%!", sender)
    telephone.texts()
    telephone.delivers()
    (view,) = telephone.tickets_of(sender)
    telephone.types("/spam реклама", view.id, when=at("1m"))
    telephone.types("/block", view.id, when=at("1m"))
    telephone.reads()
    telephone.gets("Только завтра скидка 60%!", sender, at("2m"))
    telephone.is_rung(sender, at("2m"))
    assert telephone.tickets_of(sender) == []
    assert telephone.texts(at("3m")) == []
    assert telephone.news() == []
    assert "с тех пор писал 2 раза" in card(telephone)


def test_of_who_hides_the_number_there_is_nobody_to_block(telephone: TelephoneOffice) -> None:
    telephone.is_rung("")
    telephone.delivers()
    (view,) = telephone.tickets_of_hidden()
    telephone.types("/spam", view.id)
    telephone.types("/block", view.id)
    assert "Блокировать некого" in telephone.news(to=GROUP)[-1]
