"""A batch of writes (models/actions/queue/batched_writes.py) is written: rows, then cards and posts together."""

from collections.abc import Mapping

from sqlalchemy import Connection

from models.actions.desk import card_edits
from models.actions.queue import batched_writes, outbox
from models.actions.queue.batched_writes import BatchedWrites
from models.clock import Instant
from models.queries.tickets import TicketView


def write_all(
    tx: Connection, at: Instant, batch: BatchedWrites, known: Mapping[int, TicketView] | None = None
) -> None:
    """known: tickets that were read in this transaction and not changed since."""
    batched_writes.write_rows(tx, batch)
    posts = [*batch.posts, *card_edits.edits_of_cards(tx, at, batch.cards, known)]
    if posts:
        outbox.post_many(tx, posts, at.real)
