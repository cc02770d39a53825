"""From page to page of the dialogue about transports."""

from dataclasses import replace

from bot.conversation.context import Context
from bot.conversation.state import State, Step
from bot.conversation.transport_prompts import LIST, page
from bot.conversation.turn import Turn


def place_of(state: State) -> tuple[str, str, str]:
    return (state.asking or LIST).partition(":")


def turned_to(state: State, place: str, context: Context, *, in_place: bool = False) -> Turn:
    there = moved_to(state, place)
    return Turn(there, (page(there, context, in_place=in_place),))


def moved_to(state: State, place: str) -> State:
    """Buttons that ask whether somebody is sure are stale from then on."""
    resume = state.resume
    if state.step not in (Step.IDLE, Step.ZONE, Step.TRANSPORTS):
        resume = (state.step.value, state.asking)
    return replace(state, version=state.version + 1, step=Step.TRANSPORTS, asking=place, resume=resume)


def id_in(about: str) -> int | None:
    return int(about) if about.isascii() and about.isdecimal() and len(about) <= 18 else None
