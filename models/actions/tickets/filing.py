"""Putting stored messages into a ticket."""

from collections.abc import Sequence
from types import SimpleNamespace

from sqlalchemy import Connection, String, bindparam, cast, null, update

from models.actions.queue.shared_batches import waiting_row
from models.queries.messages import MessageView, messages_by_ids, views_of
from models.queries.tickets import TicketRef
from models.rules.contracts.sight import Audience, Author
from models.tables.among import among
from models.tables.messages import message

_FILE = (
    update(message)
    .where(
        among(message.c.id, "message_ids"),
        message.c.organisation_id == bindparam("of_organisation"),
    )
    .values(ticket_id=bindparam("of_ticket"))
)


#: Of a requester nobody is named.
_NAMED_NOBODY = cast(null(), String)
_FILE_AND_READ = _FILE.returning(message, _NAMED_NOBODY.label("agent_name"), _NAMED_NOBODY.label("person_name"))
_FILE_OF_OTHER = _FILE.values(
    author=bindparam("new_author"), person_id=bindparam("of_person"), audience=bindparam("new_audience")
)


def file_messages(tx: Connection, message_ids: Sequence[int], ticket: TicketRef) -> None:
    """The messages belong to the ticket from now on; this alone shows them to nobody."""
    tx.execute(_FILE, _filing(message_ids, ticket))


def file_words_of_requester(tx: Connection, message_ids: Sequence[int], ticket: TicketRef) -> list[MessageView]:
    """The same, and read in the same statement: every message takes this path. In the order of their storing."""
    waiting = [row for one in message_ids if (row := waiting_row(tx, message, one)) is not None]
    if len(waiting) == len(message_ids):
        for row in waiting:
            row["ticket_id"] = ticket.id
        rows_read = sorted(waiting, key=lambda row: int(row["id"]))
        named = {"agent_name": None, "person_name": None}
        return views_of(tx, ticket.organisation_id, [SimpleNamespace(**row, **named) for row in rows_read])
    rows = tx.execute(_FILE_AND_READ, _filing(message_ids, ticket)).all()
    return views_of(tx, ticket.organisation_id, sorted(rows, key=lambda row: int(row.id)))


def file_words_of_participant(
    tx: Connection, message_ids: Sequence[int], ticket: TicketRef, person_id: int
) -> list[MessageView]:
    """Somebody else wrote them into the ticket, and they are for staff and whoever sees all of it."""
    whose = {"of_person": person_id, "new_author": Author.PARTICIPANT, "new_audience": Audience.NAMED}
    tx.execute(_FILE_OF_OTHER, {**_filing(message_ids, ticket), **whose})
    return messages_by_ids(tx, ticket.organisation_id, message_ids)


def _filing(message_ids: Sequence[int], ticket: TicketRef) -> dict[str, object]:
    return {"message_ids": message_ids, "of_organisation": ticket.organisation_id, "of_ticket": ticket.id}
