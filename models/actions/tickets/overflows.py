"""Messages above the limit of a minute: kept, counted to staff in one line, shown when somebody opens them.

They belong to the person's open ticket, or else to the next one: the line waits for it.
"""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from models.actions.desk import overflow_lines, topics
from models.actions.tickets import attachments
from models.actions.tickets.filing import file_messages
from models.clock import Instant
from models.queries.messages import last_words, messages_by_ids
from models.queries.persons import Requester
from models.queries.regulation import edition_of
from models.queries.tickets import TicketView, open_tickets_of, ticket_by_id
from models.tables.messages import message, overflow

#: What comes later than this is another burst, with a line of its own at the end of the topic.
ONE_BURST: Final = timedelta(minutes=10)

_LATEST = (
    select(overflow)
    .where(
        overflow.c.address_id == bindparam("address_id"),
        overflow.c.shown_at.is_(None),
        overflow.c.began_at > bindparam("since"),
    )
    .order_by(overflow.c.id.desc())
    .limit(1)
    .with_for_update()
)
_WITHOUT_TICKET = (
    select(overflow)
    .where(
        overflow.c.address_id == bindparam("address_id"),
        overflow.c.shown_at.is_(None),
        overflow.c.ticket_id.is_(None),
    )
    .order_by(overflow.c.id)
)


def keep_back(tx: Connection, at: Instant, who: Requester, message_id: int) -> bool:
    """A kept message that goes to nobody yet. A second one changes the line of the first.

    False: the person has no ticket that it could be counted in.
    """
    row = _counted(tx, at, who)
    this = (message.c.id == message_id, message.c.organisation_id == who.organisation_id)
    tx.execute(update(message).where(*this).values(overflow_id=row.id))
    if row.ticket_id is None:
        view = _spoken_in_last(tx, who)
        if view is None:
            return False
        _give(tx, at, view, row)
    else:
        view = ticket_by_id(tx, who.organisation_id, row.ticket_id)
        language = topics.staff_language(view, edition_of(tx, view).regulation)
        overflow_lines.tell(tx, at, view, row, overflow_lines.counted(view, row, language))
    return True


def _counted(tx: Connection, at: Instant, who: Requester) -> Row[Any]:
    latest = tx.execute(_LATEST, {"address_id": who.address_id, "since": at.now - ONE_BURST}).one_or_none()
    if latest is None:
        began = {"address_id": who.address_id, "began_at": at.now, "messages": 1}
        return tx.execute(insert(overflow).values(**began).returning(overflow)).one()
    more = update(overflow).where(overflow.c.id == latest.id).values(messages=overflow.c.messages + 1)
    return tx.execute(more.returning(overflow)).one()


def _spoken_in_last(tx: Connection, who: Requester) -> TicketView | None:
    tickets = open_tickets_of(tx, who)
    said = last_words(tx, who.organisation_id, [ticket.id for ticket in tickets]) if len(tickets) > 1 else {}
    return max(tickets, key=lambda ticket: (said.get(ticket.id, ticket.opened_at), ticket.id), default=None)


def join(tx: Connection, at: Instant, new: TicketView, address_id: int) -> None:
    """The person has a ticket now: what waited for one is counted there."""
    rows = tx.execute(_WITHOUT_TICKET, {"address_id": address_id}).all()
    view = ticket_by_id(tx, new.organisation_id, new.id) if rows else None
    for row in rows:
        assert view is not None
        _give(tx, at, view, row)


def _give(tx: Connection, at: Instant, view: TicketView, row: Row[Any]) -> None:
    tx.execute(update(overflow).where(overflow.c.id == row.id).values(ticket_id=view.id))
    language = topics.staff_language(view, edition_of(tx, view).regulation)
    overflow_lines.tell(tx, at, view, row, overflow_lines.counted(view, row, language))


def any_without_ticket(tx: Connection, address_id: int) -> bool:
    return tx.execute(_WITHOUT_TICKET, {"address_id": address_id}).first() is not None


def show(tx: Connection, at: Instant, view: TicketView, overflow_id: int, agent_name: str, language: str) -> bool:
    """In the topic, in the order in which they came; from now on they belong to the ticket. False: done already.

    view: held (models/actions/tickets/tickets.py), so that of two who press at once one comes second.
    """
    shown = tx.execute(
        update(overflow)
        .where(overflow.c.id == overflow_id, overflow.c.ticket_id == view.id, overflow.c.shown_at.is_(None))
        .values(shown_at=at.now)
        .returning(overflow)
    ).one_or_none()
    if shown is None:
        return False
    held = (message.c.overflow_id == overflow_id, message.c.organisation_id == view.organisation_id)
    ids = list(tx.execute(select(message.c.id).where(*held)).scalars())
    tx.execute(update(message).where(*held).values(overflow_id=None))
    file_messages(tx, ids, view.ref)
    attachments.fetch_held(tx, at, ids)
    overflow_lines.tell(tx, at, view, shown, overflow_lines.opened(shown, agent_name, language))
    topics.copy_to_topic(tx, at, view, messages_by_ids(tx, view.organisation_id, ids), language)
    return True
