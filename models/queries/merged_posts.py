"""What a post says that shows several messages."""

from sqlalchemy import Connection, bindparam, select

from models.rules.delivery.merged import Entry
from models.rules.texts.content import Piece
from models.tables.messages import outbox_message

_ENTRIES = (
    select(outbox_message)
    .where(outbox_message.c.outbox_id == bindparam("row_id"))
    .order_by(outbox_message.c.position)
)


def entries_of(tx: Connection, row_id: int) -> list[Entry]:
    """In order. row_id: of the outbox."""
    return [
        Entry(one.message_id, one.part, one.heading, one.time, Piece(one.text or "", tuple(one.entities or ())))
        for one in tx.execute(_ENTRIES, {"row_id": row_id})
    ]
