"""A batch of writes belongs to one transaction: it waits for its end, and nothing else does."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Connection, event, func, select

from models.actions.desk.whole_batches import write_all
from models.actions.queue import batched_writes, outbox
from models.actions.queue.batched_writes import open_batch
from models.actions.queue.shared_batches import share
from models.actions.reach.addressees import to_colleague
from models.db import Database
from models.rules.delivery.outgoing import Urgency
from models.tables.lanes import outbox as outbox_table
from tests.actions.drained_lanes import word
from tests.actions.office import ACCOUNT, Office, at

REAL = at().real


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def posts(tx: Connection, text: str = "a word", chat_id: int = 1) -> None:
    outbox.post(tx, ACCOUNT, outbox.chat_lane(chat_id), Urgency.CONVERSATION, [word(text, chat_id)], REAL)


def dies_in_a_batch(tx: Connection) -> None:
    with open_batch(tx):
        posts(tx, "forgotten")
        raise ValueError("a bug")


def dies_as_a_plain_message(tx: Connection) -> None:
    with share(tx, partial(write_all, tx, at())) as shared:
        shared.begin(plain=True)
        posts(tx, "forgotten")
        raise ValueError("a bug")


def written(tx: Connection) -> int:
    return tx.execute(select(func.count()).select_from(outbox_table)).scalar_one()


def test_what_is_posted_in_a_batch_is_written_when_the_batch_is(database: Database) -> None:
    with database.write() as tx:
        with open_batch(tx) as batch:
            posts(tx, "first")
            posts(tx, "second", chat_id=2)
            assert written(tx) == 0
        batched_writes.write_rows(tx, batch)
        outbox.post_many(tx, batch.posts, REAL)
        assert written(tx) == 2


def test_deliveries_of_a_batch_are_written_by_one_statement_whatever_its_size(office: Office) -> None:
    olga = office.has_head()
    view = office.view(office.shows())
    heard: list[str] = []
    with office.database.write() as tx:
        with open_batch(tx) as batch:
            for number in range(1, 201):
                part = replace(word("Ждут вас", number), delivery=to_colleague(view, olga))
                outbox.post(tx, ACCOUNT, outbox.chat_lane(number), Urgency.LADDER, [part, part], REAL)
        event.listen(tx.engine, "before_cursor_execute", lambda *heard_of: heard.append(heard_of[2]))
        outbox.post_many(tx, batch.posts, REAL)
        rows = tx.execute(select(outbox_table.c.address, outbox_table.c.delivery_id).order_by(outbox_table.c.id))
        of_chat = {(row.address, row.delivery_id) for row in rows if row.delivery_id is not None}
    assert len(of_chat) == len({delivery_id for _, delivery_id in of_chat}) == 200
    assert len([text for text in heard if text.startswith("INSERT INTO delivery")]) == 1


def test_a_batch_within_a_batch_is_refused_and_the_open_one_goes_on(database: Database) -> None:
    with database.write() as tx, open_batch(tx) as batch:
        with pytest.raises(RuntimeError, match="a batch within a batch"), open_batch(tx):
            pass
        with pytest.raises(RuntimeError, match="a batch within a batch"), tx.begin_nested(), open_batch(tx):
            pass
        posts(tx)
        assert written(tx) == 0
        assert len(batch.posts) == 1


def test_after_a_batch_that_raised_the_transaction_writes_at_once(database: Database) -> None:
    with database.write() as tx:
        with pytest.raises(ValueError, match="a bug"), tx.begin_nested():
            dies_in_a_batch(tx)
        posts(tx, "said")
        assert written(tx) == 1


def test_a_transaction_that_ends_within_its_batch_leaves_none_to_the_next_one(database: Database) -> None:
    for _ in range(3):  # connections come out of a pool and go back there
        with pytest.raises(ValueError, match="a bug"), database.write() as tx:
            dies_in_a_batch(tx)
    with database.write() as tx:
        posts(tx, "said")
        assert written(tx) == 1


def test_two_transactions_of_one_thread_have_a_batch_each(database: Database) -> None:
    with database.read() as view, database.write() as tx, open_batch(view) as of_view, open_batch(tx) as batch:
        posts(tx)
        assert (of_view.posts, len(batch.posts)) == ([], 1)


def test_while_one_transaction_has_a_batch_another_one_of_the_thread_writes_at_once(database: Database) -> None:
    with database.read() as view, open_batch(view), database.write() as tx:
        posts(tx)
        assert written(tx) == 1


def test_a_message_that_asks_the_database_is_told_what_those_before_it_led_to(database: Database) -> None:
    with database.write() as tx:
        with share(tx, partial(write_all, tx, at())) as shared:
            for text in ("first", "second"):
                shared.begin(plain=True)
                posts(tx, text)
            assert batched_writes.batch_of(tx) is not None, "they wait"
            shared.begin(plain=True)
            assert written(tx) == 2
            posts(tx, "third")
            shared.begin(plain=True)
            posts(tx, "fourth")
            with shared.of_all():
                assert written(tx) == 3, "the last one waits again"
        assert written(tx) == 4


def test_what_waited_in_a_shared_batch_that_raised_is_forgotten(database: Database) -> None:
    with database.write() as tx:
        with pytest.raises(ValueError, match="a bug"):
            dies_as_a_plain_message(tx)
        assert written(tx) == 0
        posts(tx, "said")
        assert written(tx) == 1


def test_whichever_thread_a_transaction_goes_on_in_its_batch_goes_along(database: Database) -> None:
    with database.read() as view, open_batch(view) as batch, ThreadPoolExecutor(1) as another:
        another.submit(partial(posts, view)).result()
        assert len(batch.posts) == 1
