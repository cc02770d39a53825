"""«Too many requests» names no scope: one chat waits alone, and the account only when everything is refused."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle

import pytest

from models.actions.queue.dispatching import Dispatch
from models.clock import Clock
from models.db import Database
from models.rules.delivery.outgoing import DELIVER
from models.rules.delivery.places import at_address
from models.rules.delivery.send_results import FailedTemporarily, SendResult, Sent
from models.writer import Writer
from tests.actions.drained_lanes import post, rows, word
from tests.actions.office import ACCOUNT
from workers.drain import Drain
from workers.rate_budget import Ask, Room

HOUR = 3600.0


class NotedBudget:
    """Lets everything pass that is not paused."""

    def __init__(self) -> None:
        self._silent: dict[tuple[str, str, str | None], float] = {}

    @property
    def paused(self) -> dict[int | None, float]:
        """Chats of Telegram; None: the whole account."""
        telegram = {
            where[2]: seconds for where, seconds in self._silent.items() if where[:2] == ("telegram", ACCOUNT)
        }
        return {None if address is None else int(address): seconds for address, seconds in telegram.items()}

    @property
    def silent_accounts(self) -> list[tuple[str, str]]:
        return [(transport, account) for transport, account, address in self._silent if address is None]

    async def take(self, ask: Ask) -> Room:
        account = (ask.transport, ask.account)
        return Room(max(self._silent.get((*account, address), 0.0) for address in (ask.address, None)))

    async def pause(self, transport: str, account: str, address: str | None, seconds: float) -> None:
        self._silent[transport, account, address] = seconds


class Service:
    """Refuses these chats for an hour and more, the first one longest."""

    def __init__(self, *refused: int) -> None:
        self.refused = refused
        self.asked: list[int] = []

    async def answers(self, dispatch: Dispatch) -> SendResult:
        assert dispatch.address is not None
        chat_id = int(dispatch.address)
        self.asked.append(chat_id)
        if chat_id in self.refused:
            return FailedTemporarily(HOUR * (5 - self.refused.index(chat_id)), "429")
        return Sent((str(dispatch.id),))


def drains(
    database: Database, service: Service, chats: list[int], *, transports: Sequence[str] = ("telegram",)
) -> tuple[NotedBudget, list[str]]:
    """Returns what was paused and the states of all rows. One after the other, or the order would be chance.

    transports: in turn, chat by chat. The account has the same name in all of them.
    """
    budget = NotedBudget()
    writer = Writer(database)
    for chat_id, transport in zip(chats, cycle(transports), strict=False):
        post(database, chat_id, replace(word(f"to {chat_id}", chat_id), to=at_address(transport, str(chat_id))))
        drain = Drain(DELIVER, writer, Clock(), budget, service.answers)  # type: ignore[arg-type]
        drain._restraint._refused = service.__dict__.setdefault("in_a_row", {})
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


def test_refusals_of_two_transports_in_turn_silence_neither_though_their_accounts_have_one_name(
    database: Database,
) -> None:
    service = Service(1, 2, 3, 4)
    budget, _ = drains(database, service, [1, 2, 3, 4], transports=["telegram", "sms"])
    assert service.asked == [1, 2, 3, 4]
    assert budget.silent_accounts == []


def test_what_one_transport_accepts_is_no_sign_that_the_account_of_another_is_well(database: Database) -> None:
    service = Service(1, 3, 5)
    budget, _ = drains(database, service, [1, 2, 3, 4, 5], transports=["telegram", "sms"])
    assert budget.silent_accounts == [("telegram", ACCOUNT)]
