"""Somebody rang and was rejected at once: a line in the thread, or a ticket (REQUIREMENTS F4)."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.requester import counted, kept, unasked
from bot.requester.authors import Author
from bot.requester.heard import MARK, Heard
from bot.requester.opening import open_at_once
from bot.scope import Scope
from models.actions.talk.messages import add_to_ticket
from models.actions.tickets.tickets import locked
from models.queries.messages import MessageView, last_message_of
from models.queries.persons import Requester, last_withheld, requester_at
from models.queries.tickets import open_tickets_of, ticket_by_id
from models.rules.sms.routing import Join, where_call_goes

#: Who is rejected at once tries again at once: one missed call, told once with its count.
REPEATED_WITHIN: Final = timedelta(minutes=10)


def rang(scope: Scope, author: Author, heard: Heard) -> None:
    tickets = open_tickets_of(scope.tx, author.who)
    where = where_call_goes(unasked.as_routed(scope, author, tickets))
    if not isinstance(where, Join):
        open_at_once(scope, author, [kept.keep(scope, author.who, heard)], heard)
        return
    view = locked(scope.tx, ticket_by_id(scope.tx, scope.organisation_id, where.ticket_id))
    # who is waited for and rings has answered: that is more than a count
    if view.waiting_since is None and _counted_as_repeated(scope, author, view.id):
        return
    message_id = kept.keep(scope, author.who, heard)
    add_to_ticket(scope.tx, scope.at, view, [message_id], scope.edition_of(view).regulation)


def as_repeated(scope: Scope, heard: Heard) -> Heard:
    """Whoever hides the number and rings again at once can't be told from another who does. While the last thing
    that staff see is such a call of a short while ago, it is the same caller; else somebody new.
    """
    if heard.name is not None:
        return heard
    since = scope.at.now - REPEATED_WITHIN
    place = (scope.organisation_id, heard.transport, heard.account)
    address = last_withheld(scope.tx, *place, heard.through, since)
    found = requester_at(scope.tx, *place, address) if address is not None else None
    if found is None:
        return heard
    who = found[0]
    again = any(_last_call(scope, who, ticket.id) for ticket in open_tickets_of(scope.tx, who))
    return replace(heard, address=who.address) if again else heard


def _counted_as_repeated(scope: Scope, author: Author, ticket_id: int) -> bool:
    """Its line gets a count."""
    last = _last_call(scope, author.who, ticket_id)
    if last is not None:
        counted.once_more(scope, last)
    return last is not None


def _last_call(scope: Scope, who: Requester, ticket_id: int) -> MessageView | None:
    """The last thing in the ticket, if it is a call from the same address a short while ago."""
    last = last_message_of(scope.tx, scope.organisation_id, ticket_id)
    if last is None or last.address_id != who.address_id or not last.text.startswith(MARK):
        return None
    return last if scope.at.now - last.at <= REPEATED_WITHIN else None
