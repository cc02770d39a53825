"""Choices that were offered as numbers: the number that comes back is a press."""

from bot.conversation.dialogue import respond
from bot.conversation.inbound import Inbound
from bot.conversation.turn import Turn
from bot.requester import turns
from bot.requester.authors import Author
from bot.scope import Scope
from models.actions.reach import offers
from models.queries.tickets import open_tickets_of
from models.rules.delivery.choices import numbered


def pressed(scope: Scope, author: Author, text: str) -> Turn | None:
    """None: it is no number of the list that was sent there, or what it stood for is over; then it is words."""
    choice = numbered(author.offered, text)
    if choice is None:
        return None
    inbound = Inbound(None, choice=choice.key, choice_version=choice.version)
    tickets = open_tickets_of(scope.tx, author.who)
    turn = respond(author.state, inbound, turns.context_of(scope, author.who, inbound, tickets, state=author.state))
    if all(reply.toast for reply in turn.replies) and not turn.intents:
        return None
    offers.offer(scope.tx, author.who.address_id, None)
    turns.remember(scope, author.who, author.state, turn)
    return turn
