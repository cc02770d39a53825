"""Messages of one batch of the inbox share what they read and what they write.

The inbox loop processes many messages in one transaction. What they will ask for is read for all of them at once
(models/actions/tickets/read_ahead.py), and what plain words lead to waits and is written by a statement for each
table. So a plain message runs no statement of its own. The first one that it does run says that it is more than
plain: before that, what waits is written and what was read ahead is forgotten, and until the next plain message
everything is read and written at once. Nobody has to know whether what they read is still to be written.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Connection, Table, event, insert

from models.actions.queue.batched_writes import BatchedWrites, carry
from models.actions.queue.many_rows import Row, ids_to_come, inserting

T = TypeVar("T")

#: The execution option of a connection whose messages share a batch.
_SHARED: Final = "shared_batch"


class ReadBefore(Protocol):
    """What was read for several messages at once, and is true until somebody changes it."""

    def forget(self) -> None:
        """Everything: whatever runs now may change it."""

    def ticket_changes(self, ticket_id: int, columns: Mapping[str, Any] | None, *, timers: bool) -> None:
        """columns: what they are from now on; None: more than these changed. timers: of these some changed."""

    def log_grows(self, line: Mapping[str, Any]) -> None:
        """Something was said or done about a ticket. line: the new row of its log."""


class SharedBatch:
    """is_open: the message that is processed now was plain so far. coming: how many messages may still be plain."""

    def __init__(self, tx: Connection, write: Callable[[BatchedWrites], None]) -> None:
        self.is_open = False
        self.coming = 1
        self.read_before: list[ReadBefore] = []
        self._tx, self._write = tx, write
        self._waiting = BatchedWrites()
        self._is_ours = False
        self._known: dict[Hashable, Any] = {}
        self._rows: dict[tuple[Table, int], dict[str, Any]] = {}
        self._ids: dict[Table, Iterator[int]] = {}

    def begin(self, *, plain: bool) -> None:
        """The next message is processed. plain: it may be nothing but words."""
        if not plain:
            self.end()
        elif not self.is_open:
            self.is_open = True
            carry(self._tx, self._waiting)

    def end(self) -> None:
        """From here on everything is read and written at once, until a plain message begins."""
        if self.is_open:
            self.is_open = False
            self._known.clear()
            self._ids.clear()  # others may make rows of these tables now
            for one in self.read_before:
                one.forget()
            self.write_what_waits()

    def write_what_waits(self) -> None:
        """So that it can be read. The message stays plain."""
        waiting, self._waiting = self._waiting, BatchedWrites()
        self._rows.clear()
        carry(self._tx, None)
        if not waiting.is_empty:
            with self.of_all():
                self._write(waiting)
        if self.is_open:
            carry(self._tx, self._waiting)

    @contextmanager
    def of_all(self) -> Iterator[None]:
        """What runs inside is for the whole batch, and says nothing of the message that is processed now."""
        before, self._is_ours = self._is_ours, True
        try:
            yield
        finally:
            self._is_ours = before

    def before_statement(self, *_about_it: object) -> None:
        if self.is_open and not self._is_ours:
            self.end()

    def once(self, what: Hashable, read: Callable[[], T]) -> T:
        """What plain messages of a batch all ask for is read for the first of them."""
        if what not in self._known:
            with self.of_all():
                self._known[what] = read()
        found: T = self._known[what]
        return found

    def add(self, table: Table, row: Row) -> int:
        """A row that waits; its id is known already."""
        new_id = next(self._ids.get(table, iter(())), None)
        if new_id is None:
            with self.of_all():
                self._ids[table] = ids_to_come(self._tx, table, self.coming)
            new_id = next(self._ids[table])
        added = self._rows[table, new_id] = {"id": new_id, **row}
        self._waiting.rows.setdefault(inserting(table), []).append(added)
        return new_id

    def waiting_row(self, table: Table, row_id: int) -> dict[str, Any] | None:
        """One that was added and can still be changed."""
        return self._rows.get((table, row_id))


@contextmanager
def share(tx: Connection, write: Callable[[BatchedWrites], None]) -> Iterator[SharedBatch]:
    """What plain messages lead to inside waits, and is written together. On an error all of it is forgotten."""
    shared = SharedBatch(tx, write)
    tx.execution_options(**{_SHARED: shared})
    # of this one Connection, which ends with its transaction: engines have no handlers (docs/adr/0021)
    event.listen(tx, "before_execute", shared.before_statement)
    try:
        yield shared
        shared.end()
    finally:
        event.remove(tx, "before_execute", shared.before_statement)
        carry(tx, None)
        tx.execution_options(**{_SHARED: None})


def _open(tx: Connection) -> SharedBatch | None:
    shared: SharedBatch | None = tx.get_execution_options().get(_SHARED)
    return shared if shared is not None and shared.is_open else None


def read_once(tx: Connection, what: Hashable, read: Callable[[], T]) -> T:
    """What plain messages of a batch all ask for is read for the first of them."""
    shared = _open(tx)
    return read() if shared is None else shared.once(what, read)


def add_row(tx: Connection, table: Table, row: Row) -> int:
    """The id of a new row, which is written now, or with those of other plain messages."""
    shared = _open(tx)
    if shared is None:
        return int(tx.execute(insert(table).returning(table.c.id), row).scalar_one())
    return shared.add(table, row)


def waiting_row(tx: Connection, table: Table, row_id: int) -> dict[str, Any] | None:
    """One that was added, as long as it is not written: it can still be changed."""
    shared = _open(tx)
    return None if shared is None else shared.waiting_row(table, row_id)


def ticket_changes(tx: Connection, ticket_id: int, columns: Mapping[str, Any] | None, *, timers: bool) -> None:
    """By what may wait in a shared batch. columns: what they are from now on; None: more than these changed.

    timers: of these some changed.
    """
    shared = _open(tx)
    if shared is not None:
        for one in shared.read_before:
            one.ticket_changes(ticket_id, columns, timers=timers)


def log_grows(tx: Connection, line: Mapping[str, Any]) -> None:
    """The same of the log of a ticket. line: its new row."""
    shared = _open(tx)
    if shared is not None:
        for one in shared.read_before:
            one.log_grows(line)
