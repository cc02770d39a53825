"""What many decisions of one transaction write, written together: a statement once for all, not once for each.

Whoever decides over a batch opens it with `open_batch`. Until it ends, the connection of the transaction carries
it as an execution option, as it carries the transports (docs/adr/0015-transports-as-traits.md). So the actions below
are the same functions as ever, and what they write through `write`, `outbox.post` and `topics.refresh_card` waits for
the end of the batch. Nothing of it can be read before that.

The inbox loop processes many messages in one transaction, and these share a batch (`share`): what a plain message or
a plain answer leads to waits there for the others (`in_shared_batch`), and what they all need is read once
(`read_once`). A message that is more than plain words first writes what waits (`write_shared`), and then everything
at once.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import Connection, Executable, Insert, Table

from models.actions.queue.many_rows import insert_many
from models.queries.tickets import TicketRef
from models.rules.regulation.parsing import Regulation

if TYPE_CHECKING:
    from models.actions.queue.outbox import Post  # which imports this module

T = TypeVar("T")

#: Most rows to a statement: PostgreSQL takes 65,535 parameters.
_ROWS = 500
#: The execution option of a connection that holds its open batch.
_CARRIED: Final = "batched_writes"
#: That of one whose messages share a batch.
_SHARED: Final = "shared_batch"


@dataclass
class BatchedWrites:
    """rows: by statement. posts: what goes to lanes, in order. cards: those that changed, by ticket, with the edition
    that each ticket follows.
    """

    rows: dict[Executable, list[Mapping[str, Any]]] = field(default_factory=dict)
    posts: list["Post"] = field(default_factory=list)
    cards: dict[TicketRef, Regulation] = field(default_factory=dict)


@contextmanager
def open_batch(tx: Connection) -> Iterator[BatchedWrites]:
    """Opens a batch. The caller writes its rows, posts and cards afterwards; on an error all of it is forgotten.

    Raises RuntimeError when a batch of this transaction is open already.
    """
    if batch_of(tx) is not None:
        raise RuntimeError("a batch within a batch")
    batch = BatchedWrites()
    _carry(tx, batch)
    try:
        yield batch
    finally:
        _carry(tx, None)


@dataclass
class _Shared:
    """tickets: of which something waits. is_open: the message that is processed now was plain so far.

    known: what was read once for all plain messages.
    """

    write: Callable[[BatchedWrites], None]
    batch: BatchedWrites = field(default_factory=BatchedWrites)
    tickets: set[int] = field(default_factory=set)
    is_open: bool = False
    known: dict[Hashable, Any] = field(default_factory=dict)

    def close(self) -> None:
        """What waits is written, and until the next message begins everything is written at once."""
        self.is_open = False
        self.known.clear()
        self.write_what_waits()

    def write_what_waits(self) -> None:
        batch, self.batch, self.tickets = self.batch, BatchedWrites(), set()
        if batch.rows or batch.posts or batch.cards:
            was_open, self.is_open = self.is_open, False
            self.write(batch)
            self.is_open = was_open


@contextmanager
def share(tx: Connection, write: Callable[[BatchedWrites], None]) -> Iterator[None]:
    """What plain messages lead to inside waits, and is written together. write: rows, posts and cards.

    On an error all of it is forgotten.
    """
    shared = _Shared(write)
    tx.execution_options(**{_SHARED: shared})
    try:
        yield
        shared.close()
    finally:
        tx.execution_options(**{_SHARED: None})


def begin_message(tx: Connection, *, plain: bool) -> None:
    """The next one is processed. plain: it may be nothing but words; `write_shared` says when it turns out to be
    more.
    """
    shared = _shared(tx)
    if shared is not None:
        shared.is_open = plain
        if not plain:
            shared.close()


def write_shared(tx: Connection) -> None:
    """What waits in the shared batch is written now, so that it can be read and what follows comes after it. Until
    the next message begins everything is written at once.
    """
    shared = _shared(tx)
    if shared is not None:
        shared.close()


@contextmanager
def in_shared_batch(tx: Connection, ticket_id: int) -> Iterator[None]:
    """What is written inside waits for what other plain messages lead to. Inside neither the outbox nor deliveries
    may be read, and the log of that ticket after `write_log`.
    """
    shared = _shared(tx)
    if shared is None or not shared.is_open or batch_of(tx) is not None:
        yield
        return
    _carry(tx, shared.batch)
    try:
        yield
    finally:
        _carry(tx, None)
        shared.tickets.add(ticket_id)


def write_log(tx: Connection, ticket_id: int) -> None:
    """For whoever reads what was logged of a ticket: what waits of it is written before."""
    shared = _shared(tx)
    if shared is None or ticket_id not in shared.tickets:
        return
    is_inside = batch_of(tx) is not None
    _carry(tx, None)
    shared.write_what_waits()
    if is_inside:
        _carry(tx, shared.batch)


def write_soon(tx: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Now, or while only plain messages come with what these lead to: none of them reads it."""
    shared = _shared(tx)
    if shared is None or not shared.is_open:
        tx.execute(statement, rows)
    else:
        shared.batch.rows.setdefault(statement, []).extend(rows)


def read_once(tx: Connection, what: Hashable, read: Callable[[], T]) -> T:
    """What plain messages of a batch all ask for is read for the first of them."""
    shared = _shared(tx)
    if shared is None or not shared.is_open:
        return read()
    if what not in shared.known:
        shared.known[what] = read()
    found: T = shared.known[what]
    return found


def _carry(tx: Connection, batch: BatchedWrites | None) -> None:
    tx.execution_options(**{_CARRIED: batch})  # of this one Connection, which ends with its transaction


def _shared(tx: Connection) -> _Shared | None:
    found: _Shared | None = tx.get_execution_options().get(_SHARED)
    return found


def batch_of(tx: Connection) -> BatchedWrites | None:
    """The batch that what this transaction writes goes to; None when everything is written at once."""
    batch: BatchedWrites | None = tx.get_execution_options().get(_CARRIED)
    return batch


def batch_for_writing(tx: Connection) -> BatchedWrites | None:
    """The same for whoever is about to write: what waits in a shared batch comes before what is written at once."""
    batch = batch_of(tx)
    if batch is None:
        write_shared(tx)
    return batch


def write(tx: Connection, statement: Executable, row: Mapping[str, Any]) -> None:
    """Now, or with the other rows of this statement. statement: one that is made once, so that it names itself."""
    batch = batch_for_writing(tx)
    if batch is None:
        tx.execute(statement, row)
    else:
        batch.rows.setdefault(statement, []).append(row)


def write_rows(tx: Connection, batch: BatchedWrites) -> None:
    for statement, rows in batch.rows.items():
        if isinstance(statement, Insert) and isinstance(statement.table, Table):
            insert_many(tx, statement.table, rows)
            continue
        for first in range(0, len(rows), _ROWS):
            tx.execute(statement, rows[first : first + _ROWS])
