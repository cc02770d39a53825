"""Somebody rang and was rejected at once: a line in the thread, or a ticket (REQUIREMENTS F4)."""

from datetime import timedelta
from typing import Final

from bot.requester import counted, kept, unasked
from bot.requester.authors import Author
from bot.requester.heard import MARK, Heard
from bot.requester.opening import open_at_once
from bot.scope import Scope
from models.actions.talk.messages import add_to_ticket
from models.actions.tickets.tickets import locked
from models.queries.messages import last_message_of
from models.queries.tickets import open_tickets_of, ticket_by_id
from models.rules.sms.routing import Join, where_call_goes

#: Who is rejected at once tries again at once: one missed call, told once with its count.
REPEATED_WITHIN: Final = timedelta(minutes=10)


def rang(scope: Scope, author: Author, heard: Heard) -> None:
    tickets = open_tickets_of(scope.tx, author.who.person_id)
    where = where_call_goes(unasked.as_routed(scope, author, tickets))
    if not isinstance(where, Join):
        open_at_once(scope, author, [kept.keep(scope, author.who, heard)], heard)
        return
    view = locked(scope.tx, ticket_by_id(scope.tx, where.ticket_id))
    # who is waited for and rings has answered: that is more than a count
    if view.waiting_since is None and _counted_as_repeated(scope, author, view.id):
        return
    message_id = kept.keep(scope, author.who, heard)
    add_to_ticket(scope.tx, scope.at, view, [message_id], scope.edition_of(view).regulation)


def _counted_as_repeated(scope: Scope, author: Author, ticket_id: int) -> bool:
    """The last thing in the ticket is a call of the same phone a short while ago: its line gets a count."""
    last = last_message_of(scope.tx, ticket_id)
    if last is None or last.address_id != author.who.address_id or not last.text.startswith(MARK):
        return False
    if scope.at.now - last.at > REPEATED_WITHIN:
        return False
    counted.once_more(scope, last)
    return True
