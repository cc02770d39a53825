"""«Why this deadline?» asked by the requester, by staff and by SMS; and what the card shows of it."""

from typing import Any

import pytest

from models.db import Database
from models.phrases.times import absolute
from models.queries.persons import Requester
from models.rules.delivery.outgoing import RowKind
from tests.actions.office import GROUP, NOON
from tests.actions.staff_office import StaffOffice, at
from tests.actions.telephone_office import TelephoneOffice


class WhyOffice(StaffOffice):
    """Requesters type in their chat with the bot, too."""

    def is_asked(self, who: Requester, text: str) -> str:
        """What they type there, a day after the beginning; what they read in return."""
        self.reads()
        person = {"id": int(who.address), "is_bot": False, "first_name": who.name}
        chat = {"id": int(who.address), "type": "private"}
        date = int(at("1d").real.timestamp())
        self.comes({"message": {"message_id": 5, "date": date, "from": person, "chat": chat, "text": text}}, at("1d"))
        return "\n".join(self.news(to=who))

    def is_pressed(self, who: Requester, key: str) -> str:
        self.reads()
        person = {"id": int(who.address), "is_bot": False, "first_name": who.name}
        post = {"message_id": 6, "date": int(NOON.timestamp()), "chat": {"id": int(who.address), "type": "private"}}
        press = {"id": "1", "from": person, "message": {**post, "text": "…"}, "chat_instance": "1", "data": key}
        self.comes({"callback_query": press}, at("1d"))
        return "\n".join(self.news(to=who))

    def card(self, ticket_id: int) -> str:
        """As it was drawn last."""
        rows = [row for row in self.rows(RowKind.CARD, RowKind.EDIT_CARD) if row.ticket_id == ticket_id]
        newest: str = max(rows, key=lambda row: int(row.id)).payload["text"]
        return newest


@pytest.fixture
def office(database: Database) -> WhyOffice:
    return WhyOffice(database)


@pytest.fixture
def ticket_id(office: WhyOffice, anna: Requester) -> int:
    """Asked, answered after a day, extended: every reason for another date."""
    ticket_id = office.shows(anna)
    office.types("/ask Какая лампочка горит?", ticket_id, when=at("30m"))
    office.adds(ticket_id, "Красная", at("1d"))
    office.types("/extend +2 рабочих дня ждём деталь", ticket_id, when=at("25h"))
    office.delivers(at("25h"))
    office.reads()
    return ticket_id


def test_the_requester_reads_the_wait_the_extension_and_whose_rules_it_goes_by(
    office: WhyOffice, anna: Requester, ticket_id: int
) -> None:
    text = office.is_asked(anna, "/why")
    assert "Решение: 16 часов рабочего времени\nСчитаем с обращения: ср 11 ноября 12:00\n" in text
    assert "• ср 11 ноября 12:30 – чт 12 ноября 12:00: ждали вашего ответа, не считается\n" in text
    assert "Итого 16 ч, срок был: пн 16 ноября 2026, 09:30\n" in text
    assert "• чт 12 ноября 13:00: срок продлён до" in text
    assert "Причина: ждём деталь" in text
    assert "Иван" not in text
    assert "Основание: «Регламент поддержки», редакция 1. Тема: Вопрос. Уровень обслуживания: Базовый." in text
    assert "Календарь always, версия " in text


def test_the_promise_that_is_explained_is_the_one_on_the_ticket(
    office: WhyOffice, anna: Requester, ticket_id: int
) -> None:
    due = absolute(office.view(ticket_id).resolution_due_at or NOON, "Europe/Moscow", "ru")
    assert due == "ср 18 ноября 2026, 18:00"
    assert f"\nСрок: {due}\n" in office.is_asked(anna, "почему 1")
    assert f"\nРешить до: {due} (продлено)\n" in office.card(ticket_id)


def test_headings_are_bold_in_every_chat(office: WhyOffice, anna: Requester, ticket_id: int) -> None:
    office.is_asked(anna, "/why 1")
    office.types("/why", ticket_id)
    office.presses("Почему такой срок?", when=at("26h"))
    posts = [row.payload for row in office.rows(RowKind.POST) if "как посчитаны сроки" in row.payload.get("text", "")]
    assert len(posts) == 3
    assert all(post["entities"][0] == {"type": "bold", "offset": 0, "length": 30} for post in posts)


def test_staff_are_answered_where_they_ask_and_read_who_extended(office: WhyOffice, ticket_id: int) -> None:
    office.types("/why", ticket_id, when=at("26h"))
    (here,) = office.news(to=GROUP)
    assert "ждали абонента, не считается" in here
    assert "• чт 12 ноября 13:00, Иван: срок продлён до" in here
    thread = [row.payload["thread_id"] for row in office.rows(RowKind.POST) if row.payload.get("text") == here]
    assert thread == [office.view(ticket_id).thread_id]
    office.reads()
    office.types("/why №1", when=at("26h"))
    assert office.news(to=GROUP) == [here]
    office.types("/why 99", when=at("26h"))
    assert "как посчитаны" not in office.news(to=GROUP)[-1]


@pytest.mark.parametrize("number", ["2147483648", "999999999999999999", "9223372036854775808"])
@pytest.mark.parametrize("command", ["why", "take"])
def test_a_number_that_no_ticket_can_have_is_nobodys(office: WhyOffice, command: str, number: str) -> None:
    office.types(f"/{command} {number}", when=at("26h"))
    assert "Какая заявка?" in office.news(to=GROUP)[-1]


def test_the_button_of_the_card_answers_in_the_topic(office: WhyOffice, ticket_id: int) -> None:
    office.presses("Почему такой срок?", when=at("26h"))
    assert "как посчитаны сроки" in office.news(ticket_id)[-1]


def test_nothing_is_told_of_somebody_elses_ticket(office: WhyOffice, ticket_id: int) -> None:
    boris = office.meets("Борис")
    assert office.is_asked(boris, "/why 1") == "Среди ваших заявок нет №1."
    office.shows(boris)
    assert "как посчитаны" not in office.is_pressed(boris, f"d:0:why:{ticket_id}")


def test_the_state_tells_the_extension_with_its_reason(office: WhyOffice, anna: Requester, ticket_id: int) -> None:
    text = office.is_asked(anna, "/status 1")
    assert "Срок решения продлён: теперь не позже чем в среду, 18 ноября, в 18:00 (МСК)" in text
    assert "Причина: ждём деталь" in text
    (row,) = [r for r in office.rows(RowKind.POST) if "Срок решения продлён: теперь" in r.payload.get("text", "")][
        -1:
    ]
    key = row.payload["choices"][0][0]["key"]
    assert "как посчитаны сроки" in office.is_pressed(anna, key)


def test_the_state_of_a_closed_ticket_may_be_asked_in_words_though_another_is_open(
    office: WhyOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/close", ticket_id, when=at("26h"))
    office.is_pressed(anna, f"d:0:solved:{ticket_id}")
    assert office.view(ticket_id).state == "closed"
    office.shows(anna)
    assert "Закрыта" in office.is_asked(anna, "статус 1")


def test_the_card_says_why_the_time_to_solve_is_gone_from_it(office: WhyOffice, anna: Requester) -> None:
    waiting = office.shows(anna)
    office.types("/ask Какая лампочка горит?", waiting, when=at("30m"))
    card = office.card(waiting)
    assert "Ждём абонента с: ср 11 ноября 2026, 12:30, срок решения стоит" in card
    assert "Решить до" not in card
    assert "Уровень обслуживания: Базовый\nСрочность: обычная\n" in card


def test_after_reopening_an_old_extension_is_no_more_on_the_card(
    office: WhyOffice, anna: Requester, ticket_id: int
) -> None:
    assert "(продлено)" in office.card(ticket_id)
    office.types("/close", ticket_id, when=at("26h"))
    office.is_pressed(anna, f"d:0:solved:{ticket_id}")
    office.types("/reopen 1", when=at("27h"))
    card = office.card(ticket_id)
    assert "Решить до" in card
    assert "(продлено)" not in card


def test_a_merged_ticket_shows_where_it_goes_on_and_explains_that(
    office: WhyOffice, anna: Requester, ticket_id: int
) -> None:
    other = office.shows(anna)
    office.types("/merge 1", other, when=at("26h"))
    assert "Состояние: объединена с №1" in office.card(other)
    assert "заявка объединена с №1" in office.is_asked(anna, "/why 2")


def test_by_sms_the_explanation_is_short(database: Database) -> None:
    office = TelephoneOffice(database)
    office.begins()
    number = office.ticket_of().number
    office.gets(f"почему {number}")
    said: list[Any] = office.texts()
    text = "".join(sms.text for sms in said)
    assert text.startswith(f"№{number}. Первый ответ: 1 час рабочего времени. Считаем с 11:59 МСК. Срок 12:59 МСК.")
    assert len(said) <= 3
