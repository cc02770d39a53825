"""Two sides of a ticket at the same moment, in two transactions."""

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.conversation.turn import CloseByRequester, NotSolvedYet
from bot.intents import carry_out
from bot.scope import Scope
from models.actions.enforcement import enforcement
from models.actions.queue.dispatching import mark_sending, try_again
from models.actions.queue.outbox import OutgoingRow, chat_lane, post
from models.actions.tickets import tickets
from models.rules.delivery.choices import parse_choice
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.states import DeliveryState
from models.tables.lanes import outbox
from models.tables.timers import timer
from tests.actions.office import ACCOUNT, Office
from tests.actions.own_database import ENGINES, REGULATION, at, fresh_database

DAY = 24 * 3600.0


def closing_proposed(office: Office) -> tuple[Any, int]:
    anna = office.meets()
    ticket_id = office.opens(anna)
    with office.database.write() as tx:
        view = office.view(ticket_id)
        tickets.propose_closing(tx, at(), view, office.ivan, "Иван", office.edition.regulation)
    return anna, ticket_id


def says(office: Office, anna: Any, intent: Any, seconds: float) -> list[str]:
    """What the requester is told, in a transaction of its own."""
    with office.database.write() as tx:
        scope = Scope(tx, at(ahead=seconds), ACCOUNT, office.edition)
        return [reply.text for reply in carry_out(scope, anna, [intent], scope.at.now)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("intent", [NotSolvedYet, CloseByRequester])
def test_an_answer_to_a_proposal_that_silence_ends_at_this_very_moment_finds_the_ticket_closed(
    engine: str, intent: Any, tmp_path: Path
) -> None:
    with fresh_database(engine, tmp_path) as database:
        office = Office(database, REGULATION)
        anna, ticket_id = closing_proposed(office)
        told: list[str] = []
        with database.write() as tx:
            enforcement.enforce_due(tx, at(ahead=30 * DAY))
            answer = threading.Thread(target=lambda: told.extend(says(office, anna, intent(ticket_id), 30 * DAY)))
            answer.start()
            answer.join(0.5)  # it has begun, and waits for us
        answer.join(20)
        view = office.view(ticket_id)
        assert (view.state, "закрыта" in " ".join(told)) == ("closed", True)
        with database.read() as tx:
            assert tx.execute(select(timer.c.id).where(timer.c.due_at.is_not(None))).all() == []


@pytest.mark.parametrize("engine", ["postgresql"])  # on SQLite a writer is alone
def test_a_clock_whose_ticket_is_being_changed_is_left_for_the_next_time(engine: str, tmp_path: Path) -> None:
    with fresh_database(engine, tmp_path) as database:
        office = Office(database, REGULATION)
        ticket_id = office.opens(office.meets())
        with database.write() as ours:
            tickets.locked(ours, office.view(ticket_id))
            with database.write() as enforcing:
                assert enforcement.enforce_due(enforcing, at(ahead=DAY)) == 0
        with database.write() as tx:
            assert enforcement.enforce_due(tx, at(ahead=DAY)) == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_a_sender_that_wakes_after_its_row_was_given_up_changes_nothing(engine: str, tmp_path: Path) -> None:
    with fresh_database(engine, tmp_path) as database, database.write() as tx:
        word = OutgoingRow(RowKind.POST, {"part": 0, "text": "Да", "entities": []}, repeatable=False, chat_id=7)
        post(tx, ACCOUNT, chat_lane(7), Urgency.CONVERSATION, [word], at().real)
        row_id = tx.execute(select(outbox.c.id)).scalar_one()
        assert mark_sending(tx, row_id, at().real)
        tx.execute(outbox.update().values(state=DeliveryState.UNKNOWN))
        try_again(tx, row_id, at().real, "429")
        assert tx.execute(select(outbox.c.state)).scalar_one() == DeliveryState.UNKNOWN


@pytest.mark.parametrize(
    "forged",
    ["t:99999999999999999999:0:take", "t:1:99999999999999999999:take", "d:²:solved:1", "t:1:²:take", "t:1:2:"],
)
def test_a_forged_button_that_no_database_can_look_up_is_not_one_of_ours(forged: str) -> None:
    assert parse_choice(forged) is None
