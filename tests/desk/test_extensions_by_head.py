"""Beyond what the regulation lets an agent promise alone, the head has to agree; the clock runs on meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC

import pytest
from sqlalchemy import update

from models.db import Database
from models.queries.persons import Requester
from models.tables.staff import desk_head
from tests.actions.staff_office import GROUP, at
from tests.desk.ordering_office import OrderingOffice

OLGA = 500


@pytest.fixture
def office(database: Database) -> OrderingOffice:
    office = OrderingOffice(database)
    office.has_head(OLGA)
    return office


def due(office: OrderingOffice, ticket_id: int) -> str:
    at_work = office.view(ticket_id).resolution_due_at
    assert at_work is not None
    return f"{at_work.astimezone(UTC):%m-%dT%H:%M}"


def test_too_long_an_extension_is_for_the_head_who_grants_it_once(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/extend до 1 декабря 18:00 ждём завод", ticket_id)
    (asked,) = office.news(to=OLGA)
    assert "Иван просит продлить срок решения до вт 1 декабря 2026, 18:00, сейчас пт 13 ноября 2026, 10:00" in asked
    assert "Причина: ждём завод" in asked
    assert "не дольше чем на" in asked
    (topic,) = office.news(ticket_id)
    assert "решает руководитель" in topic
    assert (due(office, ticket_id), office.news(to=anna)) == ("11-13T07:00", [])
    assert office.presses("Согласовать", "Ольга", private=True) == "Готово."
    assert due(office, ticket_id) == "12-01T15:00"
    assert "Ольга согласует продление, о котором просит Иван" in office.news(ticket_id)[-1]
    (told,) = office.news(to=anna)
    assert "1 декабря" in told
    assert "ждём завод" in told
    assert "уже решено" in office.presses("Согласовать", "Ольга", private=True)
    assert "уже решено" in office.presses("Отказать", "Ольга", private=True)
    assert office.extensions() == ["granted"]
    assert len(office.news(to=anna)) == 1


def test_once_too_often_is_for_the_head_as_well(office: OrderingOffice, ticket_id: int) -> None:
    for _ in range(2):
        office.types("/extend +1 рабочий день ждём", ticket_id)
    assert office.extensions() == ["granted", "granted"]
    office.types("/extend +1 рабочий день ждём", ticket_id)
    assert office.extensions() == ["granted", "granted", "head"]
    assert "не больше 2 раз" in office.news(to=OLGA)[0]
    assert due(office, ticket_id) == "11-17T15:00"


def test_a_refusal_leaves_everything_as_it_was(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    office.types("/extend до 1 декабря 18:00 ждём завод", ticket_id)
    office.presses("Отказать", "Ольга", private=True)
    assert "Ольга не согласует продление" in office.news(ticket_id)[-1]
    assert "уже решено" in office.presses("Согласовать", "Ольга", private=True)
    assert (due(office, ticket_id), office.news(to=anna)) == ("11-13T07:00", [])
    office.types("/extend +1 рабочий день ждём завод", ticket_id)
    assert office.extensions() == ["refused", "granted"]


def test_only_a_head_may_agree(office: OrderingOffice, ticket_id: int) -> None:
    office.types("/extend до 1 декабря 18:00 ждём завод", ticket_id)
    assert "решает руководитель" in office.presses("Согласовать", "Иван")
    assert office.extensions() == ["head"]
    assert office.presses("Согласовать", "Ольга") == "Готово."  # a head who reads the group
    assert office.extensions() == ["granted"]


def test_while_the_head_thinks_the_clock_runs_and_nobody_asks_for_more(
    office: OrderingOffice, ticket_id: int
) -> None:
    office.types("/extend до 1 декабря 18:00 ждём завод", ticket_id)
    office.types("/extend +1 рабочий день ждём завод", ticket_id)
    assert "уже спросили руководителя" in office.news(to=GROUP)[-1]
    office.answers(ticket_id, "Занимаемся", at("1m"))
    office.enforces(at("2d"))
    assert office.timer(ticket_id).next_step > 0


def test_what_was_asked_of_the_head_may_be_withdrawn(office: OrderingOffice, ticket_id: int) -> None:
    office.types("/extend до 1 декабря 18:00 ждём завод", ticket_id)
    office.presses("Отмена")
    assert "Иван отзывает просьбу" in office.news(ticket_id)[-1]
    assert "уже решено" in office.presses("Согласовать", "Ольга", private=True)
    assert due(office, ticket_id) == "11-13T07:00"


def test_a_date_that_passed_while_the_head_thought_is_not_promised(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/extend до 23 ноября 12:00 ждём завод", ticket_id)
    assert "уже прошёл" in office.presses("Согласовать", "Ольга", at("13d"), private=True)
    assert office.news(to=anna) == []


def test_without_a_head_the_question_waits_and_the_topic_says_so(office: OrderingOffice, ticket_id: int) -> None:
    _becomes(office, "unreachable")
    office.types("/extend до 1 декабря 18:00 ждём завод", ticket_id)
    assert "нет руководителя на связи" in office.news(ticket_id)[-1]
    assert office.news(to=OLGA) == []
    assert office.extensions() == ["head"]
    _becomes(office, "reachable")
    office.presses("Согласовать", "Ольга")
    assert due(office, ticket_id) == "12-01T15:00"


def test_two_heads_who_decide_at_once_decide_once(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    office.has_head(501, "Мария")
    office.types("/extend до 1 декабря 18:00 ждём завод", ticket_id)
    agree, refuse = office.buttons("Согласовать", private=True), office.buttons("Отказать", private=True)
    presses = [(agree[-1], "Ольга"), (refuse[-1], "Мария"), (agree[-1], "Мария"), (refuse[-1], "Ольга")]
    with ThreadPoolExecutor(len(presses)) as pool:
        told = list(pool.map(lambda press: office.forges(*press, private=True), presses))
    assert sorted("уже решено" in text for text in told) == [False, True, True, True]
    (state,) = office.extensions()
    assert (state == "granted") == (due(office, ticket_id) == "12-01T15:00")
    assert len(office.events(ticket_id, "extended")) == len(office.news(to=anna)) == (state == "granted")


def _becomes(office: OrderingOffice, state: str) -> None:
    with office.database.write() as tx:
        tx.execute(update(desk_head).values(state=state))
