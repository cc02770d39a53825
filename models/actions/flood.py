"""How many messages a minute a person may send us."""

from datetime import timedelta

from sqlalchemy import Connection, case, update

from models.clock import Instant
from models.rules.regulation import Limits
from models.tables.persons import conversation

WINDOW = timedelta(minutes=1)


def count_message(tx: Connection, at: Instant, address_id: int) -> int:
    """Counts this message and returns how many there were in its minute, itself included."""
    fresh = conversation.c.window_at > at.real - WINDOW
    return int(
        tx.execute(
            update(conversation)
            .where(conversation.c.address_id == address_id)
            .values(
                messages_in_window=case((fresh, conversation.c.messages_in_window + 1), else_=1),
                window_at=case((fresh, conversation.c.window_at), else_=at.real),
            )
            .returning(conversation.c.messages_in_window)
        ).scalar_one()
    )


def is_over(count: int, limits: Limits) -> bool:
    return count > limits.messages_per_minute


def is_first_over(count: int, limits: Limits) -> bool:
    """The one message at which the person is told."""
    return count == limits.messages_per_minute + 1
