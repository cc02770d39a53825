"""Somebody acts on a ticket in the moment in which its timer fires: exactly one of them comes first."""

import os
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.conversation.turn import CloseByRequester, NotSolvedYet
from bot.requester.intents import carry_out
from bot.scope import Scope
from models.actions.enforcement import enforcement
from models.actions.tickets import tickets
from models.clock import Instant
from models.queries.tickets import ticket_by_id
from models.rules.delivery.outgoing import Urgency
from models.tables.lanes import lane, outbox
from models.tables.tickets import ticket
from models.tables.timers import escalation, timer
from tests.actions.office import ACCOUNT, NOON, Office, at
from tests.conftest import ONLY_POSTGRESQL

#: `RACES=10000` runs as many as the step asks for (a minute or two); here as many as a test may take.
RACES = int(os.environ.get("RACES", "120"))
SEED = int(os.environ.get("SEED", "20261122"))
DUE = NOON + timedelta(hours=1)


def at_the_deadline() -> Instant:
    return Instant(DUE, DUE)


def answers(office: Office, ticket_ids: list[int], start: threading.Barrier) -> None:
    start.wait()
    for ticket_id in ticket_ids:
        with office.database.write() as tx:
            tickets.locked(tx, ticket_by_id(tx, office.organisation_id, ticket_id))
            office.answer(tx, ticket_id, "Отвечаю", at_the_deadline())


def enforces(office: Office, chance: random.Random, start: threading.Barrier) -> None:
    """As two workers do: batches of any size, until nothing is left."""
    start.wait()
    idle = 0
    while idle < 3:
        with office.database.write() as tx:
            fired = enforcement.enforce_due(tx, at_the_deadline(), chance.randint(1, 12))
        idle = 0 if fired else idle + 1


def test_of_an_answer_and_a_timer_that_fires_at_the_same_second_exactly_one_wins(office: Office) -> None:
    chance = random.Random(SEED)
    opened = [office.opens(office.meets(f"Абонент {number}")) for number in range(RACES)]
    with office.database.write() as tx:  # the reminders are over: only the breach is still to come
        while enforcement.enforce_due(tx, Instant(DUE - timedelta(seconds=1), DUE)):
            pass
    chance.shuffle(opened)
    start = threading.Barrier(4)
    with ThreadPoolExecutor(4) as pool:
        done = [
            pool.submit(answers, office, opened[: RACES // 2], start),
            pool.submit(answers, office, opened[RACES // 2 :], start),
            pool.submit(enforces, office, random.Random(chance.random()), start),
            pool.submit(enforces, office, random.Random(chance.random()), start),
        ]
        for one in done:
            one.result()
    _each_has_one_winner(office, opened)


def _each_has_one_winner(office: Office, opened: list[int]) -> None:
    with office.database.read() as tx:
        fired = Counter((row.ticket_id, row.name) for row in tx.execute(select(escalation)))
        clocks = {
            row.ticket_id: row for row in tx.execute(select(timer).where(timer.c.clock == "first_response")).all()
        }
        answered = set(tx.execute(select(ticket.c.id).where(ticket.c.answered_at == DUE)).scalars())
        told = Counter(
            tx.execute(
                select(outbox.c.ticket_id)
                .select_from(outbox.join(lane))
                .where(lane.c.urgency == Urgency.LADDER, outbox.c.payload["text"].as_string().contains("прошёл"))
            ).scalars()
        )
    assert answered == set(opened), "every answer was kept"
    for ticket_id in opened:
        breached = fired[ticket_id, "breach"]
        assert breached in (0, 1)
        assert fired[ticket_id, "rung"] == breached, "the group's rung comes with the breach, or not at all"
        assert told[ticket_id] == breached, "what is recorded is told, and nothing else"
        # in time to the second: the answer is met, whichever came first
        assert (clocks[ticket_id].state, clocks[ticket_id].due_at) == ("met", None)


@pytest.mark.parametrize("intent", [NotSolvedYet, CloseByRequester])
def test_an_answer_to_a_proposal_that_silence_ends_at_this_very_moment_finds_the_ticket_closed(
    office: Office, intent: Any
) -> None:
    anna = office.meets()
    ticket_id = office.opens(anna)
    with office.database.write() as tx:
        tickets.propose_closing(office.acting(tx, at(), office.view(ticket_id)))
    told: list[str] = []

    def says() -> None:
        with office.database.write() as tx:
            scope = Scope(tx, at("30d"), ACCOUNT, office.edition)
            told.extend(reply.text for reply in carry_out(scope, anna, [intent(ticket_id)], scope.at.now))

    with office.database.write() as tx:
        enforcement.enforce_due(tx, at("30d"))
        answer = threading.Thread(target=says)
        answer.start()
        answer.join(0.5)  # it has begun, and waits for us
    answer.join(60)
    assert office.view(ticket_id).state == "closed"
    assert "закрыта" in " ".join(told)
    with office.database.read() as tx:
        assert tx.execute(select(timer.c.id).where(timer.c.due_at.is_not(None))).all() == []


@ONLY_POSTGRESQL  # on SQLite a writer is alone
def test_a_clock_whose_ticket_is_being_changed_is_left_for_the_next_time(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    with office.database.write() as ours:
        tickets.locked(ours, office.view(ticket_id))
        with office.database.write() as enforcing:
            assert enforcement.enforce_due(enforcing, at("61m")) == 0
    with office.database.write() as tx:
        assert enforcement.enforce_due(tx, at("61m")) == 1
