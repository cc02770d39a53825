"""Questions that hold nothing up, such as «which request shall we close?»: answered by a button, or in words by
whoever says nothing else first.

What was offered is remembered until anything is said or pressed. Where something is in progress, its question comes
again and words answer that.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.conversation.context import Context
from bot.conversation.inbound import Inbound
from bot.conversation.state import Offered, State, Step
from bot.conversation.turn import Reply, Turn
from bot.conversation.words import NO, YES, chosen_by_words, says, ticket_number_in
from models.rules.texts.localised import Localised

#: How the keys of their choices begin; KEEPS is the one that declines.
KEEPS: Final = "keep"
_HEADS: Final = {"close", "reopen", "why", "lang", KEEPS}
_GOOD_FOR: Final = timedelta(minutes=10)
_NUMBER: Final = re.compile(r"(?:№|#)(\d+)")


def remembering(turn: Turn, now: datetime) -> Turn:
    """The turn, whose state holds what its last reply offers."""
    choices = _offered(turn.replies) if turn.state.step is Step.IDLE else ()
    offered = Offered(now, choices) if choices else None
    if offered is None and turn.state.offered is None:
        return turn
    return replace(turn, state=replace(turn.state, offered=offered))


def is_over(state: State, context: Context) -> bool:
    """Too long ago, or an agent has asked something meanwhile: a yes is more likely theirs."""
    if state.offered is None or context.now - state.offered.at > _GOOD_FOR:
        return True
    asked = state.offered.at
    return any(one.last_answer_at is not None and one.last_answer_at > asked for one in context.open_tickets)


def meant(state: State, inbound: Inbound) -> str | None:
    """The key of the choice that the words name: by its label, by the number of its request, or by yes and no."""
    if state.offered is None or not inbound.says_it_all or inbound.reply_to_ticket is not None:
        return None
    choices = state.offered.choices
    number = ticket_number_in(inbound.text)
    if number is not None:
        return next((key for key, label in choices if str(number) in _NUMBER.findall(label)), None)
    if KEEPS in dict(choices):
        others = [key for key, _ in choices if key != KEEPS]
        if says(inbound.text, NO):
            return KEEPS
        if says(inbound.text, YES) and len(others) == 1:
            return others[0]
    index = chosen_by_words(inbound.text, [Localised({"": label}) for _, label in choices])
    return None if index is None else choices[index][0]


def _offered(replies: tuple[Reply, ...]) -> tuple[tuple[str, str], ...]:
    offered = [choice for row in replies[-1].choices for choice in row] if replies else []
    if any(choice.key.partition(":")[0] not in _HEADS for choice in offered):
        return ()
    return tuple((choice.key, choice.label) for choice in offered)
