"""What many decisions of one transaction write, written together: a statement once for all, not once for each.

Whoever decides over a batch opens it with `open_batch`. Until it ends, the connection of the transaction carries
it as an execution option, as it carries the transports (docs/adr/0015-transports-as-traits.md). So the actions below
are the same functions as ever, and what they write through `write`, `change`, `outbox.post` and `topics.refresh_card`
waits for the end of the batch. Nothing of it can be read before that.

Messages of the inbox share such a batch as well: shared_batches.py.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Column, Connection, Executable, Insert, Table

from models.actions.queue.many_rows import change_many, insert_many
from models.queries.tickets import TicketRef
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation

if TYPE_CHECKING:
    from models.actions.queue.outbox import Post  # which imports this module

#: Most rows to a statement: PostgreSQL takes 65,535 parameters.
_ROWS = 500
#: The execution option of a connection that holds its open batch.
_CARRIED: Final = "batched_writes"

#: The column that says which row, its value, and the organisation where the table has one.
_Which = tuple[Column[Any], int, OrganisationId | None]


@dataclass
class BatchedWrites:
    """rows: by statement. changes: new values of rows that are there. posts: what goes to lanes, in order.
    cards: those that changed, by ticket, with the edition that each ticket follows.

    is_read_late: nothing of it is asked for before it is written.
    """

    rows: dict[Executable, list[Mapping[str, Any]]] = field(default_factory=dict)
    changes: dict[_Which, dict[str, Any]] = field(default_factory=dict)
    posts: list["Post"] = field(default_factory=list)
    cards: dict[TicketRef, Regulation] = field(default_factory=dict)
    is_read_late: bool = True

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.changes or self.posts or self.cards)


@contextmanager
def open_batch(tx: Connection) -> Iterator[BatchedWrites]:
    """Opens a batch. The caller writes its rows, posts and cards afterwards; on an error all of it is forgotten.

    Raises RuntimeError when a batch of this transaction is open already.
    """
    if batch_of(tx) is not None:
        raise RuntimeError("a batch within a batch")
    batch = BatchedWrites(is_read_late=False)
    carry(tx, batch)
    try:
        yield batch
    finally:
        carry(tx, None)


def carry(tx: Connection, batch: BatchedWrites | None) -> None:
    tx.execution_options(**{_CARRIED: batch})  # of this one Connection, which ends with its transaction


def batch_of(tx: Connection) -> BatchedWrites | None:
    """The batch that what this transaction writes goes to; None when everything is written at once."""
    batch: BatchedWrites | None = tx.get_execution_options().get(_CARRIED)
    return batch


def _waits(tx: Connection, *, is_read: bool) -> BatchedWrites | None:
    batch = batch_of(tx)
    return None if batch is None or (is_read and not batch.is_read_late) else batch


def write(tx: Connection, statement: Executable, row: Mapping[str, Any], *, is_read: bool = False) -> None:
    """Now, or with the other rows of this statement. statement: one that is made once, so that it names itself.

    is_read: it may be read again by whoever decides over a batch; only a shared batch is written before that.
    """
    batch = _waits(tx, is_read=is_read)
    if batch is None:
        tx.execute(statement, row)
    else:
        batch.rows.setdefault(statement, []).append(row)


def change(
    tx: Connection,
    column: Column[Any],
    value: int,
    values: Mapping[str, Any],
    organisation_id: OrganisationId | None = None,
    *,
    is_read: bool = False,
) -> None:
    """New values for the row whose column has this value, now or with those of others.

    organisation_id: of tables that have one. is_read: as of `write`.
    """
    batch = _waits(tx, is_read=is_read)
    if batch is None:
        change_many(tx, column, [(value, values)], organisation_id)
    else:
        batch.changes.setdefault((column, value, organisation_id), {}).update(values)


def write_rows(tx: Connection, batch: BatchedWrites) -> None:
    for statement, rows in batch.rows.items():
        if isinstance(statement, Insert) and isinstance(statement.table, Table):
            insert_many(tx, statement.table, rows)
            continue
        for first in range(0, len(rows), _ROWS):
            tx.execute(statement, rows[first : first + _ROWS])
    alike: dict[tuple[Column[Any], OrganisationId | None, frozenset[str]], list[tuple[int, Mapping[str, Any]]]] = {}
    for (column, value, organisation_id), values in batch.changes.items():
        alike.setdefault((column, organisation_id, frozenset(values)), []).append((value, values))
    for (column, organisation_id, _), changes in alike.items():
        change_many(tx, column, changes, organisation_id)
