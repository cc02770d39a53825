"""A code that was sent to an address comes back from there: whoever has that address may close the ticket."""

from bot.conversation import confirmations
from bot.requester import intents, kept, said_codes
from bot.requester.authors import Author
from bot.requester.heard import Heard
from bot.requester.saying import say_to
from bot.scope import Scope
from models.actions.reach import close_codes


def proved(scope: Scope, author: Author, heard: Heard) -> bool:
    """False: it is none."""
    who = author.who
    tried = close_codes.try_code(scope.tx, scope.at, who.address_id, heard.text)
    if tried is None:
        return False
    said_codes.forget(scope, who, kept.keep(scope, who, heard))
    if tried.ticket_id is None:
        replies = [confirmations.wrong_code(tried.tries_left, who.language)]
    else:
        replies = intents.close_proved(scope, who, tried.ticket_id)
    say_to(scope, who, replies, 0)
    return True
