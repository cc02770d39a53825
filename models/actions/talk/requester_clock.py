"""What a requester's words do to the ticket's clocks: a wait for them is over, and an answer is due."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from models.actions.clocks import ticket_clocks, timers
from models.actions.clocks.ticket_clocks import AtHand
from models.actions.desk import topics
from models.actions.tickets import tickets, waiting
from models.clock import Instant
from models.queries.tickets import TicketView
from models.rules.deadlines.ticket_clock import Event
from models.rules.regulation.parsing import Regulation

#: What the clocks follow is read, if they are to change.
Reading = Callable[[], AtHand]


def requester_wrote(
    tx: Connection,
    at: Instant,
    view: TicketView,
    regulation: Regulation,
    said_at: datetime,
    at_hand: Reading | None = None,
) -> None:
    """A message, a call. said_at: the provider's time. at_hand: what was read with the view, which is locked then."""
    if view.state == "closing_proposed":
        tickets.withdraw_closing(tx, at, view, regulation, "staff.closing_withdrawn")
        return
    policy = regulation.policy(view.desk_key, view.kind, view.tier, view.severity)
    if view.waiting_since is None and (policy.next_response is None or view.next_response_due_at is not None):
        timers.log_event(tx, view.id, said_at, Event.REQUESTER_WROTE)
        return
    read = None if at_hand is None else at_hand()
    clocks = ticket_clocks.happened(tx, at, view, Event.REQUESTER_WROTE, when=said_at, at_hand=read)
    if view.waiting_since is not None:
        waiting.answered(tx, at, view, regulation, clocks)
    topics.refresh_card(tx, at, view, regulation)
