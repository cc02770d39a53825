"""Codes and one-time links are not kept in rows that have left, or never will: that they were sent is enough."""

import json
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, select, update

from models.tables.lanes import outbox

#: So many in one transaction: others wait to write meanwhile.
BATCH: Final = 500
#: What stands in their place.
HIDDEN: Final = "[…]"


def hide(tx: Connection, row_ids: Collection[int]) -> None:
    """Of those of these rows that have ended."""
    if row_ids:
        _hide(tx, outbox.c.id.in_(row_ids))


def hide_all(tx: Connection) -> int:
    """Of whatever ended in any other way: cancelled, given up, of unknown fate. Returns how many there were."""
    return _hide(tx)


def _hide(tx: Connection, *which: ColumnElement[bool]) -> int:
    ended = select(outbox.c.id, outbox.c.payload, outbox.c.secret).where(
        outbox.c.secret.is_not(None), outbox.c.ended_at.is_not(None), *which
    )
    rows = tx.execute(ended.order_by(outbox.c.id).limit(BATCH)).all()
    for row in rows:
        without = {"payload": _without(row.payload, row.secret), "secret": None}
        tx.execute(update(outbox).where(outbox.c.id == row.id).values(without))
    return len(rows)


def _without(payload: Any, secret: str) -> Any:
    return json.loads(json.dumps(payload, ensure_ascii=False).replace(secret, HIDDEN))
