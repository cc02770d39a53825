"""What was in flight when a sender vanished."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from models.rules.delivery.states import WAITING, DeliveryState, after_lost_lease
from models.tables.lanes import outbox

_FIRST = (
    select(outbox)
    .where(outbox.c.lane_id == bindparam("lane_id"), outbox.c.state.in_(WAITING))
    .order_by(outbox.c.seq)
    .limit(1)
)


def recover(tx: Connection, lane_id: int, real: datetime) -> Row[Any] | None:
    """Puts right what was in flight when a sender vanished: at most the first row that waits in the lane.

    A repeatable row goes again and is marked, as it may have been seen already. Another one that was handed to HTTP
    is unknown from now on, and returned: somebody has to be told.
    """
    row = tx.execute(_FIRST, {"lane_id": lane_id}).one_or_none()
    if row is None or (not row.repeatable and row.state != DeliveryState.SENDING):
        return None
    state = after_lost_lease(repeatable=row.repeatable)
    ended = real if state == DeliveryState.UNKNOWN else None
    tx.execute(
        update(outbox)
        .where(outbox.c.id == row.id)
        .values(state=state, repeated=row.repeatable, ended_at=ended, error="sender vanished")
    )
    return None if row.repeatable else row
