"""The inbox loop: a message that raises and can't be told of, albums at the edges of batches."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.inbox_loop import BATCH, InboxLoop, PressAnswer, Processed
from models.actions.queue.inbox import RawInbound, Waiting, store_inbound
from models.clock import Clock, Instant
from models.db import Database
from models.queries.regulation import EditionView
from models.tables.lanes import inbox
from models.writer import Writer
from tests.actions.office import ACCOUNT, Office
from tests.actions.own_database import ENGINES, REGULATION, at, fresh_database


class Handler:
    """Notes what it is given; raises for one message, and cannot say so."""

    def __init__(self, raises_for: str = "") -> None:
        self.handled: list[str] = []
        self.together: list[int] = []
        self._raises_for = raises_for

    def handle(
        self, _tx: Connection, _at: Instant, _edition: EditionView, rows: Sequence[Waiting]
    ) -> list[PressAnswer]:
        for row in rows:
            if row.provider_id == self._raises_for:
                raise ValueError("not understood")
        self.handled += [row.provider_id for row in rows]
        self.together.append(len(rows))
        return []

    def set_aside(self, _tx: Connection, _at: Instant, row: Waiting) -> None:
        raise LookupError(f"no topic for {row.id}")


def store(database: Database, *items: tuple[str, str], album: str | None = None) -> None:
    with database.write() as tx:
        rows = [RawInbound(name, lane, {"message": {"text": name}}, album) for lane, name in items]
        store_inbound(tx, "telegram", ACCOUNT, rows, at().real)


def run(database: Database, handler: Handler, *seconds: float) -> list[Processed]:
    """One careful batch at each of these times; a careless one would be undone whole before it."""
    writer = Writer(database)
    loop = InboxLoop(ACCOUNT, writer, Clock(), handler.handle, handler.set_aside, lambda _: None)
    done = [writer.submit(partial(loop.run_batch, at=at(moment), careful=True)).result(20) for moment in seconds]
    writer.close()
    return done


@pytest.mark.parametrize("engine", ENGINES)
def test_a_message_that_can_not_even_be_told_of_stops_nobody(engine: str, tmp_path: Path) -> None:
    with fresh_database(engine, tmp_path) as database:
        Office(database, REGULATION)
        store(database, ("anna", "a1"), ("anna", "a2"), ("boris", "b1"))
        handler = Handler(raises_for="a1")
        run(database, handler, 0, 10, 20, 30)
        assert handler.handled == ["b1", "a2"]
        with database.read() as tx:
            assert tx.execute(select(inbox.c.state).where(inbox.c.provider_id == "a1")).scalar_one() == "failed"


@pytest.mark.parametrize("engine", ENGINES)
def test_an_album_at_the_end_of_a_full_batch_stays_one_message(engine: str, tmp_path: Path) -> None:
    with fresh_database(engine, tmp_path) as database:
        Office(database, REGULATION)
        store(database, *((f"lane {n}", f"word {n}") for n in range(BATCH - 3)))
        store(database, *(("anna", f"photo {n}") for n in range(10)), album="g")
        handler = Handler()
        run(database, handler, 5, 6, 7)
        assert handler.together == [1] * (BATCH - 3) + [10]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_loop_that_only_holds_back_knows_until_when(engine: str, tmp_path: Path) -> None:
    with fresh_database(engine, tmp_path) as database:
        Office(database, REGULATION)
        store(database, ("anna", "photo 1"), ("anna", "photo 2"), album="g")
        [done] = run(database, Handler(), 0.25)
        assert (done.count, done.next_in) == (0, 0.75)
