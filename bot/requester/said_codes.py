"""A code that somebody typed, or a link that they opened, is not kept: neither as a message nor as it came."""

from collections.abc import Sequence

from bot.conversation.reach import AddressAct, ChangeReach
from bot.conversation.turn import HideCode, Intent, SayCode, UseInvitation
from bot.scope import Scope
from models.actions.queue import inbox
from models.actions.talk import hidden_words
from models.queries.persons import Requester

_ACTS = (AddressAct.PROVE, AddressAct.JOIN)


def is_said(intents: Sequence[Intent]) -> bool:
    """Whether what they said was taken for a code, right or wrong."""
    return any(_is_code(one) for one in intents)


def forget(scope: Scope, who: Requester | None = None, message_id: int | None = None) -> None:
    """message_id: of what was kept of it, said by them."""
    inbox.forget(scope.tx, scope.row_ids)
    if who is not None and message_id is not None:
        hidden_words.hide(scope.tx, scope.organisation_id, message_id, who.language)


def _is_code(intent: Intent) -> bool:
    if isinstance(intent, ChangeReach):
        return intent.act in _ACTS
    return isinstance(intent, UseInvitation | SayCode | HideCode)
