"""Who asks has to be known before a request is filed: it waits complete, and files itself as soon as they are."""

from dataclasses import replace
from typing import Final

from bot.conversation.context import Context
from bot.conversation.held_messages import MAX_HELD, goes_unsaid, held_messages, ids, kept_back
from bot.conversation.inbound import Inbound
from bot.conversation.prompts import prompt
from bot.conversation.state import Draft, State, Step, idle
from bot.conversation.steps import kind_of
from bot.conversation.turn import (
    AskStaff,
    Intent,
    NameContract,
    OpenTicket,
    Reply,
    SayCode,
    ShowPhone,
    Turn,
    UseInvitation,
)
from bot.conversation.who_words import ASKED, CODE, contracts_for, ruling, ways
from bot.conversation.words import chosen_by_words
from models.phrases.catalogue import say
from models.rules.delivery.codes import code_in
from models.rules.requests.identification import GoOn
from models.rules.texts.content import clip
from models.rules.texts.localised import Localised

_LONGEST_NUMBER: Final = 64
_LONGEST_WORDS: Final = 500
#: What is waited for in words.
_TYPED: Final = ("invitation", "contract", "agent", CODE)


def filed(state: State, draft: Draft, context: Context) -> Turn:
    """A complete request: it opens, or it waits until it is known who asks."""
    if not isinstance(ruling(draft, context), GoOn):
        return _asked(state, draft, None, context)
    found = contracts_for(draft, context)
    chosen = [one.id for one in found if len(found) == 1 or one.id == draft.contract_id]
    if found and not chosen:
        moved = State(state.version + 1, Step.CONTRACT, None, draft, remembered=state.remembered)
        return Turn(moved, (prompt(moved, context),))
    kind = kind_of(draft, context.regulation)
    assert draft.desk_id is not None
    assert kind is not None
    answers = {field.id: answer for field in kind.fields if (answer := draft.answer_to(field.id))}
    under = chosen[0] if chosen else None
    said = ids(draft.messages)
    intent = OpenTicket(draft.desk_id, kind.id, answers, said, answer_ids=draft.answer_ids, contract_id=under)
    return Turn(state if state.step is Step.IDLE else idle(state), intents=(intent,))


def is_known_now(state: State, context: Context) -> Turn:
    """More is known of them than a moment ago: what waited for it is filed, or goes on waiting and says why."""
    if state.step is not Step.WHO or state.draft is None:
        return Turn(state)
    return filed(state, state.draft, context)


def not_known(state: State, context: Context, why: str) -> Turn:
    """What they said did not help; the question stands as it was. why: in words."""
    if state.step is not Step.WHO:
        return Turn(state, (Reply(why),))
    return Turn(state, (prompt(state, context, why),))


def not_confirmed(state: State, context: Context, why: str) -> Turn:
    """Staff don't know them; other ways are left. why: in words."""
    if state.step is not Step.WHO or state.draft is None:
        return Turn(state, (Reply(why),))
    asked = _asked(state, state.draft, None, context)
    return replace(asked, replies=(Reply(why), *asked.replies))


def on_message(state: State, inbound: Inbound, context: Context) -> Turn:
    """What was asked for; everything else belongs to the request."""
    draft = state.draft or Draft()
    said = inbound.text.strip()
    if inbound.own_phone is not None and state.asking in (None, "contact"):
        return Turn(state, intents=(ShowPhone(inbound.own_phone),))
    if inbound.says_it_all and said:
        if state.asking is None and (key := _way_in_words(state, draft, said, context)):
            return on_choice(state, key, context, pressed=False) or Turn(state)
        if (turn := _on_words(state, draft, said, context)) is not None:
            return turn
    return joined(state, draft, inbound, context)


def on_choice(state: State, key: str, context: Context, *, pressed: bool = True) -> Turn | None:
    """None: no way of ours."""
    draft = state.draft or Draft()
    head, _, tail = key.partition(":")
    if head != "who":
        return None
    if tail in ("", "again"):
        return filed(state, draft, context)
    offered = {choice.key for row in ways(replace(state, asking=None), draft, context) for choice in row}
    if key not in offered:
        return None
    if tail == "kind":
        return _another_kind(state, draft, context, pressed)
    return _asked(state, draft, tail, context, in_place=pressed)


def _asked(state: State, draft: Draft, asking: str | None, context: Context, *, in_place: bool = False) -> Turn:
    moved = State(state.version + 1, Step.WHO, asking, draft, remembered=state.remembered, reminded=state.reminded)
    return Turn(moved, (prompt(moved, context, in_place=in_place),))


def _on_words(state: State, draft: Draft, said: str, context: Context) -> Turn | None:
    """None: they are no answer."""
    if state.asking not in _TYPED:
        return None
    if state.asking == "agent":
        words = clip(said, _LONGEST_WORDS)
        return _with(_asked(state, draft, ASKED, context), AskStaff(words, draft))
    if state.asking == "contract":
        if len(said) > _LONGEST_NUMBER or not any(sign.isdigit() for sign in said):
            return not_known(state, context, say(context.language, "who.no_number"))
        return _with(_asked(state, draft, CODE, context), NameContract(said))
    if state.asking == CODE and (code := code_in(said)) is not None:
        return Turn(state, intents=(SayCode(code),))
    # a code of an invitation is taken wherever it is typed; this is none
    return not_known(state, context, say(context.language, "who.no_code"))


def _with(turn: Turn, intent: Intent) -> Turn:
    return replace(turn, intents=(*turn.intents, intent))


def use_invitation(state: State, code: str) -> Turn:
    """At any step; what is in progress goes on."""
    return Turn(state, intents=(UseInvitation(code),))


def _another_kind(state: State, draft: Draft, context: Context, pressed: bool) -> Turn:
    """What was written stays, what it is about is chosen anew."""
    several = len(context.desks) > 1
    anew = replace(draft, kind_id=None, desk_id=None if several else draft.desk_id)
    moved = State(state.version + 1, Step.DESK if several else Step.KIND, draft=anew, remembered=state.remembered)
    return Turn(moved, (prompt(moved, context, in_place=pressed),))


def _way_in_words(state: State, draft: Draft, said: str, context: Context) -> str | None:
    choices = [choice for row in ways(state, draft, context) for choice in row]
    labels = [Localised({context.language: choice.label}) for choice in choices]
    index = chosen_by_words(said, labels)
    return choices[index].key if index is not None else None


def joined(state: State, draft: Draft, inbound: Inbound, context: Context) -> Turn:
    """More of a request that waits for something else."""
    new = held_messages(inbound)
    if len(draft.messages) + len(new) > MAX_HELD:
        return Turn(state, (prompt(state, context),), kept_back(inbound))
    longer = replace(state, draft=replace(draft, messages=draft.messages + new))
    if goes_unsaid(draft.messages, inbound):
        return Turn(longer)
    return Turn(longer, (prompt(longer, context, say(context.language, "draft.joined")),))
