"""Everything that comes in is stored once, processed in order, and never lost because of its neighbour."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.inbox_loop import BATCH, InboxLoop, Processed
from bot.requester.batches import Batch
from bot.requester.editions import NothingAdopted
from bot.requester.heard import Served
from models.actions.desk import editions
from models.actions.queue import inbox
from models.actions.queue.inbox import RawInbound, Waiting
from models.clock import Clock, Instant
from models.db import Database
from models.tables.lanes import inbox as inbox_table
from tests.actions.office import ACCOUNT, at
from tests.journeys.regulations import RUSSIAN


class Ear:
    """Hears what the loop hands over; falls over the words it was told to, and tells of it unless it is dumb."""

    def __init__(self, database: Database, *breaks: str, adopted: bool = True) -> None:
        self.database = database
        self.breaks = breaks
        self.dumb = False
        self.heard: list[list[str]] = []
        self.aside: list[str] = []
        self._loop = InboxLoop([ACCOUNT], None, Clock(), self._handle, self._set_aside, lambda done: None)  # type: ignore[arg-type]
        if adopted:
            with database.write() as tx:
                editions.adopt(tx, RUSSIAN, at().now)

    def listens(self, seconds: float = 0) -> int:
        """One batch, as the loop runs it; how much there was in it."""
        return self.runs(seconds).count

    def runs(self, seconds: float) -> Processed:
        """Message by message only when one of them raised."""
        before = list(self.heard)
        try:
            with self.database.write() as tx:
                return self._loop.run_batch(tx, at(f"{seconds}s"), careful=False)
        except ValueError:
            self.heard = before
            with self.database.write() as tx:
                return self._loop.run_batch(tx, at(f"{seconds}s"), careful=True)

    def _handle(self, tx: Connection, when: Instant, batch: Batch, rows: Sequence[Waiting]) -> Served:
        batch.editions.all()
        words = [str(row.payload["words"]) for row in rows]
        if any(word in self.breaks for word in words):
            raise ValueError("does not compute")
        self.heard.append(words)
        return Served()

    def _set_aside(self, tx: Connection, when: Instant, row: Waiting) -> None:
        if self.dumb:
            raise LookupError(f"no topic for {row.id}")
        self.aside.append(str(row.payload["words"]))


def comes(
    database: Database, *words: str, lane: str = "chat:1", album: str | None = None, account: str = ACCOUNT
) -> int:
    items = [RawInbound(f"{lane}/{word}", lane, {"words": word}, album) for word in words]
    with database.write(durable=True) as tx:
        return inbox.store_inbound(tx, "telegram", account, items, at().real)


def states(database: Database) -> list[str]:
    with database.read() as tx:
        return list(tx.execute(select(inbox_table.c.state).order_by(inbox_table.c.id)).scalars())


def test_what_comes_twice_is_stored_once(database: Database) -> None:
    assert comes(database, "a", "b") == 2
    assert comes(database, "b", "c", "c") == 1
    ear = Ear(database)
    ear.listens()
    assert ear.heard == [["a"], ["b"], ["c"]]


def test_two_bots_count_their_updates_each_for_itself(database: Database) -> None:
    assert comes(database, "a", "b") == 2
    assert comes(database, "a", "b", account="another") == 2, "the same numbers, and other messages"


def test_the_same_number_from_a_modem_is_another_message(database: Database) -> None:
    assert comes(database, "a") == 1
    with database.write(durable=True) as tx:
        items = [RawInbound("chat:1/a", "phone:1", {"words": "a"})]
        assert inbox.store_inbound(tx, "sms", ACCOUNT, items, at().real) == 1


def test_a_bot_hears_nothing_that_was_said_to_another(database: Database) -> None:
    comes(database, "to another", account="another")
    comes(database, "to us")
    ear = Ear(database)
    while ear.listens():
        pass
    assert ear.heard == [["to us"]]
    assert states(database) == ["pending", "done"]


def test_a_conversation_is_heard_in_its_order(database: Database) -> None:
    comes(database, *map(str, range(30)))
    ear = Ear(database)
    while ear.listens():
        pass
    assert ear.heard == [[str(number)] for number in range(30)]
    assert ear.listens(9999) == 0


def test_an_album_is_held_until_it_is_whole_and_is_one_message(database: Database) -> None:
    comes(database, "before")
    comes(database, "first", album="x")
    comes(database, "after")
    ear = Ear(database)
    ear.listens()
    assert ear.heard == [["before"]]
    comes(database, "second", album="x")
    ear.listens()
    assert ear.heard == [["before"]], "nothing overtakes what is held"
    ear.listens(2)
    assert ear.heard == [["before"], ["first", "second"], ["after"]]


def test_an_album_in_one_chat_holds_up_no_other(database: Database) -> None:
    comes(database, "photo", lane="chat:1", album="x")
    comes(database, "hello", lane="chat:2")
    ear = Ear(database)
    ear.listens()
    assert ear.heard == [["hello"]]


def test_an_album_at_the_end_of_a_full_batch_stays_one_message(database: Database) -> None:
    for number in range(BATCH - 3):
        comes(database, "word", lane=f"lane {number}")
    photos = [f"photo {number}" for number in range(10)]
    comes(database, *photos, album="x")
    ear = Ear(database)
    for seconds in (5, 6, 7):
        ear.listens(seconds)
    assert ear.heard == [["word"]] * (BATCH - 3) + [photos]


def test_a_loop_that_only_holds_back_knows_until_when(database: Database) -> None:
    comes(database, "photo 1", "photo 2", album="x")
    done = Ear(database).runs(0.25)
    assert (done.count, done.next_in) == (0, 0.75)


def test_a_message_that_raises_holds_up_no_other_conversation(database: Database) -> None:
    comes(database, "bad", "good", lane="chat:1")
    comes(database, "other", lane="chat:2")
    ear = Ear(database, "bad")
    ear.listens()
    assert ["other"] in ear.heard


def test_a_message_that_raised_three_times_is_set_aside_and_its_lane_goes_on(database: Database) -> None:
    comes(database, "bad", "good")
    ear = Ear(database, "bad")
    for seconds in (0, 10, 20, 30):
        ear.listens(seconds)
    assert ear.aside == ["bad"]
    assert ear.heard == [["good"]]
    assert states(database) == ["failed", "done"]


def test_a_message_that_can_not_even_be_told_of_stops_nobody(database: Database) -> None:
    comes(database, "a1", "a2", lane="chat:1")
    comes(database, "b1", lane="chat:2")
    ear = Ear(database, "a1")
    ear.dumb = True
    for seconds in (0, 10, 20, 30):
        ear.listens(seconds)
    assert ear.heard == [["b1"], ["a2"]]
    assert states(database) == ["failed", "done", "done"]


def test_a_message_that_raised_once_keeps_its_place(database: Database) -> None:
    comes(database, "flaky", "next")
    ear = Ear(database, "flaky")
    ear.listens()
    assert ear.heard == [], "what comes after it must not overtake it"
    ear.breaks = ()
    ear.listens(30)
    assert ear.heard == [["flaky"], ["next"]]


def test_nothing_is_set_aside_because_no_regulation_is_in_force(database: Database) -> None:
    comes(database, "early")
    ear = Ear(database, adopted=False)
    for seconds in range(5):
        with pytest.raises(NothingAdopted):
            ear.listens(seconds * 10)
    assert states(database) == ["pending"]


def test_a_purged_payload_leaves_the_key_against_duplicates(database: Database) -> None:
    comes(database, "old", "bad")
    ear = Ear(database, "bad")
    for seconds in (0, 10, 20, 30):
        ear.listens(seconds)
    assert states(database) == ["done", "failed"]
    with database.write() as tx:
        assert inbox.purge_raw(tx, at().real + inbox.KEEP_RAW - timedelta(seconds=1)) == 0
        assert inbox.purge_raw(tx, at().real + inbox.KEEP_RAW) == 2
        assert inbox.purge_raw(tx, at().real + inbox.KEEP_RAW) == 0
    with database.read() as tx:
        payloads = tx.execute(select(inbox_table.c.payload).order_by(inbox_table.c.id)).scalars().all()
    assert payloads == [None, None], "the words of what was set aside are purged too"
    assert comes(database, "old", "bad") == 0


def test_much_is_purged_piece_by_piece_and_what_waits_is_left(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PURGE_BATCH", 2)
    comes(database, "a", "b", "c", "d", "e")
    Ear(database).listens()
    comes(database, "waits")
    purged = []
    for _ in range(4):
        with database.write() as tx:
            purged.append(inbox.purge_raw(tx, at().real + inbox.KEEP_RAW))
    assert purged == [2, 2, 1, 0]
    with database.read() as tx:
        assert list(tx.execute(select(inbox_table.c.payload)).scalars()).count(None) == 5


def test_after_a_batch_it_is_known_whether_more_is_due_without_another_look(database: Database) -> None:
    comes(database, "one")
    assert Ear(database).runs(0).next_in is None
    comes(database, *(f"many {number}" for number in range(BATCH + 1)))
    assert Ear(database, adopted=False).runs(0).next_in == 0


def test_what_is_held_back_behind_a_batch_is_waited_for(database: Database) -> None:
    comes(database, "picture", lane="chat:2", album="a")
    comes(database, "words")
    done = Ear(database).runs(0.25)
    assert (done.count, done.next_in) == (1, 0.75)
