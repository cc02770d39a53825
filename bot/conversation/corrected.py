"""The author corrected a message that waits in the conversation: the request goes on with the new words."""

from dataclasses import replace

from bot.conversation.answers import Wrong, read_answer
from bot.conversation.context import Context
from bot.conversation.held_messages import beginning
from bot.conversation.request import ask_again
from bot.conversation.state import Draft, HeldMessage, State, Step
from bot.conversation.steps import field_of
from bot.conversation.turn import Turn


def on_correction(state: State, message_id: int, text: str, context: Context) -> Turn | None:
    """text: the whole of it now. None: nothing of it waits here.

    A summary that was shown is shown anew; an answer that its question can't take stays as it was, and that is said
    there.
    """
    draft, refused = (None, "") if state.draft is None else _draft(state.draft, message_id, text, context)
    now = replace(state, held=_reworded(state.held, message_id, text), draft=draft)
    if now == state and not refused:
        return None
    if state.step is not Step.SUMMARY:
        return Turn(now)
    return ask_again(replace(now, version=state.version + 1), context, refused)


def _draft(draft: Draft, message_id: int, text: str, context: Context) -> tuple[Draft, str]:
    """With why an answer was not taken."""
    messages, aside = (_reworded(held, message_id, text) for held in (draft.messages, draft.aside))
    changed, refused = replace(draft, messages=messages, aside=aside), ""
    for field_id, source in draft.sources:
        field = field_of(draft, field_id, context.regulation)
        if source != message_id or field is None:
            continue
        answer = read_answer(field, text, context.language)
        if isinstance(answer, Wrong):
            refused = answer.reason
        else:
            changed = changed.answered(field_id, answer, source)
    return changed, refused


def _reworded(messages: tuple[HeldMessage, ...], message_id: int, text: str) -> tuple[HeldMessage, ...]:
    return tuple(replace(one, text=beginning(text)) if one.id == message_id else one for one in messages)
