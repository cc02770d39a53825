"""What an agent's answer does to the ticket's clocks: it ends those of a response, and begins that of an update."""

from sqlalchemy import Connection, bindparam, update

from models.actions.clocks import ticket_clocks, timers
from models.actions.desk import topics
from models.clock import Instant
from models.queries.tickets import TicketView
from models.rules.deadlines.ticket_clock import Event
from models.rules.regulation.parsing import Regulation
from models.tables.tickets import ticket

_ANSWERED = (
    update(ticket)
    .where(ticket.c.id == bindparam("of_ticket"), ticket.c.organisation_id == bindparam("of_organisation"))
    .values(answered_at=bindparam("at"))
)


def note_answer(tx: Connection, at: Instant, view: TicketView, agent_id: int | None, regulation: Regulation) -> None:
    """An agent's words are on their way to the requester. regulation: the ticket's edition."""
    if view.answered_at is not None:
        policy = regulation.policy(view.desk_key, view.kind, view.tier, view.severity)
        if policy.next_response is None and policy.update is None:
            timers.log_event(tx, view.id, at.now, Event.ANSWERED, agent_id=agent_id)
            return
        ticket_clocks.happened(tx, at, view, Event.ANSWERED, agent_id=agent_id)
        topics.refresh_card(tx, at, view, regulation)
        return
    # our commit counts, not the provider's stamp; an answer at the very second of the deadline is in time
    tx.execute(_ANSWERED, {"of_ticket": view.id, "of_organisation": view.organisation_id, "at": at.now})
    ticket_clocks.happened(tx, at, view, Event.FIRST_ANSWERED, agent_id=agent_id)
    topics.refresh_card(tx, at, view, regulation)
