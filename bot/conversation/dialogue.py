"""The requester's dialogue: one function, for every transport."""

from dataclasses import replace

from bot.conversation import (
    asked_aside,
    closed_tickets,
    identification,
    open_tickets,
    own_contact,
    request,
    transport_presses,
    transports,
    which_contract,
    zones,
)
from bot.conversation.commands import on_command
from bot.conversation.context import Context
from bot.conversation.greeting import greeting_text, other_languages
from bot.conversation.inbound import Inbound
from bot.conversation.presses import on_press
from bot.conversation.state import State, Step, idle
from bot.conversation.turn import Reply, Turn
from bot.conversation.words import command_in


def respond(state: State, inbound: Inbound, context: Context) -> Turn:
    """The next state, what to say, and what to do. Pure; called for every message, so it stays cheap.

    The state that comes back is the very object that was passed in when there is nothing to store.
    """
    turn = own_contact.with_button(state, _respond(state, inbound, context), context)
    turn = asked_aside.remembering(turn, context.now)
    if context.first_contact and turn.replies and inbound.command != "start":
        return _greeted(turn, context)
    return turn


def _respond(state: State, inbound: Inbound, context: Context) -> Turn:
    if inbound.choice is not None:
        return on_press(state, inbound, context)
    if inbound.command is not None:
        return on_command(state, inbound.command, inbound.argument, context)
    if (turn := _in_words(state, inbound, context)) is not None:
        return turn
    if (proof := transports.proves(state, inbound, context)) is not None:
        return proof
    if state.step is Step.TRANSPORTS:
        if (pressed := transport_presses.by_words(state, inbound, context)) is not None:
            return pressed
        return transports.on_message(state, inbound, context, lambda left: _respond(left, inbound, context))
    if inbound.reply_to_ticket is not None and (turn := _on_reply(state, inbound, context)):
        return turn
    if state.step is not Step.IDLE:
        return _answered(state, inbound, context)
    if open_tickets.goes_to_others(state, context):
        return open_tickets.to_others(state, inbound, context)
    if context.tickets_here:
        return open_tickets.on_message(state, inbound, context)
    return closed_tickets.on_message(state, inbound, context)


def _in_words(state: State, inbound: Inbound, context: Context) -> Turn | None:
    """A command, or what was asked aside, said in words; None: they say something else."""
    if inbound.text and inbound.says_it_all:
        nobody_listens = state.step is not Step.IDLE or not context.open_tickets
        said = command_in(inbound.text, nobody_listens=nobody_listens)
        if said is not None and not _is_said_to_staff(*said, inbound, context):
            return on_command(state, *said, context)
    key = asked_aside.meant(state, inbound)
    return None if key is None or asked_aside.is_over(state, context) else _named(state, key, context)


def _named(state: State, key: str, context: Context) -> Turn:
    """As if it had been pressed, but for what becomes of a button."""
    turn = on_press(state, Inbound(None, choice=key, choice_version=state.version), context)
    return replace(turn, replies=tuple(replace(one, edit_in_place=False, toast=False) for one in turn.replies))


def _answered(state: State, inbound: Inbound, context: Context) -> Turn:
    """A message while something is asked."""
    if state.step is Step.ZONE:
        return zones.on_message(state, inbound, context, lambda: _respond(idle(state), inbound, context))
    if state.step is Step.PICK:
        return open_tickets.on_message_while_picking(state, inbound, context)
    if state.step is Step.AFTER:
        return closed_tickets.on_message_while_asked(state, inbound, context)
    if state.step is Step.CONTRACT:
        return which_contract.on_message(state, inbound, context)
    if state.step is Step.WHO:
        return identification.on_message(state, inbound, context)
    return request.on_message(state, inbound, context)


def _is_said_to_staff(command: str, number: str, inbound: Inbound, context: Context) -> bool:
    """«Почему 500?» under a price asks staff, unless 500 is a request of theirs; so does any number in a reply."""
    asks_staff = inbound.reply_to_ticket is not None or (command == "why" and bool(context.open_tickets))
    opened, closed = (*context.open_tickets, *context.others_open), (*context.recent_closed, *context.others_closed)
    known = {ticket.number for ticket in opened} | {ticket.number for ticket in closed}
    return asks_staff and number.isdecimal() and int(number) not in known


def _on_reply(state: State, inbound: Inbound, context: Context) -> Turn | None:
    """Replies to open tickets go there at any step, replies to a closed one ask about it when idle."""
    ticket = context.open_to(inbound.reply_to_ticket)
    if ticket is not None:
        return open_tickets.on_reply(state, ticket, inbound, context)
    closed = next((one for one in context.reopenable() if one.id == inbound.reply_to_ticket), None)
    if closed is None or state.step is not Step.IDLE:
        return None
    return closed_tickets.on_message(state, inbound, context, about=closed.id)


def _greeted(turn: Turn, context: Context) -> Turn:
    """The greeting stands before the first answer: in the same message, unless that asks something.

    A question is replaced by the next one when it is answered; the greeting, with what it says of the regulation,
    has to stay.
    """
    first, *others = turn.replies
    if first.choices or first.own_contact is not None:  # that one is of a message without buttons
        greeting = Reply(greeting_text(context), other_languages(context))
        return replace(turn, replies=(greeting, replace(first, edit_in_place=False), *others))
    first = replace(
        first,
        text=f"{greeting_text(context)}\n\n{first.text}",
        choices=other_languages(context),
        edit_in_place=False,
    )
    return replace(turn, replies=(first, *others))
