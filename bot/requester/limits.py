"""What is kept and goes no further: from blocked senders, and above the limit of a minute."""

from bot.conversation import confirmations
from bot.conversation.turn import Reply
from bot.requester import kept, turns
from bot.requester.authors import Author
from bot.requester.heard import Heard
from bot.requester.saying import say_to
from bot.scope import Scope
from models.actions.reach import flood
from models.actions.tickets.senders import blocked_sender_wrote
from models.phrases.catalogue import say


def held_back(scope: Scope, author: Author, heard: Heard) -> bool:
    """Counts it. Staff may open what is above the limit; the author is told once per burst."""
    who, limits = author.who, scope.edition.regulation.limits
    window = flood.count_message(scope.tx, scope.at, who.address_id, author.window)
    scope.ahead.counted(who, window)
    over = flood.is_over(window, limits)
    if who.blocked:
        if not over:
            kept.keep(scope, who, heard, held=True)
        blocked_sender_wrote(scope.tx, scope.at, who.organisation_id, who.address_id)
    elif over:
        if heard.command is None:  # commands are no words for anybody
            turns.keep_back(scope, who, kept.keep(scope, who, heard))
        if flood.is_first_over(window, limits) and not heard.rang:
            say_to(scope, who, [confirmations.slow_down(who.language)], 0)
    return who.blocked or over


def press_held_back(scope: Scope, author: Author, *, aloud: bool) -> str | None:
    """What whoever pressed is shown instead of being heard; None: the press is heard. aloud: said, once per burst."""
    who, limits = author.who, scope.edition.regulation.limits
    if who.blocked:
        return ""
    window = flood.count_message(scope.tx, scope.at, who.address_id, author.window)
    if not flood.is_over(window, limits):
        return None
    words = say(who.language, "flood.presses")
    if aloud and flood.is_first_over(window, limits):
        say_to(scope, who, [Reply(words)], 0)
    return words
