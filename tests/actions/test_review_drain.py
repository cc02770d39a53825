"""A drain goes on for the other lanes, whatever one of them, the database or a signal does."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from models.actions.queue import outbox
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.outbox import OutgoingRow
from models.clock import Clock
from models.db import Database
from models.rules.delivery.outgoing import DELIVER, RowKind, Urgency
from models.rules.delivery.send_results import SendResult, Sent
from models.tables.lanes import lane
from models.tables.lanes import outbox as outbox_table
from models.writer import Writer
from tests.actions.office import ACCOUNT, Office
from tests.actions.own_database import REGULATION, fresh_database
from workers.drain import Drain


class OpenBudget:
    async def take(self, _ask: object) -> float:
        return 0.0


class AbsentMindedWriter:
    """A writer whose database can go away for some orders."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.fails = 0

    def goes_away(self, orders: int) -> None:
        self.fails = orders

    async def run(self, action: Any, *, durable: bool = False) -> Any:
        if self.fails:
            self.fails -= 1
            raise OperationalError("SELECT 1", None, Exception("server closed the connection"))
        return await self._writer.run(action, durable=durable)


def word(text: str, chat_id: int, message_id: int | None = None) -> OutgoingRow:
    payload = {"part": 0, "text": text, "entities": []}
    return OutgoingRow(RowKind.POST, payload, repeatable=False, chat_id=chat_id, message_id=message_id)


def post(database: Database, chat_id: int, *drafts: OutgoingRow) -> None:
    with database.write() as tx:
        real = Clock().read().real
        outbox.post(tx, ACCOUNT, outbox.chat_lane(chat_id), Urgency.CONVERSATION, drafts, real)


def states(database: Database) -> dict[str, str]:
    with database.read() as tx:
        rows = tx.execute(select(outbox_table.c.payload, outbox_table.c.state).order_by(outbox_table.c.id))
        return {row.payload.get("text", row.state): row.state for row in rows}


def leases(database: Database) -> list[str]:
    with database.read() as tx:
        return list(tx.execute(select(lane.c.lease).where(lane.c.lease.is_not(None))).scalars())


def drain(writer: Any, send: Callable[[Dispatch], Any], stopping: Callable[[], bool] = lambda: False) -> None:
    budget: Any = OpenBudget()
    asyncio.run(Drain(DELIVER, writer, Clock(), budget, send, stopping).run())


class World:
    """Accepts everything, slowly if asked; remembers what it was given."""

    def __init__(self, seconds: float = 0.0, provider_id: str = "") -> None:
        self.seen: list[str] = []
        self._seconds = seconds
        self._provider_id = provider_id

    async def accepts(self, dispatch: Dispatch) -> SendResult:
        self.seen.append(dispatch.payload["text"])
        await asyncio.sleep(self._seconds)
        return Sent((self._provider_id or str(dispatch.id),))


def test_a_result_that_can_not_be_recorded_costs_the_other_lanes_nothing(tmp_path: Path) -> None:
    with fresh_database("sqlite", tmp_path) as database:
        office = Office(database, REGULATION)
        anna = office.meets()
        ticket_id = office.opens(anna, provider_ids=("77",))
        message_id = office.view(ticket_id).first_message_id
        with database.write() as tx:  # only the words of this test are to be sent
            tx.execute(lane.update().values(due_at=None))
        # the world names a message as one that we know already in that chat: a row of ours would be there twice
        post(database, 1, word("poison", 1, message_id), word("after it", 1))
        for chat_id in range(2, 6):
            post(database, chat_id, *(word(f"{chat_id}.{n}", chat_id) for n in range(3)))
        world, writer = World(0.02, provider_id="77"), Writer(database)
        drain(writer, world.accepts)
        writer.close()
        ended = states(database)
        assert len(world.seen) == len(set(world.seen)) == 14
        assert {state for text, state in ended.items() if text in world.seen} == {"sent"}
        assert leases(database) == []


def test_a_database_away_for_a_moment_makes_nothing_unknown(tmp_path: Path) -> None:
    with fresh_database("sqlite", tmp_path) as database:
        for chat_id in range(1, 9):
            post(database, chat_id, word(f"to {chat_id}", chat_id))
        inner = Writer(database)
        writer, world = AbsentMindedWriter(inner), World(0.3)

        async def accepts(dispatch: Dispatch) -> SendResult:
            result = await world.accepts(dispatch)
            if len(world.seen) == 8 and not writer.fails:
                writer.goes_away(10)
                world.seen.append("gone")
            return result

        drain(writer, accepts)
        inner.close()
        assert set(states(database).values()) == {"sent"}
        assert leases(database) == []


def test_what_is_under_way_is_finished_and_nothing_begun_when_the_process_is_to_stop(tmp_path: Path) -> None:
    with fresh_database("sqlite", tmp_path) as database:
        post(database, 1, *(word(f"word {n}", 1) for n in range(50)))
        writer, world = Writer(database), World(0.02)
        drain(writer, world.accepts, lambda: len(world.seen) >= 3)
        writer.close()
        ended = list(states(database).values())
        assert ended == ["sent"] * 3 + ["pending"] * 47
        assert leases(database) == []
