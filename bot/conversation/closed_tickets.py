"""Messages of a person whose tickets have just been closed: the same question again, or a new one?"""

from dataclasses import replace

from bot.conversation import request
from bot.conversation.context import ClosedTicketView, Context
from bot.conversation.held_messages import MAX_HELD, goes_unsaid, held_messages, ids, kept_back
from bot.conversation.inbound import Inbound
from bot.conversation.prompts import prompt
from bot.conversation.state import HeldMessage, State, Step, idle
from bot.conversation.turn import AddToTicket, ReopenTicket, Reply, Turn
from bot.conversation.words import NEW, YES, says, ticket_number_in
from models.phrases.catalogue import say, say_many


def on_message(state: State, inbound: Inbound, context: Context, about: int | None = None) -> Turn:
    """A message with nothing open and nothing in progress. about: the closed ticket that it replies to."""
    if inbound.is_thanks and not context.first_contact:
        return Turn(state, (Reply(say(context.language, "after.thanks")),))
    if inbound.unsupported or not context.reopenable():
        return request.begin_with(state, inbound, context)
    return on_messages(state, held_messages(inbound), context, about)


def on_messages(state: State, messages: tuple[HeldMessage, ...], context: Context, about: int | None = None) -> Turn:
    """Ask whether these messages reopen a ticket; without one to reopen they begin a request."""
    if not context.reopenable():
        return request.begin(state, messages, context)
    asking = None if about is None else str(about)
    waiting = State(state.version + 1, Step.AFTER, asking, held=messages, remembered=state.remembered)
    return Turn(waiting, (prompt(waiting, context),))


def on_message_while_asked(state: State, inbound: Inbound, context: Context) -> Turn:
    """More messages wait with the first; a number, «да» or «новая» answers the question."""
    if len(context.open_tickets) == 1:
        only = context.open_tickets[0]
        return Turn(idle(state), intents=(AddToTicket(only.id, ids(state.held + held_messages(inbound))),))
    offered = _offered(state, context)
    if not offered:
        return request.begin(idle(state), state.held + held_messages(inbound), context)
    if inbound.says_it_all:
        if says(inbound.text, NEW):
            return request.begin(state, state.held, context)
        if meant := _meant(inbound.text, offered):
            return _reopen(state, meant)
    if len(state.held) >= MAX_HELD:
        full = say_many(context.language, "count.messages", len(state.held))
        asked = prompt(state, context, say(context.language, "pick.full", messages=full))
        return Turn(state, (asked,), kept_back(inbound))
    waiting = replace(state, held=state.held + held_messages(inbound))
    if goes_unsaid(state.held, inbound):
        return Turn(waiting)
    return Turn(waiting, (prompt(waiting, context),))


def on_choice(state: State, key: str, context: Context) -> Turn | None:
    """A press on «new request» or «cancel»; reopening is a press that is always valid (presses.py)."""
    if key == "cancel":
        return Turn(idle(state), (Reply(say(context.language, "pick.dropped"), edit_in_place=True),))
    return request.begin(state, state.held, context, in_place=True) if key == "to:new" else None


def reopen(state: State, ticket: ClosedTicketView) -> Turn:
    """Reopen it, with the messages that wait for this answer; anything else in progress stays."""
    if state.step is Step.AFTER:
        return _reopen(state, ticket)
    return Turn(state, intents=(ReopenTicket(ticket.id),))


def _reopen(state: State, ticket: ClosedTicketView) -> Turn:
    return Turn(idle(state), intents=(ReopenTicket(ticket.id, ids(state.held)),))


def _offered(state: State, context: Context) -> tuple[ClosedTicketView, ...]:
    closed = context.reopenable()
    if state.asking is None:
        return closed
    return tuple(ticket for ticket in closed if str(ticket.id) == state.asking)


def _meant(text: str, offered: tuple[ClosedTicketView, ...]) -> ClosedTicketView | None:
    if len(offered) == 1 and says(text, YES):
        return offered[0]
    number = ticket_number_in(text)
    return next((ticket for ticket in offered if ticket.number == number), None)
