"""Putting stored messages into a ticket."""

from collections.abc import Sequence

from sqlalchemy import Connection, String, bindparam, cast, null, update

from models.queries.messages import MessageView, views_of
from models.tables.messages import message

_FILE = (
    update(message)
    .where(message.c.id.in_(bindparam("message_ids", expanding=True)))
    .values(ticket_id=bindparam("of_ticket"))
)


#: Of a requester no agent is named.
_FILE_AND_READ = _FILE.returning(message, cast(null(), String).label("agent_name"))


def file_messages(tx: Connection, message_ids: Sequence[int], ticket_id: int) -> None:
    """The messages belong to the ticket from now on; this alone shows them to nobody."""
    tx.execute(_FILE, {"message_ids": message_ids, "of_ticket": ticket_id})


def file_words_of_requester(tx: Connection, message_ids: Sequence[int], ticket_id: int) -> list[MessageView]:
    """The same, and read in the same statement: every message takes this path. In the order of their storing."""
    rows = tx.execute(_FILE_AND_READ, {"message_ids": message_ids, "of_ticket": ticket_id}).all()
    return views_of(tx, sorted(rows, key=lambda row: int(row.id)))
