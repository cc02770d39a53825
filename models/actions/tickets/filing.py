"""Putting stored messages into a ticket."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, update

from models.tables.messages import message

_FILE = (
    update(message)
    .where(message.c.id.in_(bindparam("message_ids", expanding=True)))
    .values(ticket_id=bindparam("of_ticket"))
)


def file_messages(tx: Connection, message_ids: Sequence[int], ticket_id: int) -> None:
    """The messages belong to the ticket from now on; this alone shows them to nobody."""
    tx.execute(_FILE, {"message_ids": message_ids, "of_ticket": ticket_id})
