"""What many decisions of one transaction write, written together: a statement once for all, not once for each.

Whoever decides over a batch opens it with `open_batch`. Until it ends, the connection of the transaction carries
it as an execution option, as it carries the transports (docs/adr/0015-transports-as-traits.md). So the actions below
are the same functions as ever, and what they write through `write`, `outbox.post` and `topics.refresh_card` waits for
the end of the batch. Nothing of it can be read before that.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Executable, Insert, Table

from models.actions.queue.many_rows import insert_many
from models.queries.tickets import TicketRef
from models.rules.regulation.parsing import Regulation

if TYPE_CHECKING:
    from models.actions.queue.outbox import Post  # which imports this module

#: Most rows to a statement: PostgreSQL takes 65,535 parameters.
_ROWS = 500
#: The execution option of a connection that holds its open batch.
_CARRIED: Final = "batched_writes"


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
    tx.execution_options(**{_CARRIED: batch})  # of this one Connection, which ends with its transaction
    try:
        yield batch
    finally:
        tx.execution_options(**{_CARRIED: None})


def batch_of(tx: Connection) -> BatchedWrites | None:
    """The batch that what this transaction writes goes to; None when everything is written at once."""
    batch: BatchedWrites | None = tx.get_execution_options().get(_CARRIED)
    return batch


def write(tx: Connection, statement: Executable, row: Mapping[str, Any]) -> None:
    """Now, or with the other rows of this statement. statement: one that is made once, so that it names itself."""
    batch = batch_of(tx)
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
