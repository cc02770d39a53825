"""Which timers are due: the gravest first, and of those the longest overdue."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from models.rules.regulation.clocks import SEVERITIES
from models.tables.tickets import ticket
from models.tables.timers import timer

# the index says "where due_at is not null": SQLite uses it only for who says so too
_DUE = (
    select(timer, ticket.c.organisation_id)
    .join(ticket, ticket.c.id == timer.c.ticket_id)
    .where(
        timer.c.urgency == bindparam("of_urgency"), timer.c.due_at.is_not(None), timer.c.due_at <= bindparam("now")
    )
    .order_by(timer.c.due_at)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True, of=[timer, ticket])
)


def claim_due(tx: Connection, now: datetime, limit: int) -> list[Row[Any]]:
    """Timers and their tickets stay locked until the commit; what is under way elsewhere is left for the next time.

    One urgency after another, each in the order of its index: nothing is sorted, however many are overdue.
    """
    due: list[Row[Any]] = []
    for urgency in range(len(SEVERITIES)):
        if len(due) < limit:
            due += tx.execute(_DUE, {"of_urgency": urgency, "now": now, "at_most": limit - len(due)}).all()
    return due
