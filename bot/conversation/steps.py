"""Where a draft stands: which question comes next, which came before."""

from dataclasses import replace

from bot.conversation.answers import found_in
from bot.conversation.context import Context
from bot.conversation.state import Draft, Step
from models.rules.regulation.parsing import Regulation, RequestField, RequestKind

Place = tuple[Step, str | None]

#: Where a draft is that needs no further question and no summary.
READY: Place = (Step.IDLE, None)


def settled(draft: Draft, context: Context) -> Draft:
    """The draft with everything filled in that leaves no choice, or that its messages already say."""
    regulation = context.regulation
    if draft.desk_id is None and len(context.desks) == 1:
        draft = replace(draft, desk_id=context.desks[0].id)
    if draft.desk_id is not None and draft.kind_id is None:
        kinds = regulation.desk(draft.desk_id).kinds
        if len(kinds) == 1:
            draft = replace(draft, kind_id=kinds[0])
    if draft.kind_id is None:
        return draft
    for field in regulation.kind(draft.kind_id).fields:
        if field.required and draft.answer_to(field.id) is None:
            said = " \n ".join(message.text for message in draft.messages)
            if answer := found_in(field, said):
                draft = draft.answered(field.id, answer)
    return draft


def fits(draft: Draft, regulation: Regulation) -> bool:
    """Whether the edition in force still has the desk and kind of the draft."""
    if draft.desk_id is None:
        return draft.kind_id is None
    desk = next((desk for desk in regulation.desks if desk.id == draft.desk_id), None)
    return desk is not None and (draft.kind_id is None or draft.kind_id in desk.kinds)


def is_simple(desk_id: str, regulation: Regulation) -> bool:
    """One kind and nothing that must be asked: the words alone are a request."""
    kinds = regulation.desk(desk_id).kinds
    return len(kinds) == 1 and not any(field.required for field in regulation.kind(kinds[0]).fields)


def next_place(draft: Draft, regulation: Regulation) -> Place:
    """The first question that has no answer, then the summary; READY where no summary is needed."""
    if draft.desk_id is None:
        return Step.DESK, None
    if draft.kind_id is None:
        return Step.KIND, None
    simple = is_simple(draft.desk_id, regulation)
    if not simple:
        for field in regulation.kind(draft.kind_id).fields:
            if draft.answer_to(field.id) is None:
                return Step.FIELD, field.id
    if not draft.substantial:
        return Step.TEXT, None
    return READY if simple else (Step.SUMMARY, None)


def previous_place(draft: Draft, place: Place, context: Context) -> Place | None:
    """The question before this one; None at the first. Answers given so far stay."""
    regulation = context.regulation
    if place[0] is Step.WHO and place[1] is not None:
        return Step.WHO, None
    if draft.fixing and next_place(draft, regulation)[0] is Step.SUMMARY:
        return Step.SUMMARY, None
    asked: list[Place] = []
    if len(context.desks) > 1:
        asked.append((Step.DESK, None))
    if draft.desk_id is not None and len(regulation.desk(draft.desk_id).kinds) > 1:
        asked.append((Step.KIND, None))
    if draft.desk_id is not None and draft.kind_id is not None and not is_simple(draft.desk_id, regulation):
        asked += [(Step.FIELD, field.id) for field in regulation.kind(draft.kind_id).fields]
    if place[0] is Step.FIX or (place[0] in (Step.WHO, Step.CONTRACT) and next_place(draft, regulation) != READY):
        return Step.SUMMARY, None
    if place in asked:
        index = asked.index(place)
        return asked[index - 1] if index else None
    return asked[-1] if asked else None


def field_of(draft: Draft, field_id: str | None, regulation: Regulation) -> RequestField | None:
    kind = kind_of(draft, regulation)
    return next((field for field in kind.fields if field.id == field_id), None) if kind else None


def kind_of(draft: Draft, regulation: Regulation) -> RequestKind | None:
    return regulation.kind(draft.kind_id) if draft.kind_id is not None else None
