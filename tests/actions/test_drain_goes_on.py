"""A drain goes on for the other lanes, whatever one of them, the database or a signal does."""

import pytest
from sqlalchemy import select

from models.actions.queue.dispatching import Dispatch
from models.db import Database
from models.rules.delivery.send_results import SendResult, Sent
from models.tables.messages import message_copy
from tests.actions.drained_lanes import Budget, NotingWriter, Telegram, drain, falls, lanes, post, states, word
from tests.actions.office import Office


def test_a_repeatable_row_that_raises_is_given_up_and_its_lane_goes_on(database: Database) -> None:
    post(database, 1, word("poison", 1, repeatable=True), word("after it", 1))
    telegram = Telegram(falls)
    drain(database, telegram.send)
    assert telegram.heard == ["poison", "after it"]
    assert states(database) == {"poison": "failed_permanently", "after it": "sent"}


def test_a_lane_that_raises_is_logged_once_and_the_others_go_on(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    post(database, 1, word("falls", 1))
    for chat_id in (2, 3):
        post(database, chat_id, word(f"to {chat_id}", chat_id))
    telegram, budget = Telegram(), Budget()

    def falls_for_the_first() -> None:
        if budget.asked[-1].address == "1":
            raise ValueError("a bug in the budget")

    budget.meanwhile(falls_for_the_first)
    drain(database, telegram.send, budget)
    assert sorted(telegram.heard) == ["to 2", "to 3"]
    assert caplog.text.count("a lane raised") == 1
    assert states(database)["falls"] == "pending", "it keeps its lease, and goes when that ends"


def test_a_result_that_can_not_be_recorded_costs_the_other_lanes_nothing(office: Office) -> None:
    anna = office.meets()
    ticket_id = office.opens(anna)
    office.delivers()
    message_id = office.view(ticket_id).first_message_id
    with office.database.read() as tx:
        copies = select(message_copy.c.provider_id).where(message_copy.c.address == anna.address)
        known = str(tx.execute(copies.limit(1)).scalar_one())
    chat = int(anna.address)
    post(office.database, chat, word("poison", chat, message_id=message_id), word("after it", 1))
    for chat_id in range(2, 6):
        post(office.database, chat_id, *(word(f"{chat_id}.{number}", chat_id) for number in range(3)))
    # the world names what it sent as a message that we know already in that chat: a row of ours would be there twice
    telegram = Telegram(*(lambda _: Sent((known,)) for _ in range(14)))
    telegram.takes(0.02)
    drain(office.database, telegram.send)
    ended = states(office.database)
    assert len(telegram.heard) == len(set(telegram.heard)) == 14
    assert {ended[text] for text in telegram.heard} == {"sent"}
    assert _leases(office.database) == []


def test_a_database_away_for_a_moment_makes_nothing_unknown(database: Database) -> None:
    for chat_id in range(1, 9):
        post(database, chat_id, word(f"to {chat_id}", chat_id))
    writer, telegram = NotingWriter(database), Telegram()
    telegram.takes(0.3)

    async def send(dispatch: Dispatch) -> SendResult:
        result = await telegram.send(dispatch)
        if len(telegram.seen) == 8 and not gone:
            gone.append(True)
            writer.loses_its_database(10)
        return result

    gone: list[bool] = []
    drain(database, send, writer=writer)
    assert (gone, writer.fails) == ([True], 0)
    assert set(states(database).values()) == {"sent"}
    assert _leases(database) == []


def test_what_is_under_way_is_finished_and_nothing_begun_when_the_process_is_to_stop(database: Database) -> None:
    post(database, 1, *(word(f"word {number}", 1) for number in range(50)))
    telegram = Telegram()
    telegram.takes(0.02)
    drain(database, telegram.send, stopping=lambda: len(telegram.seen) >= 3)
    assert list(states(database).values()) == ["sent"] * 3 + ["pending"] * 47
    assert _leases(database) == []


def _leases(database: Database) -> list[str]:
    return [one.lease for one in lanes(database) if one.lease is not None]
