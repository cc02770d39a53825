"""Presses and commands count as messages: who floods gets a polite word, and nothing else happens."""

from sqlalchemy import func, select

from models.actions.desk import staff
from models.db import Database
from models.tables.messages import message
from tests.actions.chat_office import ChatOffice
from tests.actions.office import at
from tests.actions.telephone_office import TelephoneOffice
from tests.journeys.regulations import RUSSIAN

#: messages_per_minute of the regulation.
LIMIT = 12


def test_presses_above_the_limit_pop_up_a_polite_word_and_do_nothing(database: Database) -> None:
    office = ChatOffice(database)
    office.writes("/start")
    for _ in range(LIMIT - 1):
        office.touches("Помощь")
    office.told()
    assert "подождите минуту" in office.touches("Помощь")
    assert "подождите минуту" in office.touches("Новая заявка")
    assert office.told() == []
    office.touches("Помощь", when=at("2m"))
    assert office.told() != []


def test_start_counts_like_any_message_and_so_does_a_code_that_is_guessed(database: Database) -> None:
    office = ChatOffice(database, RUSSIAN)
    for _ in range(LIMIT):
        office.writes("/start head_abc")
    assert len([words for words in office.told() if "не подошла" in words]) == LIMIT
    for _ in range(5):
        office.writes("/start head_abc")
    (only,) = office.told()
    assert "подождите минуту" in only


def test_a_right_code_enrols_without_making_a_requester(database: Database) -> None:
    office = ChatOffice(database, RUSSIAN)
    with database.write() as tx:
        code = staff.issue_code(tx, office.desk_id, staff.HEAD, at().now)
    office.writes(f"/start head_{code}")
    assert "руководитель" in office.told()[0]
    office.writes("/start")
    assert "регламент" in office.told()[0]


def test_calls_above_the_limit_are_counted_in_one_line_and_those_of_a_blocked_phone_on_the_card_alone(
    database: Database,
) -> None:
    office = TelephoneOffice(database)
    for number in range(LIMIT + 5):
        office.is_rung(when=at(f"{number}s"))
    (view,) = office.tickets_of()
    office.delivers(at("30s"))
    assert [words for words in office.news(view.id) if "5 сообщений пришло сверх ограничения" in words]
    office.types("/spam", view.id, when=at("2m"))
    office.types("/block", view.id, when=at("2m"))
    for number in range(LIMIT + 8):
        office.is_rung(when=at(f"{200 + number}s"))
        office.gets("Скидки", when=at(f"{200 + number}s"))
    office.types(f"/unblock {view.number}", view.id, when=at("9m"))
    told = [words for words in office.news(view.id) if "Пока он был заблокирован" in words]
    assert "пришло 40 сообщений" in told[0]
    with database.read() as tx:
        kept = select(func.count()).select_from(message).where(message.c.created_at >= at("200s").now)
        assert tx.execute(kept.where(message.c.author == "requester")).scalar_one() == LIMIT
