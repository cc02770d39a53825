"""What many decisions of one transaction write, written together: a statement once for all, not once for each.

Whoever decides over a batch opens `gathering`; the actions below it call the same functions as ever, and what they
write waits until the end of the batch. Nothing of it can be read before that.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Executable, Insert, Table

from models.actions.queue.many_rows import insert_many

#: Most rows to a statement: PostgreSQL takes 65,535 parameters.
_ROWS = 500


@dataclass
class Gathered:
    """rows: by statement. posts: what goes to lanes, in order. cards: the tickets whose card changed."""

    tx: Connection
    rows: dict[Executable, list[Mapping[str, Any]]] = field(default_factory=dict)
    posts: list[Any] = field(default_factory=list)
    cards: dict[int, Any] = field(default_factory=dict)


_OPEN: ContextVar[Gathered | None] = ContextVar("gathered", default=None)


@contextmanager
def gathering(tx: Connection) -> Iterator[Gathered]:
    """The caller writes `posts` and `cards` afterwards; on an error all that was gathered is forgotten."""
    if _OPEN.get() is not None:
        raise RuntimeError("a batch within a batch")
    gathered = Gathered(tx)
    token = _OPEN.set(gathered)
    try:
        yield gathered
    finally:
        _OPEN.reset(token)


def gathered_by(tx: Connection) -> Gathered | None:
    """What is being gathered for this transaction; None when everything is written at once."""
    gathered = _OPEN.get()
    return gathered if gathered is not None and gathered.tx is tx else None


def write(tx: Connection, statement: Executable, row: Mapping[str, Any]) -> None:
    """Now, or with the other rows of this statement. statement: one that is made once, so that it names itself."""
    gathered = gathered_by(tx)
    if gathered is None:
        tx.execute(statement, row)
    else:
        gathered.rows.setdefault(statement, []).append(row)


def write_rows(gathered: Gathered) -> None:
    for statement, rows in gathered.rows.items():
        if isinstance(statement, Insert) and isinstance(statement.table, Table):
            insert_many(gathered.tx, statement.table, rows)
            continue
        for first in range(0, len(rows), _ROWS):
            gathered.tx.execute(statement, rows[first : first + _ROWS])
