"""Where nobody is asked anything: words join a ticket or open one, and commands are recognised before that."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.conversation import asked_aside, open_tickets, transport_presses, transports
from bot.conversation.commands import COMMANDS
from bot.conversation.context import Context
from bot.conversation.inbound import Inbound
from bot.conversation.state import State, Step
from bot.conversation.turn import Reply
from bot.conversation.words import command_in, only_thanks, ticket_number_in
from bot.requester import said_codes, turns
from bot.requester.authors import Author
from bot.requester.heard import Heard
from bot.requester.opening import open_at_once
from bot.requester.saying import say_to
from bot.scope import Scope
from models.actions.reach import challenges
from models.actions.reach.challenges import Target
from models.phrases.catalogue import say
from models.queries.chains import last_sent_to
from models.queries.messages import last_answers, last_words
from models.queries.tickets import TicketView, open_tickets_of
from models.rules.delivery.codes import code_in
from models.rules.sms.routing import Join, OpenTicket, where_sms_goes

#: Commands that are taken when they are typed as in a chat.
_TYPED: Final = {*COMMANDS, "start", "back", "invitation"}
#: What stands behind these is no number of a ticket.
_WITH_WORDS: Final = {"language", "timezone", "invitation"}


def routed(scope: Scope, author: Author, heard: Heard, inbound: Inbound) -> Inbound | None:
    """None: it opened a ticket, or called for nothing."""
    tickets = open_tickets_of(scope.tx, author.who)
    command = _command(heard.text, nobody_listens=not tickets)
    idle = author.state.step in (Step.IDLE, Step.TRANSPORTS)
    if command is not None:
        return Inbound(None, command=command[0], argument=command[1])
    if transports.concerns(author.state, inbound):
        context = turns.context_of(scope, author.who, inbound, tickets, state=author.state)
        if transports.answers(author.state, inbound, context) or _names_button(author.state, inbound, context):
            return inbound
        if code_in(heard.text) is not None and _belongs_elsewhere(scope, author, heard):
            said_codes.forget(scope, author.who, inbound.message_id)
            return None
    if asked_aside.meant(author.state, inbound) is not None:
        return inbound
    if open_tickets.chose_other(author.state, tickets, scope.at.now):
        return inbound
    if not tickets and idle:
        # there are no buttons to choose by: a ticket opens at once, and staff ask what they need
        if inbound.message_id is not None and (author.met or not only_thanks(heard.text)):
            open_at_once(scope, author, [inbound.message_id], heard)
        return None
    where = where_sms_goes(as_routed(scope, author, tickets)) if tickets else None
    return replace(inbound, reply_to_ticket=where.ticket_id) if isinstance(where, Join) and idle else inbound


def _names_button(state: State, inbound: Inbound, context: Context) -> bool:
    return state.step is Step.TRANSPORTS and transport_presses.named_choice(state, inbound, context) is not None


def _belongs_elsewhere(scope: Scope, author: Author, heard: Heard) -> bool:
    """A code that was sent here proves the address to whoever asked for it, and there."""
    target = Target(heard.transport, heard.account, heard.address)
    if not challenges.sent_to(scope.tx, scope.at, scope.organisation_id, target):
        return False
    say_to(scope, author.who, [Reply(say(author.who.language, "phone.code_elsewhere"))], 0)
    return True


def as_routed(scope: Scope, author: Author, tickets: list[TicketView]) -> list[OpenTicket]:
    """An agent's answer went to this very address, whatever the ticket came by."""
    ids, who = [ticket.id for ticket in tickets], author.who
    answered: dict[int, datetime | None] = dict(last_answers(scope.tx, scope.organisation_id, ids))
    if others := [ticket.id for ticket in tickets if ticket.address_id != who.address_id]:
        there = last_sent_to(scope.tx, who, others)
        answered = {**answered, **{one: there.get(one) for one in others}}
    spoken = last_words(scope.tx, scope.organisation_id, ids)
    return [
        OpenTicket(ticket.id, ticket.number, answered.get(ticket.id), spoken.get(ticket.id, ticket.opened_at))
        for ticket in tickets
    ]


def _command(text: str, *, nobody_listens: bool) -> tuple[str, str] | None:
    """«статус 5», or as in a chat: «/status 5». Words that only look like a command are words."""
    if text.startswith("/"):
        name, _, argument = text[1:].lower().partition(" ")
        if name in _TYPED and (not argument.strip() or ticket_number_in(argument) or name in _WITH_WORDS):
            return name, argument.strip()
        return None
    return command_in(text, nobody_listens=nobody_listens)
