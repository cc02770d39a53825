"""Whole actions of a process that collide with those of another."""

import contextlib
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, text, update

from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.rules.delivery.outgoing import RowKind, Urgency
from models.tables.lanes import lane
from models.writer import Writer
from tests.actions.office import ACCOUNT
from tests.actions.own_database import at, fresh_database


def post(tx: Connection, chat_id: int) -> None:
    draft = OutgoingRow(
        RowKind.POST, {"part": 0, "text": "Здравствуйте", "entities": []}, repeatable=False, chat_id=chat_id
    )
    outbox.post(tx, ACCOUNT, outbox.chat_lane(chat_id), Urgency.CONVERSATION, [draft], at().real)


@pytest.mark.parametrize("engine", ["postgresql"])
def test_actions_that_wait_for_each_other_are_both_done(engine: str, tmp_path: Path) -> None:
    with fresh_database(engine, tmp_path) as database:
        with database.write() as tx:
            post(tx, 1)
            post(tx, 2)
        met = threading.Barrier(2)

        def both(first: int, second: int) -> None:
            def act(tx: Connection) -> None:
                tx.execute(update(lane).where(lane.c.key == outbox.chat_lane(first)).values(urgency=0))
                # only the first time round: the one who comes again comes alone
                if not met.broken:
                    with contextlib.suppress(threading.BrokenBarrierError):
                        met.wait(0.5)
                post(tx, second)

            writer = Writer(database)
            writer.submit(act).result(20)
            writer.close()

        errors: list[BaseException] = []

        def run(first: int, second: int) -> None:
            try:
                both(first, second)
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=run, args=pair) for pair in ((1, 2), (2, 1))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert errors == []


@pytest.mark.parametrize("engine", ["postgresql"])
def test_nobody_waits_for_ever_for_a_process_that_froze_with_its_locks(engine: str, tmp_path: Path) -> None:
    with fresh_database(engine, tmp_path) as database, database.read() as tx:
        assert tx.execute(text("SHOW lock_timeout")).scalar_one() == "10s"
        assert tx.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one() == "30s"
