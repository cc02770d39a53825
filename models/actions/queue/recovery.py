"""What was in flight when a sender vanished."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from models.rules.delivery.states import READY, WAITING, DeliveryState, after_lost_lease
from models.tables.lanes import lane, outbox

_FIRST = (
    select(outbox)
    .where(outbox.c.lane_id == bindparam("lane_id"), outbox.c.state.in_(WAITING))
    .order_by(outbox.c.seq)
    .limit(1)
)


_RUN_TO = select(lane.c.run_to).where(lane.c.id == bindparam("of_lane")).scalar_subquery()
_TAKEN_TOGETHER = (
    update(outbox)
    .where(outbox.c.lane_id == bindparam("of_lane"), outbox.c.seq <= _RUN_TO)
    .where(outbox.c.repeatable, outbox.c.state.in_(READY))
    .values(repeated=True)
)


def recover(tx: Connection, lane_id: int, real: datetime) -> Row[Any] | None:
    """Puts right what was in flight when a sender vanished: the first row that waits in the lane, and those that were
    taken together with it.

    A repeatable row goes again and is marked, as it may have been seen already. Another one that was handed to HTTP
    is unknown from now on, and returned: somebody has to be told.
    """
    tx.execute(_TAKEN_TOGETHER, {"of_lane": lane_id})
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
