"""What stands around a drain in tests: a budget, a writer and a Telegram whose powers have names."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from redis.exceptions import ConnectionError as RedisAway
from sqlalchemy import Row, select
from sqlalchemy.exc import OperationalError

from models.actions.queue import outbox
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.outbox import OutgoingRow
from models.clock import Clock
from models.db import Database
from models.rules.delivery.outgoing import DELIVER, RowKind, Urgency
from models.rules.delivery.payloads import PostPayload, as_post
from models.rules.delivery.places import in_staff_chat
from models.rules.delivery.rate_limits import Rate
from models.rules.delivery.send_results import SendResult, Sent
from models.tables.lanes import lane
from models.tables.lanes import outbox as outbox_table
from models.writer import Writer
from tests.actions.office import ACCOUNT
from workers.drain import Drain
from workers.rate_budget import Ask, Room


class Budget:
    """Lets everything go at once and notes what it was asked and which chats were to be silent."""

    def __init__(self) -> None:
        self.asked: list[Ask] = []
        self.pauses: list[tuple[int, float]] = []
        self._away = False
        self._full: dict[int, float] = {}
        self._most = 10
        self._left: int | None = None
        self._meanwhile: Callable[[], None] = lambda: None

    def goes_away(self) -> None:
        """Redis is not there."""
        self._away = True

    def is_full(self, chat_id: int, wait: float) -> None:
        """For so many seconds."""
        self._full[chat_id] = wait

    def has_no_room_for(self, cost: int) -> None:
        """For half a minute."""
        self._most = cost - 1

    def meanwhile(self, act: Callable[[], None]) -> None:
        """Somebody acts between the lease of a row and its departure."""
        self._meanwhile = act

    def has_left(self, posts: int) -> None:
        """So many of twenty a minute, in each group."""
        self._left = posts

    async def take(self, ask: Ask) -> Room:
        if self._away:
            raise RedisAway
        self.asked.append(ask)
        self._meanwhile()
        wait = 30.0 if ask.cost > self._most else self._full.get(int(ask.address), 0.0)
        return Room(wait, self._left, Rate(20, 60.0)) if ask.in_group and self._left is not None else Room(wait)

    async def pause(self, _transport: str, _account: str, address: str, seconds: float) -> None:
        self.pauses.append((int(address), seconds))


class NotingWriter:
    """A writer that notes of each commit whether it had to be on disk before it returned."""

    def __init__(self, database: Database) -> None:
        self.durable: list[bool] = []
        self.fails = 0
        self._writer = Writer(database)

    def loses_its_database(self, times: int) -> None:
        """For so many actions."""
        self.fails = times

    async def run(self, action: Any, *, durable: bool = False) -> Any:
        self._note(durable)
        return await self._writer.run(action, durable=durable)

    def run_here(self, action: Any) -> Any:
        self._note(durable=False)
        return self._writer.run_here(action)

    def _note(self, durable: bool) -> None:
        if self.fails:
            self.fails -= 1
            raise OperationalError("SELECT 1", None, Exception("server closed the connection"))
        self.durable.append(durable)

    def close(self) -> None:
        self._writer.close()


class Telegram:
    """Accepts what it is given, or does what it was told to."""

    def __init__(self, *does: Callable[[Dispatch], SendResult]) -> None:
        self.seen: list[Dispatch] = []
        self._does = list(does)
        self._seconds = 0.0

    def takes(self, seconds: float) -> None:
        """For each answer."""
        self._seconds = seconds

    async def send(self, dispatch: Dispatch) -> SendResult:
        self.seen.append(dispatch)
        await asyncio.sleep(self._seconds)
        return self._does.pop(0)(dispatch) if self._does else Sent((str(dispatch.id),))

    @property
    def heard(self) -> list[str]:
        return [as_post(dispatch.payload)["text"] for dispatch in self.seen]


def falls(_: Dispatch) -> SendResult:
    raise ValueError("a bug while sending")


def word(
    text: str, chat_id: int, *, repeatable: bool = False, message_id: int | None = None, **facts: Any
) -> OutgoingRow:
    """message_id: of the message that it shows. facts: more of its payload."""
    payload: PostPayload = {"part": 0, "text": text, "entities": []}
    payload |= facts  # type: ignore[typeddict-item]
    return OutgoingRow(RowKind.POST, payload, repeatable=repeatable, to=in_staff_chat(chat_id), message_id=message_id)


def post(database: Database, chat_id: int, *drafts: OutgoingRow, account: str = ACCOUNT) -> None:
    with database.write() as tx:
        outbox.post(tx, account, outbox.chat_lane(chat_id), Urgency.CONVERSATION, drafts, Clock().read().real)


def drain(
    database: Database,
    send: Callable[[Dispatch], Any],
    budget: Any = None,
    *,
    writer: NotingWriter | None = None,
    stopping: Callable[[], bool] = lambda: False,
    serves: Callable[[Dispatch], bool] = lambda _: True,
) -> list[bool]:
    """Runs until nothing is due, or stops. Returns of each commit whether it was durable."""
    noting: Any = writer or NotingWriter(database)
    asked: Any = budget or Budget()
    drain = Drain(DELIVER, noting, Clock(), asked, send, stopping, serves=serves)
    drain.claim()
    asyncio.run(drain.run())
    noting.close()
    durable: list[bool] = noting.durable
    return durable


def states(database: Database) -> dict[str, str]:
    """Of each row of the outbox, by its words."""
    return {row.payload.get("text", row.kind): row.state for row in rows(database)}


def rows(database: Database) -> Sequence[Row[Any]]:
    with database.read() as tx:
        return tx.execute(select(outbox_table).order_by(outbox_table.c.id)).all()


def lanes(database: Database) -> Sequence[Row[Any]]:
    with database.read() as tx:
        return tx.execute(select(lane).order_by(lane.c.id)).all()
