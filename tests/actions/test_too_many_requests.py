"""«Too many requests» names no scope: one chat waits alone, and the account only when everything is refused."""

import asyncio

import pytest

from models.actions.queue.dispatching import Dispatch
from models.clock import Clock
from models.db import Database
from models.rules.delivery.outgoing import DELIVER
from models.rules.delivery.send_results import FailedTemporarily, SendResult, Sent
from models.writer import Writer
from tests.actions.drained_lanes import post, rows, word
from tests.actions.office import ACCOUNT
from workers.drain import Drain
from workers.rate_budget import Ask

HOUR = 3600.0


class NotedBudget:
    """Lets everything pass that is not paused."""

    def __init__(self) -> None:
        self.paused: dict[int | None, float] = {}

    async def take(self, ask: Ask) -> float:
        return max(self.paused.get(int(ask.address), 0.0), self.paused.get(None, 0.0))

    async def pause(self, account: str, address: str | None, seconds: float) -> None:
        assert account == ACCOUNT
        self.paused[None if address is None else int(address)] = seconds


class Service:
    """Refuses these chats for an hour and more, the first one longest."""

    def __init__(self, *refused: int) -> None:
        self.refused = refused
        self.asked: list[int] = []

    async def answers(self, dispatch: Dispatch) -> SendResult:
        assert dispatch.chat_id is not None
        self.asked.append(dispatch.chat_id)
        if dispatch.chat_id in self.refused:
            return FailedTemporarily(HOUR * (5 - self.refused.index(dispatch.chat_id)), "429")
        return Sent((str(dispatch.id),))


def drains(database: Database, service: Service, chats: list[int]) -> tuple[NotedBudget, list[str]]:
    """Returns what was paused and the states of all rows. One after the other, or the order would be chance."""
    budget = NotedBudget()
    writer = Writer(database)
    for chat_id in chats:
        post(database, chat_id, word(f"to {chat_id}", chat_id))
        drain = Drain(DELIVER, writer, Clock(), budget, service.answers)  # type: ignore[arg-type]
        drain._refused = service.__dict__.setdefault("in_a_row", {})
        asyncio.run(drain.run())
    writer.close()
    return budget, [row.state for row in rows(database)]


def test_a_chat_that_is_refused_for_hours_waits_alone(database: Database) -> None:
    budget, states = drains(database, Service(1), [1, 2, 3, 4])
    assert budget.paused == {1: 5 * HOUR}
    assert states == ["failed_temporarily", "sent", "sent", "sent"]


@pytest.mark.parametrize("chats", [[1, 9, 2, 9, 3], [1, 1, 2, 2, 1]])
def test_chats_that_are_refused_between_others_that_are_not_wait_alone(database: Database, chats: list[int]) -> None:
    budget, _ = drains(database, Service(1, 2, 3), chats)
    assert None not in budget.paused


def test_when_chat_after_chat_is_refused_the_account_is_silent_for_the_shortest_of_it(database: Database) -> None:
    service = Service(1, 2, 3, 4, 5)
    budget, states = drains(database, service, [1, 2, 3, 4, 5])
    assert budget.paused[None] == 3 * HOUR
    assert service.asked == [1, 2, 3], "nobody else was tried"
    assert states == ["failed_temporarily"] * 3 + ["pending"] * 2
