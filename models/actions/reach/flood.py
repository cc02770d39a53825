"""How many messages a minute a person may send us."""

from datetime import timedelta

from sqlalchemy import Connection

from models.actions.queue import batched_writes
from models.clock import Instant
from models.queries.persons import Window
from models.rules.regulation.parsing import Limits
from models.tables.persons import conversation

WINDOW = timedelta(minutes=1)


def count_message(tx: Connection, at: Instant, address_id: int, window: Window) -> Window:
    """Counts this message, itself included. window: as it was read; whoever processes what comes from an address
    does so alone.
    """
    is_fresh = window.began > at.real - WINDOW
    new = Window(window.messages + 1, window.began) if is_fresh else Window(1, at.real)
    counted = {"messages_in_window": new.messages, "window_at": new.began}
    batched_writes.change(tx, conversation.c.address_id, address_id, counted)
    return new


def is_over(window: Window, limits: Limits) -> bool:
    return window.messages > limits.messages_per_minute


def is_first_over(window: Window, limits: Limits) -> bool:
    """The one message at which the person is told."""
    return window.messages == limits.messages_per_minute + 1
