"""Where the requester of a ticket is answered: where they last wrote."""

from collections.abc import Sequence

from sqlalchemy import Connection, update

from models.actions.desk import topics
from models.clock import Instant
from models.queries.messages import MessageView
from models.queries.reach import read_others
from models.queries.tickets import TicketView, ticket_by_id
from models.rules.regulation.parsing import Regulation
from models.tables.tickets import ticket


def follow(
    tx: Connection, at: Instant, view: TicketView, spoken: Sequence[MessageView], regulation: Regulation
) -> TicketView:
    """They wrote by another of their addresses: from now on it is answered there. spoken: their words."""
    written_at = next((one.address_id for one in reversed(spoken) if one.address_id is not None), None)
    if written_at is None or written_at == view.address_id:
        return view
    return answer_at(tx, at, view, written_at, regulation)


def answer_at(tx: Connection, at: Instant, view: TicketView, address_id: int, regulation: Regulation) -> TicketView:
    """Shown on the card. Where somebody else writes in the ticket it is not answered."""
    if all(one.id != address_id for one in read_others(view.others)):
        return view
    this = (ticket.c.id == view.id, ticket.c.organisation_id == view.organisation_id)
    tx.execute(update(ticket).where(*this).values(address_id=address_id))
    topics.refresh_card(tx, at, view, regulation)
    return ticket_by_id(tx, view.organisation_id, view.id)
