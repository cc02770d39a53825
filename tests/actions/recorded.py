"""What the world said to one row, recorded as a drain does it for many."""

from sqlalchemy import Connection

from models.actions.delivery import deliveries
from models.actions.delivery.deliveries import Done
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.lanes import Lease
from models.clock import Instant
from models.rules.delivery.send_results import SendResult


def record_result(
    tx: Connection, at: Instant, lease: Lease, dispatch: Dispatch, result: SendResult
) -> Dispatch | None:
    """The next row of the lane, if it may go at once."""
    [run] = deliveries.record_results(tx, at, [Done(lease, [(dispatch, result)])])
    return run[0] if run else None
