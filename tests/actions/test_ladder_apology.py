"""A missed time is said to the requester, with a new one, which is watched over as well."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.actions.ladder import escalations
from models.actions.reach import persons
from models.actions.tickets.acting import Acting
from models.db import Database
from models.tables.tickets import ticket_event
from models.tables.timers import timer
from tests.actions.ladder_office import OLGA, LadderOffice, Told, regulation
from tests.actions.office import NOON, at

POLICY = 'first_response = "1h"\nnext_response = "2h"\nresolution = "8h"\ntell_requester = true'
_RUNGS = '[{ after = "0m", to = "group" }]'


@pytest.fixture
def desk(database: Database) -> LadderOffice:
    return LadderOffice(database, regulation(_RUNGS, policy=POLICY))


def to_requester(desk: LadderOffice, told: list[Told], ticket_id: int) -> list[str]:
    chat = desk.view(ticket_id).address
    return [one.text for one in told if str(one.chat) == chat]


def promised(desk: LadderOffice) -> list[dict[str, Any]]:
    with desk.database.read() as tx:
        return list(tx.execute(select(ticket_event.c.facts).where(ticket_event.c.kind == "promised")).scalars())


def test_the_requester_is_told_of_a_missed_answer_and_until_when_it_comes(desk: LadderOffice) -> None:
    ticket_id = desk.shows()
    assert to_requester(desk, desk.runs_out("60m"), ticket_id) == [
        "Приносим извинения: мы не успели ответить по заявке №1 в срок (сегодня в 13:00 (МСК)). "
        "Ответим не позже: сегодня в 14:00 (МСК)."
    ]
    assert promised(desk) == [{"clock": "first_response", "until": (NOON + timedelta(hours=2)).isoformat()}]


def test_the_new_time_is_watched_over_after_the_last_rung(desk: LadderOffice) -> None:
    ticket_id = desk.shows()
    desk.runs_out("60m")
    assert desk.runs_out("119m") == []
    told = desk.runs_out("120m")
    assert [one.chat for one in told] == [None, OLGA]
    assert all("Новый срок, названный абоненту с извинением, тоже прошёл" in one.text for one in told)
    assert to_requester(desk, told, ticket_id) == []
    assert desk.runs_out("5h") == []


def test_an_answer_keeps_the_new_promise(desk: LadderOffice) -> None:
    ticket_id = desk.shows()
    desk.runs_out("60m")
    desk.answers(ticket_id, "Ответ", at("119m"))
    assert all("Новый срок" not in one.text for one in desk.runs_out("7h"))


def test_each_breach_is_apologised_for_once(desk: LadderOffice) -> None:
    ticket_id = desk.shows()
    for minutes in range(60, 130, 10):
        desk.runs_out(f"{minutes}m")
    assert [facts["clock"] for facts in promised(desk)] == ["first_response"]
    told = desk.runs_out("480m")
    assert to_requester(desk, told, ticket_id) == [
        "Приносим извинения: мы не успели решить заявку №1 в срок (сегодня в 20:00 (МСК)). "
        "Новый срок: завтра, 12 ноября, в 04:00 (МСК)."
    ]


def test_whoever_takes_it_answers_for_the_new_time_and_no_alarm_comes(desk: LadderOffice) -> None:
    ticket_id = desk.shows()
    desk.runs_out("60m")
    with desk.database.write() as tx:
        assert escalations.take_escalation(
            Acting(tx, at("61m"), desk.view(ticket_id), desk.regulation, desk.ivan, "Иван")
        )
    assert desk.runs_out("3h") == []


def test_to_whom_nothing_can_be_told_nothing_is_promised(desk: LadderOffice) -> None:
    ticket_id = desk.shows()
    with desk.database.write() as tx:
        persons.mark_address(tx, desk.organisation_id, desk.view(ticket_id).address_id, "dead", "blocked", at().now)
    assert to_requester(desk, desk.runs_out("60m"), ticket_id) == []
    assert promised(desk) == []


def test_without_the_word_of_the_regulation_the_requester_is_not_told(database: Database) -> None:
    desk = LadderOffice(database, regulation(_RUNGS))
    ticket_id = desk.shows()
    assert to_requester(desk, desk.runs_out("60m"), ticket_id) == []
    assert promised(desk) == []


def test_the_new_time_survives_a_backlog_in_one_batch(desk: LadderOffice) -> None:
    tickets = [desk.shows() for _ in range(3)]
    told = desk.runs_out("5h")
    assert [len(to_requester(desk, told, ticket_id)) for ticket_id in tickets] == [1, 1, 1]
    with desk.database.read() as tx:
        rows = tx.execute(select(timer.c.due_at, timer.c.steps).where(timer.c.clock == "first_response")).all()
    assert {row.due_at for row in rows} == {at("6h").now}
    assert {datetime.fromisoformat(row.steps[-1]["at"]) for row in rows} == {at("6h").now}
