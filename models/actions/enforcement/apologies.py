"""A missed time, said to the requester: with an apology and a new time, which the ladder watches over as well."""

from typing import Final

from sqlalchemy import Connection

from models.actions.clocks import ticket_clocks
from models.actions.reach import requester_words, windows
from models.clock import Instant
from models.phrases.catalogue import say
from models.phrases.times import moment, shortest
from models.queries.reach import can_be_reached
from models.queries.tickets import TicketView
from models.rules.deadlines.ticket_clock import Event
from models.rules.hours.terms import term_end
from models.rules.regulation.clocks import SlaClock
from models.rules.regulation.parsing import Regulation

#: What a requester was promised; when work starts and how often staff report is the desk's own affair.
PROMISES: Final = (SlaClock.FIRST_RESPONSE, SlaClock.NEXT_RESPONSE, SlaClock.RESOLUTION)


def is_owed(regulation: Regulation, view: TicketView, clock: str) -> bool:
    """Whether the regulation has the requester told of a breach of that clock. regulation: the ticket's edition."""
    if clock not in PROMISES:
        return False
    tier = view.tier if regulation.tier(view.tier) else None
    return regulation.policy(view.desk_key, view.kind, tier, view.severity).tell_requester


def apologise(tx: Connection, at: Instant, view: TicketView, clock: SlaClock) -> None:
    """The new time is the same target counted anew from now. It is a step of the clock from now on.

    Nothing is promised to whom nothing can be told.
    """
    if not can_be_reached(view):
        return
    folded, basis = ticket_clocks.clocks_of(tx, at.now, view)
    state = folded.clocks[clock]
    until = term_end(state.target.promised, at.now, basis.hours)
    if view.traits.is_brief:
        facts = {"until": shortest(until, at.now, view.zone, view.language)}
        text = say(view.language, f"phone.apology_{clock}", number=view.number, **facts)
    else:
        facts = {
            "until": moment(until, at.now, view.zone, view.language),
            "due": moment(state.due_at, at.now, view.zone, view.language),
        }
        text = say(view.language, f"ticket.apology_{clock}", number=view.number, **facts)
    if not windows.may_be_told(tx, at, view, text):
        return
    ticket_clocks.happened(tx, at, view, Event.PROMISED, facts={"clock": clock, "until": until.isoformat()})
    requester_words.tell(tx, at, view, text)
