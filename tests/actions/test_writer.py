"""The writer runs whole actions, many to a commit, and what raises costs the others nothing."""

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from sqlalchemy import Connection, text, update

from models.actions.enforcement.rehearsal import move_forward
from models.actions.queue import outbox
from models.db import Database
from models.queries.rehearsal import ahead_seconds
from models.rules.delivery.outgoing import Urgency
from models.tables.lanes import lane
from models.writer import MAX_BATCH, Writer
from tests.actions.drained_lanes import word
from tests.actions.office import ACCOUNT, at
from tests.conftest import ONLY_POSTGRESQL


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    writer = Writer(database)
    yield writer
    writer.close()


class Gate:
    """An action that holds the writer up until it is opened, so that what follows gathers into one batch."""

    def __init__(self, writer: Writer) -> None:
        self._entered, self._opened = threading.Event(), threading.Event()
        self._done = writer.submit(self._wait)
        assert self._entered.wait(60)

    def _wait(self, tx: Connection) -> None:
        self._entered.set()
        assert self._opened.wait(60)

    def open(self) -> None:
        self._opened.set()
        self._done.result(60)


def steps(tx: Connection) -> int:
    move_forward(tx, 1)
    return ahead_seconds(tx)


def falls(tx: Connection) -> None:
    move_forward(tx, 1000)
    raise ValueError("a bug of this action")


def ahead(database: Database) -> int:
    with database.read() as tx:
        return ahead_seconds(tx)


async def test_an_action_is_committed_when_its_turn_returns(writer: Writer, database: Database) -> None:
    assert await writer.run(steps) == 1
    assert ahead(database) == 1


def test_actions_run_in_the_order_in_which_they_were_given(writer: Writer) -> None:
    given = [writer.submit(steps) for _ in range(3 * MAX_BATCH)]
    assert [one.result(60) for one in given] == list(range(1, 3 * MAX_BATCH + 1))


def test_actions_that_wait_share_a_commit(writer: Writer, database: Database) -> None:
    seen: list[int] = []
    gate = Gate(writer)

    def looks(tx: Connection) -> None:
        steps(tx)
        seen.append(ahead(database))

    given = [writer.submit(looks) for _ in range(5)]
    gate.open()
    for one in given:
        one.result(60)
    assert seen == [0] * 5, "nobody outside sees a part of a batch"
    assert ahead(database) == 5


def test_an_action_that_raises_takes_nothing_of_the_others_with_it(writer: Writer, database: Database) -> None:
    gate = Gate(writer)
    given: list[Future[int]] = [writer.submit(steps) for _ in range(3)]
    fallen = writer.submit(falls)
    given += [writer.submit(steps) for _ in range(3)]
    gate.open()
    assert [one.result(60) for one in given] == [1, 2, 3, 4, 5, 6]
    with pytest.raises(ValueError, match="a bug of this action"):
        fallen.result(60)
    assert ahead(database) == 6


def test_each_that_raises_hears_of_its_own_error(writer: Writer) -> None:
    def fails_with(words: str) -> "Future[None]":
        def fails(tx: Connection) -> None:
            raise ValueError(words)

        return writer.submit(fails)

    gate = Gate(writer)
    fallen = [fails_with(words) for words in ("one", "two", "three")]
    gate.open()
    assert [str(one.exception(10)) for one in fallen] == ["one", "two", "three"]


def test_a_durable_action_in_a_batch_is_done_like_the_others(writer: Writer, database: Database) -> None:
    gate = Gate(writer)
    given = [writer.submit(steps, durable=number == 1) for number in range(3)]
    gate.open()
    assert [one.result(60) for one in given] == [1, 2, 3]
    assert ahead(database) == 3


def test_what_was_called_off_before_its_turn_is_not_done(writer: Writer, database: Database) -> None:
    gate = Gate(writer)
    given = [writer.submit(steps) for _ in range(3)]
    assert given[1].cancel()
    gate.open()
    assert given[2].result(60) == 2
    assert ahead(database) == 2


def test_closing_finishes_what_was_given_and_takes_nothing_more(database: Database) -> None:
    writer = Writer(database)
    gate = Gate(writer)
    given = [writer.submit(steps) for _ in range(MAX_BATCH + 5)]
    closing = threading.Thread(target=writer.close)
    closing.start()
    gate.open()
    closing.join(60)
    assert all(one.done() for one in given)
    assert ahead(database) == MAX_BATCH + 5
    with pytest.raises(RuntimeError, match="closed"):
        writer.submit(steps)


def takes(tx: Connection, chat_id: int) -> None:
    """The lane of a chat, for a row in it."""
    outbox.post(
        tx, ACCOUNT, outbox.chat_lane(chat_id), Urgency.CONVERSATION, [word("Здравствуйте", chat_id)], at().real
    )


@ONLY_POSTGRESQL
def test_actions_that_wait_for_each_other_are_both_done(database: Database) -> None:
    with database.write() as tx:
        takes(tx, 1)
        takes(tx, 2)
    met = threading.Barrier(2)

    def both(first: int, second: int) -> None:
        def act(tx: Connection) -> None:
            tx.execute(update(lane).where(lane.c.key == outbox.chat_lane(first)).values(urgency=0))
            # only the first time round: the one who comes again comes alone
            if not met.broken:
                with contextlib.suppress(threading.BrokenBarrierError):
                    met.wait(0.5)
            takes(tx, second)

        writer = Writer(database)
        writer.submit(act).result(60)
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
        thread.join(60)
    assert errors == []


@ONLY_POSTGRESQL
def test_nobody_waits_for_ever_for_a_process_that_froze_with_its_locks(database: Database) -> None:
    with database.read() as tx:
        assert tx.execute(text("SHOW lock_timeout")).scalar_one() == "10s"
        assert tx.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one() == "30s"
