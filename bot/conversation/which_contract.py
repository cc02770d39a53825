"""A complete request of somebody with several contracts: which of them is it under?"""

from dataclasses import replace

from bot.conversation import request
from bot.conversation.context import Context
from bot.conversation.identification import filed, joined
from bot.conversation.inbound import Inbound
from bot.conversation.state import Draft, State
from bot.conversation.steps import fits
from bot.conversation.turn import Turn
from bot.conversation.who_words import contracts_for
from models.rules.contracts.numbers import normal_number


def on_choice(state: State, key: str, context: Context) -> Turn | None:
    """None: no contract that is in question."""
    draft = state.draft or Draft()
    if not fits(draft, context.regulation):
        return None
    head, _, tail = key.partition(":")
    if head != "contract" or tail not in {str(one.id) for one in contracts_for(draft, context)}:
        return None
    return filed(state, replace(draft, contract_id=int(tail)), context)


def on_message(state: State, inbound: Inbound, context: Context) -> Turn:
    """The number of one of them; everything else belongs to the request."""
    draft = state.draft or Draft()
    if not fits(draft, context.regulation):
        return request.on_message(state, inbound, context)
    said = normal_number(inbound.text) if inbound.says_it_all else ""
    for one in contracts_for(draft, context):
        if said and normal_number(one.number) == said:
            return filed(state, replace(draft, contract_id=one.id), context)
    return joined(state, draft, inbound, context)
