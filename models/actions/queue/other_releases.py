"""A row that this release does not understand waits by itself: the rows of all other lanes must go on."""

import logging
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from models.actions.queue import lanes
from models.actions.queue.lanes import Lease

#: So often it is looked whether it is understood by now: a later release may know its transport or kind.
_LOOK_AGAIN: Final = timedelta(minutes=5)
#: What a row of a shape that this release does not write makes its reader raise.
NOT_UNDERSTOOD: Final = (LookupError, ValueError, TypeError)

log = logging.getLogger(__name__)


def leave_to_them(tx: Connection, lease: Lease, row_id: int, real: datetime) -> None:
    """Called while that exception is handled."""
    log.exception("row %s is not understood and waits", row_id)
    lanes.release_lane(tx, lease, real + _LOOK_AGAIN)
