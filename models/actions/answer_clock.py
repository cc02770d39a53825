"""What an agent's answer does to the ticket's clocks: the first one ends the clock of the first response."""

from sqlalchemy import Connection, bindparam, update

from models.actions import timers, topics
from models.clock import Instant
from models.queries.tickets import TicketView
from models.rules.deadlines import is_met
from models.rules.regulation import Regulation
from models.tables.tickets import ticket

_ANSWERED = update(ticket).where(ticket.c.id == bindparam("of_ticket")).values(answered_at=bindparam("at"))


def note_answer(tx: Connection, at: Instant, view: TicketView, agent_id: int | None, regulation: Regulation) -> None:
    """An agent's words are on their way to the requester. regulation: the ticket's edition."""
    if view.answered_at is not None:
        timers.log_event(tx, view.id, at.now, "answered", agent_id=agent_id)
        return
    # our commit counts, not the provider's stamp; an answer at the very second of the deadline is in time
    met = view.first_response_due_at is None or is_met(view.first_response_due_at, at.now)
    timers.stop_clock(tx, view.id, timers.FIRST_RESPONSE, "met" if met else "missed")
    timers.log_event(tx, view.id, at.now, "first_answered", agent_id=agent_id, facts={"met": met})
    tx.execute(_ANSWERED, {"of_ticket": view.id, "at": at.now})
    topics.refresh_card(tx, at, view.id, regulation)
