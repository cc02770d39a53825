"""A requester put a sign under a message: staff see it at that message. It asks for nothing."""

from bot.requester.heard import Reacted
from bot.scope import Scope
from models.actions.talk import reactions
from models.queries.messages import message_at
from models.queries.persons import requester_at


def reacted(scope: Scope, change: Reacted) -> None:
    found = requester_at(scope.tx, scope.organisation_id, change.transport, change.account, change.address)
    if found is None or found[0].blocked:
        return
    message_id = message_at(scope.tx, change.transport, change.account, change.address, change.provider_id)
    if message_id is not None:  # else a post of ours that belongs to no ticket
        reactions.reacted(scope.tx, scope.at, message_id, found[0].address_id, change.signs)
