"""The button that shares one's own number: shown while the number is asked for, and taken away afterwards.

It hangs below the field where people type and under no message, so that it stays there until we take it away. Where
the messenger can't share a number, nothing of this is said.
"""

from dataclasses import replace
from typing import Final

from bot.conversation.context import Context
from bot.conversation.state import State, Step
from bot.conversation.transport_moves import place_of
from bot.conversation.transport_prompts import TYPED
from bot.conversation.turn import OwnContact, Reply, Turn
from models.phrases.catalogue import say

#: What `State.asking` says at WHO while the number is asked for.
_CONTACT: Final = "contact"


def with_button(before: State, turn: Turn, context: Context) -> Turn:
    """The turn, with the button that its state wants; before: the state that it began in."""
    wanted = context.shares_phone and _is_asked_for(turn.state)
    if wanted is before.contact_button:
        kept = turn.state.contact_button is wanted
        return turn if kept else replace(turn, state=replace(turn.state, contact_button=wanted))
    state = replace(turn.state, contact_button=wanted)
    if wanted:
        offer = Reply(say(context.language, "contact.offer"), own_contact=OwnContact.OFFERED)
        return replace(turn, state=state, replies=(*turn.replies, offer))
    return replace(turn, state=state, replies=taken_away(turn.replies, context.language))


def taken_away(replies: tuple[Reply, ...], language: str) -> tuple[Reply, ...]:
    """The first that has no buttons of its own takes it away; else a word of its own does."""
    for place, reply in enumerate(replies):
        if not (reply.choices or reply.edit_in_place or reply.toast):
            return (*replies[:place], replace(reply, own_contact=OwnContact.GONE), *replies[place + 1 :])
    return (Reply(say(language, "contact.gone"), own_contact=OwnContact.GONE), *replies)


def _is_asked_for(state: State) -> bool:
    if state.step is Step.WHO:
        return state.asking == _CONTACT
    return state.step is Step.TRANSPORTS and place_of(state)[0] == TYPED
