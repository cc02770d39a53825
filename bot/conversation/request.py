"""A new request, from the first words to the intent that opens a ticket."""

from dataclasses import replace

from bot.conversation.answers import Wrong, read_answer
from bot.conversation.context import Context
from bot.conversation.held_messages import MAX_HELD, goes_unsaid, held_messages, kept_back
from bot.conversation.identification import filed
from bot.conversation.inbound import Inbound
from bot.conversation.prompts import prompt, summary
from bot.conversation.state import Draft, HeldMessage, State, Step, idle
from bot.conversation.steps import (
    READY,
    Place,
    field_of,
    fits,
    is_simple,
    kind_of,
    next_place,
    previous_place,
    settled,
)
from bot.conversation.turn import Reply, Turn
from bot.conversation.words import (
    FIX,
    SKIP,
    YES,
    asks_for_agent,
    chosen_by_words,
    named_in,
    only_greets,
    plain,
    says,
)
from models.phrases.catalogue import say, say_many
from models.phrases.message_types import name_of
from models.rules.texts.localised import Localised, both


def begin(
    state: State, messages: tuple[HeldMessage, ...], context: Context, lead: str = "", *, in_place: bool = False
) -> Turn:
    """Start a request with what was already written; on a simple desk that may open the ticket at once."""
    if refused := limit_reached(context):
        return Turn(state, (refused,))
    draft = settled(Draft(messages=messages), context)
    if draft.desk_id is not None and draft.kind_id is None:
        kinds = context.regulation.kinds_of(draft.desk_id)
        said = "\n".join(message.text for message in messages)
        if (index := named_in(said, [kind.title for kind in kinds])) is not None:
            draft = replace(draft, kind_id=kinds[index].id)
            title = kinds[index].title.in_(context.language)
            understood = say(context.language, "draft.understood_kind", kind=title)
            lead = f"{lead}\n{understood}" if lead else understood
    return advance(state, draft, context, lead, in_place=in_place)


def begin_with(state: State, inbound: Inbound, context: Context) -> Turn:
    """The first message of a request, from somebody with nothing open."""
    if inbound.unsupported:
        return _with_unsupported(state, Draft(messages=held_messages(inbound)), inbound, context)
    lead = say(context.language, "draft.agent") if asks_for_agent(inbound.text) else ""
    return begin(state, _worth_keeping(inbound, context), context, lead)


def limit_reached(context: Context) -> Reply | None:
    """The polite refusal to open one more ticket, if this person has as many as the regulation allows."""
    opened = len(context.open_tickets)
    if opened < context.regulation.limits.max_open_tickets:
        return None
    tickets = say_many(context.language, "count.open_tickets", opened)
    return Reply(say(context.language, "draft.limit", tickets=tickets))


def advance(state: State, draft: Draft, context: Context, lead: str = "", *, in_place: bool = False) -> Turn:
    """Ask the next question of the draft, or open the ticket if there is none."""
    draft = settled(draft, context)
    place = next_place(draft, context.regulation)
    if place == READY:
        return filed(state, draft, context)
    draft = replace(draft, fixing=draft.fixing and place[0] is not Step.SUMMARY)
    return _go(state, draft, place, context, lead, in_place=in_place)


def on_message(state: State, inbound: Inbound, context: Context) -> Turn:
    """A message while a request is being made: an answer to the question, or more of the request."""
    draft = state.draft or Draft()
    if not _still_fits(state, draft, context):
        return _start_over(state, replace(draft, messages=draft.messages + held_messages(inbound)), context)
    if inbound.unsupported:
        return _with_unsupported(
            state, replace(draft, messages=draft.messages + held_messages(inbound)), inbound, context
        )
    if asks_for_agent(inbound.text):
        return Turn(state, (prompt(state, context, say(context.language, "draft.agent")),))
    if state.step is Step.FIELD:
        return _on_answer(state, draft, inbound, context)
    if state.step is Step.TEXT:
        return _on_text(state, draft, inbound, context)
    if inbound.says_it_all and (turn := _in_words(state, draft, inbound, context)):
        return turn
    return _join(state, draft, inbound, context)


def on_choice(state: State, key: str, context: Context, *, pressed: bool = True) -> Turn | None:
    """A press, or the same thing said in words; None if that choice is not on offer at this step."""
    draft = state.draft or Draft()
    if not _still_fits(state, draft, context):
        return _start_over(state, draft, context)
    if key == "cancel":
        return Turn(idle(state), (Reply(say(context.language, "draft.cancelled"), edit_in_place=pressed),))
    if key == "back":
        return back(state, context, pressed=pressed)
    if state.step is Step.SUMMARY:
        return _on_summary(state, draft, key, context, pressed)
    if state.step is Step.FIX:
        place = _place_to_fix(draft, key, context)
        fixed = replace(draft, fixing=True)
        return _go(state, fixed, place, context, in_place=pressed) if place else None
    chosen = _chosen(state, draft, key, context)
    return advance(state, chosen, context, in_place=pressed) if chosen else None


def ask_again(state: State, context: Context, lead: str = "") -> Turn:
    """The question that waits, with the buttons it had; from the beginning if the regulation has changed."""
    if state.draft is not None and not _still_fits(state, state.draft, context):
        return _start_over(state, state.draft, context)
    return Turn(state, (prompt(state, context, lead),))


def back(state: State, context: Context, *, pressed: bool) -> Turn:
    """To the question before; the answers given so far stay."""
    draft = state.draft or Draft()
    if not _still_fits(state, draft, context):
        return _start_over(state, draft, context)
    place = previous_place(draft, (state.step, state.asking), context)
    if place is None:
        return Turn(state, (prompt(state, context, say(context.language, "draft.nothing_before")),))
    fixing = draft.fixing and place[0] is not Step.SUMMARY
    return _go(state, replace(draft, fixing=fixing), place, context, in_place=pressed)


def _go(
    state: State, draft: Draft, place: Place, context: Context, lead: str = "", *, in_place: bool = False
) -> Turn:
    step, asking = place
    moved = State(state.version + 1, step, asking, draft, remembered=state.remembered, reminded=state.reminded)
    return Turn(moved, (prompt(moved, context, lead, in_place=in_place),))


def _on_summary(state: State, draft: Draft, key: str, context: Context, pressed: bool) -> Turn | None:
    if key == "fix":
        return _go(state, draft, (Step.FIX, None), context, in_place=pressed)
    if key != "send":
        return None
    if refused := limit_reached(context):
        return Turn(state, (refused,))
    turn = filed(state, draft, context)
    if not pressed:
        return turn
    kept = say(context.language, "draft.sent" if turn.intents else "draft.kept")
    return replace(turn, replies=(Reply(f"{kept}\n\n{summary(draft, context)}", edit_in_place=True), *turn.replies))


def _place_to_fix(draft: Draft, key: str, context: Context) -> Place | None:
    if key == "fix:kind" and draft.desk_id and len(context.regulation.desk(draft.desk_id).kinds) > 1:
        return Step.KIND, None
    if key == "fix:text":
        return Step.TEXT, "again"
    kind = kind_of(draft, context.regulation)
    places = {f"fix:{index}": field.id for index, field in enumerate(kind.fields if kind else ())}
    return (Step.FIELD, places[key]) if key in places else None


def _chosen(state: State, draft: Draft, key: str, context: Context) -> Draft | None:
    head, _, tail = key.partition(":")
    regulation = context.regulation
    if state.step is Step.DESK and head == "desk" and tail in {desk.id for desk in context.desks}:
        return replace(draft, desk_id=tail, kind_id=draft.kind_id if tail == draft.desk_id else None)
    if state.step is Step.KIND and head == "kind" and draft.desk_id is not None:
        return replace(draft, kind_id=tail) if tail in regulation.desk(draft.desk_id).kinds else None
    if state.step is not Step.FIELD:
        return None
    field = field_of(draft, state.asking, regulation)
    if field and head == "answer" and tail in {choice.id for choice in field.choices}:
        return draft.answered(field.id, tail)
    return draft.answered(field.id, "") if field and key == "skip" and not field.required else None


def _on_answer(state: State, draft: Draft, inbound: Inbound, context: Context) -> Turn:
    field = field_of(draft, state.asking, context.regulation)
    assert field is not None
    skips = says(inbound.text, SKIP) or inbound.text.strip() == "-"
    if not field.required and skips and not inbound.attachments:
        return advance(state, draft.answered(field.id, "", inbound.message_id), context)
    answer = read_answer(field, inbound.text, context.language)
    if inbound.attachments:
        if isinstance(answer, Wrong):
            return _join(state, draft, inbound, context)
        draft = replace(draft, messages=draft.messages + held_messages(inbound))
    elif isinstance(answer, Wrong):
        return _not_taken(state, draft, inbound, prompt(state, context, answer.reason))
    return advance(state, draft.answered(field.id, answer, inbound.message_id), context)


def _not_taken(state: State, draft: Draft, inbound: Inbound, asked: Reply) -> Turn:
    """Said, but no answer to the question: whoever stops here has said it all the same."""
    if len(draft.aside) >= MAX_HELD:
        return Turn(state, (asked,), kept_back(inbound))
    return Turn(replace(state, draft=replace(draft, aside=draft.aside + held_messages(inbound))), (asked,))


def _on_text(state: State, draft: Draft, inbound: Inbound, context: Context) -> Turn:
    new = _worth_keeping(inbound, context)
    if not new or not new[0].substantial:
        return Turn(state, (prompt(state, context),))
    kept = draft.messages if state.asking is None else tuple(one for one in draft.messages if one.files)
    return advance(state, replace(draft, messages=kept + new), context)


def _in_words(state: State, draft: Draft, inbound: Inbound, context: Context) -> Turn | None:
    """A choice that was written instead of pressed; what says more than its name joins the request too."""
    if state.step is Step.SUMMARY:
        key = "send" if says(inbound.text, YES) else "fix" if says(inbound.text, FIX) else None
        return on_choice(state, key, context, pressed=False) if key else None
    offered = _offered(state, draft, context)
    index = chosen_by_words(inbound.text, [label for _, label in offered])
    if index is None:
        return None
    key, label = offered[index]
    length = max(len(plain(text).split()) for text in label.texts.values())
    if state.step is not Step.FIX and len(plain(inbound.text).split()) > length:
        state = replace(state, draft=replace(draft, messages=draft.messages + held_messages(inbound)))
    return on_choice(state, key, context, pressed=False)


def _offered(state: State, draft: Draft, context: Context) -> list[tuple[str, Localised]]:
    regulation = context.regulation
    if state.step is Step.DESK:
        return [(f"desk:{desk.id}", desk.title) for desk in context.desks]
    if state.step is Step.KIND and draft.desk_id is not None:
        return [(f"kind:{kind.id}", kind.title) for kind in regulation.kinds_of(draft.desk_id)]
    kind = kind_of(draft, regulation)
    return [
        ("fix:kind", both(say("ru", "choice.kind"), say("en", "choice.kind"))),
        *((f"fix:{index}", field.label) for index, field in enumerate(kind.fields if kind else ())),
        ("fix:text", both(say("ru", "choice.text"), say("en", "choice.text"))),
    ]


def _join(state: State, draft: Draft, inbound: Inbound, context: Context) -> Turn:
    new = _worth_keeping(inbound, context)
    if len(draft.messages) + len(new) > MAX_HELD:
        full = say_many(context.language, "count.messages", MAX_HELD)
        asked = prompt(state, context, say(context.language, "draft.full", messages=full))
        return Turn(state, (asked,), kept_back(inbound))
    joined = replace(state, draft=replace(draft, messages=draft.messages + new))
    if goes_unsaid(draft.messages, inbound):
        return Turn(joined)
    return Turn(joined, (prompt(joined, context, say(context.language, "draft.joined") if new else ""),))


def _worth_keeping(inbound: Inbound, context: Context) -> tuple[HeldMessage, ...]:
    """Everything but a mere greeting, which is answered by greeting; where words alone are a request, all."""
    desks = context.desks
    asks_nothing = len(desks) == 1 and is_simple(desks[0].id, context.regulation)
    if only_greets(inbound.text) and not inbound.attachments and not asks_nothing:
        return ()
    return held_messages(inbound)


def _with_unsupported(state: State, draft: Draft, inbound: Inbound, context: Context) -> Turn:
    words = say(context.language, "unsupported.draft", type=name_of(inbound.unsupported, context.language))
    if state.step is Step.IDLE:
        if refused := limit_reached(context):
            return Turn(state, (refused,))
        return advance(state, draft, context, words)
    joined = replace(state, draft=draft)
    return Turn(joined, (prompt(joined, context, words),))


def _still_fits(state: State, draft: Draft, context: Context) -> bool:
    if not fits(draft, context.regulation):
        return False
    return state.step is not Step.FIELD or field_of(draft, state.asking, context.regulation) is not None


def _start_over(state: State, draft: Draft, context: Context) -> Turn:
    changed = say(context.language, "draft.regulation_changed")
    return advance(state, Draft(messages=draft.messages, aside=draft.aside), context, changed)
