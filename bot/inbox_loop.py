"""The one place where a dialogue runs, for every transport: what was stored is processed lane by lane, in order."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection

from bot.requester.batches import Batch
from bot.requester.editions import NothingAdopted
from bot.requester.heard import PressAnswer, Served
from models.actions.desk.whole_batches import write_all
from models.actions.queue import inbox
from models.actions.queue.inbox import Waiting
from models.actions.queue.shared_batches import share
from models.clock import Clock, Instant
from models.db import DATABASE_AWAY, unreachable
from models.queries.lanes import next_due_at
from models.rules.delivery.outgoing import INBOX
from models.writer import Writer

BATCH = 50
_LOOK_AT_LEAST_EVERY_SECONDS = 1.0
_AFTER_TROUBLE_SECONDS = 1.0

log = logging.getLogger(__name__)


#: Processes one message (several rows when it is an album) inside the given transaction.
Handle = Callable[[Connection, Instant, Batch, Sequence[Waiting]], Served]
#: The same; None: it raised, and was noted.
_Try = Callable[[Connection, Instant, Batch, Sequence[Waiting]], Served | None]
#: Tells staff of a message that could not be processed.
SetAside = Callable[[Connection, Instant, Waiting], None]


@dataclass
class Processed:
    """What one batch did. files: something has bytes to fetch. answers: with the account that was pressed in.

    next_in: seconds until something may be processed; 0: more is due already. about_nobody: rows, see Served.
    """

    count: int = 0
    files: bool = False
    answers: list[tuple[str, PressAnswer]] = field(default_factory=list)
    next_in: float | None = None
    about_nobody: list[int] = field(default_factory=list)


def _say(error: Exception) -> None:
    if unreachable(error):
        log.warning("nothing processed, the database is away: %s", type(error).__name__)
    else:
        log.error("batch not processed, trying again", exc_info=error)


class InboxLoop:
    """Of all accounts that it serves. Wakes at once when something was stored, and looks once a second anyway."""

    def __init__(
        self,
        accounts: Collection[str],
        writer: Writer,
        clock: Clock,
        handle: Handle,
        set_aside: SetAside,
        committed: Callable[[Processed], None],
    ) -> None:
        self.accounts = accounts
        #: What comes to these waits for its reader: why, in the words of /health; empty for a reader that loads.
        self._waits_for: dict[str, str] = {}
        self._writer = writer
        self._clock = clock
        self._handle = handle
        self._set_aside = set_aside
        self._committed = committed
        self._stored = asyncio.Event()

    def wake(self) -> None:
        self._stored.set()

    def waits_for_reader(self, account: str, why: str = "") -> None:
        """What comes to this account is stored, and read once somebody can. why: something is wrong."""
        self._waits_for[account] = why

    def has_reader(self, account: str) -> None:
        del self._waits_for[account]
        self.wake()

    def troubles(self) -> list[str]:
        return list(dict.fromkeys(why for why in self._waits_for.values() if why))

    async def run(self) -> None:
        """Until cancelled; a batch is one transaction, so being killed repeats it whole or not at all."""
        while True:
            self._stored.clear()
            done = await self._run_batch(self._clock.read())
            if done is None:
                await asyncio.sleep(_AFTER_TROUBLE_SECONDS)
                continue
            if done.count:
                self._committed(done)
            if done.next_in == 0:
                continue
            wait = min(_LOOK_AT_LEAST_EVERY_SECONDS, done.next_in or _LOOK_AT_LEAST_EVERY_SECONDS)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stored.wait(), wait)

    async def _run_batch(self, at: Instant) -> Processed | None:
        """None: the database is away; what is stored stays stored."""
        for careful in (False, True):
            try:
                return await self._writer.run(partial(self.run_batch, at=at, careful=careful))
            except (*DATABASE_AWAY, NothingAdopted) as error:
                _say(error)
                return None
            except Exception:
                # some message raised: once more, each under a savepoint of its own, and it is found
                log.warning("batch raised%s", ", giving up for now" if careful else ", going message by message")
        return None

    def run_batch(self, tx: Connection, at: Instant, *, careful: bool) -> Processed:
        """Many messages in one commit, what they lead to written together. careful: each under a savepoint and for
        itself, so that one that raises harms no other.
        """
        done = Processed()
        read = [account for account in self.accounts if account not in self._waits_for]
        lane_ids = inbox.lock_due_lanes(tx, read, at.real, BATCH)
        if not lane_ids:
            done.next_in = self._next_in(tx, at)
            return done
        messages = _messages(_whole_albums(inbox.waiting_in(tx, lane_ids, BATCH)), at)
        if careful:
            finished = self._handle_all(tx, at, messages, self._handle_carefully, Batch(tx, at), done)
        else:
            with share(tx, partial(write_all, tx, at)) as shared:
                batch = Batch(tx, at, messages, shared)
                finished = self._handle_all(tx, at, messages, self._handle, batch, done)
            batch.take_arrived()
            done.about_nobody += batch.about_nobody
        inbox.mark_done(tx, finished)
        if done.about_nobody:
            inbox.forget(tx, done.about_nobody)
        inbox.reschedule(tx, lane_ids)
        due = inbox.first_due_of(tx, read)
        # what is due later is held back: an album still gathers, something raised a moment ago or came too early
        done.next_in = None if due is None else max(0.0, (due - at.real).total_seconds())
        return done

    @staticmethod
    def _handle_all(
        tx: Connection,
        at: Instant,
        messages: Sequence[Sequence[Waiting]],
        handle: _Try,
        batch: Batch,
        done: Processed,
    ) -> list[int]:
        """Returns the ids of the rows that are finished with."""
        finished: list[int] = []
        stuck: set[int] = set()
        for rows in messages:
            if rows[0].lane_id in stuck:
                continue  # what comes after a message that raised or was put off must not overtake it
            served = handle(tx, at, batch, rows)
            done.count += len(rows)
            if served is not None and served.again_in is not None:
                inbox.put_off(tx, [row.id for row in rows], at.real + served.again_in)
                stuck.add(rows[0].lane_id)
            elif served is None:
                stuck.add(rows[0].lane_id)
            else:
                done.answers += [(rows[0].account, answer) for answer in served.answers]
                done.files = done.files or served.files
                finished += [row.id for row in rows]
                done.about_nobody += [row.id for row in rows] if served.about_nobody else []
        return finished

    def _next_in(self, tx: Connection, at: Instant) -> float | None:
        due = next_due_at(tx, INBOX, at.real)
        return (due - at.real).total_seconds() if due else None

    def _handle_carefully(self, tx: Connection, at: Instant, batch: Batch, rows: Sequence[Waiting]) -> Served | None:
        """None: it raised, and was noted."""
        try:
            with tx.begin_nested():
                return self._handle(tx, at, batch, rows)
        except (*DATABASE_AWAY, NothingAdopted):
            raise  # not the message's fault
        except Exception as error:
            log.exception("inbound message %s raised", rows[0].provider_id)
            gave_up = [row for row in rows if inbox.note_failure(tx, row, repr(error), at.real)]
            if gave_up:  # an album is one message
                self._tell_of(tx, at, gave_up[0])
            return None

    def _tell_of(self, tx: Connection, at: Instant, row: Waiting) -> None:
        try:
            with tx.begin_nested():
                self._set_aside(tx, at, row)
        except DATABASE_AWAY:
            raise
        except Exception:  # staff don't learn of it, but the others' messages go on
            log.exception("inbound message %s is set aside, and telling of it raised", row.provider_id)


def _whole_albums(waiting: list[Waiting]) -> list[Waiting]:
    """An album that the end of a full batch cut in two is left for the next one, with what follows it."""
    last = waiting[-1] if len(waiting) == BATCH else None
    if last is None or last.album is None:
        return waiting
    lane = [row for row in waiting if row.lane_id == last.lane_id]
    begins = next(row.seq for row in lane if row.album == last.album)
    whole = [row for row in waiting if row.lane_id != last.lane_id or row.seq < begins]
    return whole or waiting


def _messages(waiting: Sequence[Waiting], at: Instant) -> list[list[Waiting]]:
    """Rows → messages: an album is one message, and nothing overtakes what is held back before it in its lane."""
    messages: list[list[Waiting]] = []
    albums: dict[tuple[int, str], list[Waiting]] = {}
    blocked: set[int] = set()
    for row in waiting:
        if row.album is not None and (row.lane_id, row.album) in albums:
            albums[row.lane_id, row.album].append(row)
        elif row.lane_id in blocked:
            continue
        elif row.not_before > at.real:
            blocked.add(row.lane_id)
        else:
            message = [row]
            messages.append(message)
            if row.album is not None:
                albums[row.lane_id, row.album] = message
    return messages
