"""How many messages a minute a person may send us."""

from datetime import timedelta

from sqlalchemy import Connection, bindparam, case, update

from models.clock import Instant
from models.rules.regulation.parsing import Limits
from models.tables.persons import conversation

WINDOW = timedelta(minutes=1)


_REAL = bindparam("real", type_=conversation.c.window_at.type)
_FRESH = conversation.c.window_at > bindparam("window_began")
_COUNT = (
    update(conversation)
    .where(conversation.c.address_id == bindparam("of_address"))
    .values(
        messages_in_window=case((_FRESH, conversation.c.messages_in_window + 1), else_=1),
        window_at=case((_FRESH, conversation.c.window_at), else_=_REAL),
    )
    .returning(conversation.c.messages_in_window)
)


def count_message(tx: Connection, at: Instant, address_id: int) -> int:
    """Counts this message and returns how many there were in its minute, itself included."""
    moment = {"of_address": address_id, "window_began": at.real - WINDOW, "real": at.real}
    return int(tx.execute(_COUNT, moment).scalar_one())


def is_over(count: int, limits: Limits) -> bool:
    return count > limits.messages_per_minute


def is_first_over(count: int, limits: Limits) -> bool:
    """The one message at which the person is told."""
    return count == limits.messages_per_minute + 1
