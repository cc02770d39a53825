"""A requester put a sign under a message: staff see it at that message. It asks for nothing; it counts like words.

Under the question whether it is solved it is an answer.
"""

from bot.conversation import confirmations
from bot.requester.heard import Heard, Reacted
from bot.requester.saying import say_to
from bot.scope import Scope
from models.actions.reach import flood
from models.actions.talk import reactions
from models.queries.messages import message_at
from models.queries.persons import requester_at
from models.queries.told import told_at
from models.rules.delivery.choices import DialogueChoice
from models.rules.requests.thanks import says_solved


def as_press(scope: Scope, change: Reacted) -> Heard | None:
    """The button that says the same; None: the sign answers no question, or not clearly."""
    solved = says_solved(change.signs)
    if solved is None:
        return None
    told = told_at(
        scope.tx, scope.organisation_id, change.transport, change.account, change.address, change.provider_id
    )
    if told is None or not told.asks_if_solved:
        return None
    key = f"{'solved' if solved else 'unsolved'}:{told.ticket_id}"
    return Heard(
        transport=change.transport,
        account=change.account,
        address=change.address,
        at=scope.at.real,
        came_at=scope.at.real,
        choice=DialogueChoice(0, key),
        pressed=change.provider_id,
    )


def reacted(scope: Scope, change: Reacted) -> None:
    found = requester_at(scope.tx, scope.organisation_id, change.transport, change.account, change.address)
    if found is None or found[0].blocked:
        return
    message_id = message_at(
        scope.tx, scope.organisation_id, change.transport, change.account, change.address, change.provider_id
    )
    if message_id is None:
        return  # a post of ours that belongs to no ticket
    who, limits = found[0], scope.edition.regulation.limits
    window = flood.count_message(scope.tx, scope.at, who.address_id, found.window)
    if flood.is_over(window, limits):
        heard_by = (change.transport, change.account)
        reactions.react_later(scope.tx, scope.at, heard_by, message_id, who.address_id, change.signs)
    else:
        reactions.reacted(scope.tx, scope.at, who, message_id, change.signs)
    if flood.is_first_over(window, limits):
        say_to(scope, who, [confirmations.slow_down(who.language)], 0)
