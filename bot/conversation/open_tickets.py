"""Messages of a person who has open tickets: which of them each belongs to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.conversation import closed_tickets, request
from bot.conversation.context import Context, OpenTicketView
from bot.conversation.held_messages import MAX_HELD, goes_unsaid, held_messages, ids, kept_back
from bot.conversation.inbound import Inbound
from bot.conversation.prompts import REMEMBERED_MINUTES, prompt
from bot.conversation.state import HeldMessage, Remembered, State, Step, idle
from bot.conversation.turn import AddToTicket, ConfirmSolved, Reply, Turn
from bot.conversation.words import NEW, says, ticket_number_in
from models.phrases.catalogue import say, say_many
from models.phrases.message_types import name_of
from models.rules.requests.thanks import Meaning
from models.rules.texts.content import one_line

_REMEMBERED_FOR = timedelta(minutes=REMEMBERED_MINUTES)


class Named(Protocol):
    """A ticket."""

    @property
    def id(self) -> int: ...


def on_message(state: State, inbound: Inbound, context: Context) -> Turn:
    """A message with nothing in progress: to the only ticket, to the remembered one, or to the picker."""
    tickets = context.tickets_here
    if len(tickets) == 1:
        return to_ticket(state, tickets[0], inbound, context)
    if remembered := _remembered(state, context):
        kept = replace(state, remembered=Remembered(remembered.id, context.now))
        return to_ticket(kept, remembered, inbound, context)
    asking = State(state.version + 1, Step.PICK, held=held_messages(inbound))
    return Turn(asking, (prompt(asking, context),))


def write_next(state: State, ticket: OpenTicketView, context: Context) -> Turn:
    """What they write without a reply goes there for a while; what is in progress stays."""
    assert ticket.whose is not None, "into their own they write without asking"
    name = one_line(ticket.whose.name) or say(context.language, "card.no_name")
    for_minutes = say_many(context.language, "write.for_a_while", REMEMBERED_MINUTES)
    words = (say(context.language, "write.next", number=ticket.number, name=name), for_minutes)
    remembered = replace(state, remembered=Remembered(ticket.id, context.now))
    return Turn(remembered, (Reply("\n".join(words), ticket_id=ticket.id),))


def goes_to_others(state: State, context: Context) -> bool:
    """They said a short while ago that they write into somebody else's ticket, and no agent wrote to them since."""
    remembered = state.remembered
    if remembered is None or not chose_other(state, context.open_tickets, context.now):
        return False
    return not _answered_since(remembered, context)


def to_others(state: State, inbound: Inbound, context: Context) -> Turn:
    """If they do not see it any more, or it was closed, they are asked anew rather than heard elsewhere."""
    remembered = state.remembered
    ticket = context.open_to(remembered.ticket_id) if remembered is not None else None
    if ticket is None:
        state = replace(state, remembered=None)
        if len(context.open_tickets) != 1:
            return _anew(state, inbound, context)
        asking = State(state.version + 1, Step.PICK, held=held_messages(inbound))
        return Turn(asking, (prompt(asking, context),))
    return to_ticket(replace(state, remembered=Remembered(ticket.id, context.now)), ticket, inbound, context)


def of_their_own(state: State, context: Context) -> State:
    """They write about something of their own again."""
    remembered = state.remembered
    if remembered is None or context.open_ticket(remembered.ticket_id) is not None:
        return state
    return replace(state, remembered=None)


def chose_other(state: State, tickets: Sequence[Named], now: datetime) -> bool:
    """Whether they chose a short while ago to write into a ticket that is none of these, their own open ones."""
    remembered = state.remembered
    return remembered is not None and all(one.id != remembered.ticket_id for one in tickets) and is_fresh(state, now)


def is_fresh(state: State, now: datetime) -> bool:
    """Whether a ticket was chosen a short while ago."""
    return state.remembered is not None and now - state.remembered.at <= _REMEMBERED_FOR


def _anew(state: State, inbound: Inbound, context: Context) -> Turn:
    """As if nothing had been said before."""
    if context.open_tickets:
        return on_message(state, inbound, context)
    return closed_tickets.on_message(state, inbound, context)


def on_reply(state: State, ticket: OpenTicketView, inbound: Inbound, context: Context) -> Turn:
    """A reply to a message of an open ticket goes there, whatever else is in progress."""
    if len(context.open_tickets) > 1 and ticket.whose is None:
        state = replace(state, remembered=Remembered(ticket.id, context.now))
    return to_ticket(state, ticket, inbound, context)


def to_ticket(state: State, ticket: OpenTicketView, inbound: Inbound, context: Context) -> Turn:
    """Silently, except for what cannot be shown; words that confirm a proposed closing confirm it."""
    if ticket.closing_proposed and ticket.whose is None and inbound.meaning in (Meaning.SOLVED, Meaning.AGREED):
        return Turn(state, intents=(ConfirmSolved(ticket.id, inbound.message_id),))
    replies: tuple[Reply, ...] = ()
    if inbound.unsupported:
        name = name_of(inbound.unsupported, context.language)
        brief = say(context.language, "phone.unreadable")
        replies = (Reply(say(context.language, "unsupported.kept", type=name), ticket_id=ticket.id, brief=brief),)
    return Turn(state, replies, (AddToTicket(ticket.id, ids(held_messages(inbound))),))


def on_message_while_picking(state: State, inbound: Inbound, context: Context) -> Turn:
    """More messages wait with the first; a number says which ticket they are for."""
    if not context.open_tickets:
        return closed_tickets.on_messages(idle(state), state.held + held_messages(inbound), context)
    if len(context.open_tickets) == 1 and not context.others_open:
        return _deliver(state, context.open_tickets[0], state.held + held_messages(inbound))
    if inbound.says_it_all:
        if says(inbound.text, NEW):
            return request.begin(state, state.held, context)
        number = ticket_number_in(inbound.text)
        offered = (*context.open_tickets, *context.others_open)
        if named := next((ticket for ticket in offered if ticket.number == number), None):
            return _picked(state, named, context, pressed=False)
    if len(state.held) >= MAX_HELD:
        full = say_many(context.language, "count.messages", len(state.held))
        asked = prompt(state, context, say(context.language, "pick.full", messages=full))
        return Turn(state, (asked,), kept_back(inbound))
    waiting = replace(state, held=state.held + held_messages(inbound))
    if goes_unsaid(state.held, inbound):
        return Turn(waiting)
    return Turn(waiting, (prompt(waiting, context),))


def on_choice(state: State, key: str, context: Context) -> Turn | None:
    """A press on the picker; None if that choice is not on offer."""
    if key == "cancel":
        return drop(state, context, pressed=True)
    if key == "to:new":
        return request.begin(state, state.held, context, in_place=True)
    offered = (*context.open_tickets, *context.others_open)
    picked = next((ticket for ticket in offered if key == f"to:{ticket.id}"), None)
    return _picked(state, picked, context, pressed=True) if picked else None


def drop(state: State, context: Context, *, pressed: bool) -> Turn:
    """The held messages are not passed on; they stay stored, without a ticket."""
    return Turn(idle(state), (Reply(say(context.language, "pick.dropped"), edit_in_place=pressed),))


def _picked(state: State, ticket: OpenTicketView, context: Context, *, pressed: bool) -> Turn:
    turn = _deliver(state, ticket, state.held)
    done = Reply(say(context.language, "pick.done", number=ticket.number), edit_in_place=pressed, ticket_id=ticket.id)
    remembered = replace(turn.state, remembered=Remembered(ticket.id, context.now))
    return replace(turn, state=remembered, replies=(done,))


def _deliver(state: State, ticket: OpenTicketView, messages: tuple[HeldMessage, ...]) -> Turn:
    return Turn(idle(state), intents=(AddToTicket(ticket.id, ids(messages)),))


def _remembered(state: State, context: Context) -> OpenTicketView | None:
    """The ticket chosen a short while ago, unless an agent has since written about another one."""
    remembered = state.remembered
    if remembered is None or not is_fresh(state, context.now) or _answered_since(remembered, context):
        return None
    return context.open_ticket(remembered.ticket_id)


def _answered_since(remembered: Remembered, context: Context) -> bool:
    """Whether an agent wrote about another one of theirs."""
    return any(
        ticket.last_answer_at is not None and ticket.last_answer_at > remembered.at
        for ticket in context.open_tickets
        if ticket.id != remembered.ticket_id
    )
