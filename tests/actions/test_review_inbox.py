"""The inbox loop when a message raises, and telling of it raises too."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.inbox_loop import InboxLoop, PressAnswer
from models.actions.inbox import RawInbound, Waiting, store_inbound
from models.clock import Clock, Instant
from models.db import Database
from models.queries.regulation import EditionView
from models.tables.lanes import inbox
from models.writer import Writer
from tests.actions.review_desk import ACCOUNT, ENGINES, Desk, at, fresh_database


class Handler:
    """Notes what it is given; raises for one message, and cannot say so."""

    def __init__(self, raises_for: str) -> None:
        self.handled: list[str] = []
        self._raises_for = raises_for

    def handle(
        self, _tx: Connection, _at: Instant, _edition: EditionView, rows: Sequence[Waiting]
    ) -> list[PressAnswer]:
        for row in rows:
            if row.provider_id == self._raises_for:
                raise ValueError("not understood")
        self.handled += [row.provider_id for row in rows]
        return []

    def set_aside(self, _tx: Connection, _at: Instant, row: Waiting) -> None:
        raise LookupError(f"no topic for {row.id}")


def store(database: Database, *items: tuple[str, str]) -> None:
    with database.write() as tx:
        rows = [RawInbound(provider_id, lane, {"message": {"text": provider_id}}) for lane, provider_id in items]
        store_inbound(tx, "telegram", ACCOUNT, rows, at().real)


def run(database: Database, handler: Handler, *seconds: float) -> None:
    """One careful batch at each of these times; a careless one would be undone whole before it."""
    writer = Writer(database)
    loop = InboxLoop(ACCOUNT, writer, Clock(), handler.handle, handler.set_aside, lambda _: None)
    for moment in seconds:
        writer.submit(partial(loop.run_batch, at=at(moment), careful=True)).result(20)
    writer.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_message_that_can_not_even_be_told_of_stops_nobody(engine: str, tmp_path: Path) -> None:
    with fresh_database(engine, tmp_path) as database:
        Desk(database)
        store(database, ("anna", "a1"), ("anna", "a2"), ("boris", "b1"))
        handler = Handler(raises_for="a1")
        run(database, handler, 0, 10, 20, 30)
        assert handler.handled == ["b1", "a2"]
        with database.read() as tx:
            assert tx.execute(select(inbox.c.state).where(inbox.c.provider_id == "a1")).scalar_one() == "failed"
