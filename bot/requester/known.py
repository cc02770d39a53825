"""Somebody said who a person is, or that they don't know: what waits in their conversation goes on."""

from functools import partial

from bot.conversation.state import State, Step
from bot.requester import identifying, intents
from bot.requester.saying import say_by_itself
from bot.scope import Scope
from models.queries.persons import requester_at


def heard(scope: Scope, transport: str, address: str, refused: str | None) -> None:
    """refused: the words of the staff; None: they are known now."""
    found = requester_at(scope.tx, scope.organisation_id, transport, scope.account, address)
    if found is None:
        return
    who, state = found[0], State.from_json(found[1])
    if state.step is not Step.WHO:
        return
    follow = partial(intents.follow, scope, scope.at.now)
    known = refused is None
    replies = identifying.goes_on(scope, who, follow) if known else identifying.refused(scope, who, refused or "")
    found = requester_at(scope.tx, scope.organisation_id, transport, scope.account, address)
    assert found is not None
    say_by_itself(scope, found[0], replies, State.from_json(found[1]).version)
