"""What is due goes by gravity, then by time, in batches of which none is lost; an SMS apology is short."""

import pytest
from sqlalchemy import select, text, update

from models.actions.clocks import ticket_clocks
from models.actions.enforcement import enforcement
from models.actions.enforcement.due_timers import claim_due
from models.db import Database
from models.queries.tickets import TicketRef
from models.rules.delivery.outgoing import RowKind
from models.tables.tickets import ticket
from models.tables.timers import escalation
from tests.actions.ladder_office import LadderOffice, regulation
from tests.actions.office import at
from tests.actions.sms_office import SmsOffice
from tests.journeys.regulations import RUSSIAN


def opens_a(desk: LadderOffice, severity: str, when: str) -> int:
    """A ticket of that severity; its id."""
    ticket_id = desk.opens(desk.meets(), when=at(when))
    with desk.database.write() as tx:
        tx.execute(update(ticket).where(ticket.c.id == ticket_id).values(severity=severity))
        ticket_clocks.recompute(tx, at(when), TicketRef(ticket_id, desk.organisation_id))
    return ticket_id


def test_the_gravest_fires_first_and_of_those_the_longest_overdue(database: Database) -> None:
    desk = LadderOffice(database)
    low, normal = opens_a(desk, "low", "0m"), opens_a(desk, "normal", "0m")
    later, high = opens_a(desk, "critical", "2m"), opens_a(desk, "high", "0m")
    sooner = opens_a(desk, "critical", "1m")
    with database.write() as tx:
        due = [row.ticket_id for row in claim_due(tx, at("2h").now, 100)]
        assert due == [sooner, later, high, normal, low]
        assert [row.ticket_id for row in claim_due(tx, at("2h").now, 2)] == [sooner, later]
        assert claim_due(tx, at("44m").now, 100) == []


def test_a_backlog_is_worked_off_batch_by_batch_and_each_fires_once(database: Database) -> None:
    desk = LadderOffice(database, regulation('[{ after = "0m", to = "group" }]'))
    tickets = [desk.opens(desk.meets()) for _ in range(7)]
    taken = []
    for _ in range(4):
        with database.write() as tx:
            taken.append(enforcement.enforce_due(tx, at("5h"), 3))
    assert taken == [3, 3, 1, 0]
    with database.read() as tx:
        fired = list(tx.execute(select(escalation.c.ticket_id).where(escalation.c.name == "breach")).scalars())
    assert sorted(fired) == tickets


def test_nothing_is_sorted_and_the_index_is_used_however_many_are_overdue(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL plans by what it counted")
    question = """
        select * from timer join ticket on ticket.id = timer.ticket_id
        where timer.urgency = 2 and timer.due_at is not null and timer.due_at <= '2027-01-01'
        order by timer.due_at limit 200
    """
    with database.read() as tx:
        plan = " ".join(row.detail for row in tx.execute(text(f"explain query plan {question}")))
    assert "ix_timer_urgency" in plan
    assert "TEMP B-TREE" not in plan


def test_who_has_a_telephone_only_gets_the_apology_as_one_short_sms(database: Database) -> None:
    telling = RUSSIAN.replace('first_response = "1h"', 'first_response = "1h"\ntell_requester = true')
    office = SmsOffice(database, telling)
    office.gets("Нет света")
    office.texts()
    office.enforces(at("60m"))
    (sms,) = [row.payload for row in office.rows(RowKind.SMS) if "извините" in row.payload["text"]]
    assert sms["text"] == "Заявка №1: извините, не успели ответить. Ответим до 14:00 МСК"
    assert sms["parts"] == 1
