"""Somebody began something and does not go on: reminded once, and then it goes to staff as it is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.conversation import transports
from bot.conversation.context import Context, OpenTicketView
from bot.conversation.held_messages import ids
from bot.conversation.prompts import prompt
from bot.conversation.request import limit_reached
from bot.conversation.state import Draft, State, Step, idle
from bot.conversation.steps import fits, settled
from bot.conversation.turn import AddToTicket, OpenTicket, Reply, ShowUnfinished, Turn
from bot.conversation.who_words import ASKED, contracts_for, ruling
from models.phrases.catalogue import say
from models.phrases.times import moment
from models.rules.regulation.parsing import Drafts, Regulation
from models.rules.requests.identification import GoOn
from models.rules.requests.unfinished import DESK, KIND, lacking, stand_in_kind


def next_look(state: State, drafts: Drafts, now: datetime) -> datetime | None:
    """When to look again at what the person has just left open; None for nothing."""
    if not _is_open(state):
        return None
    return now + (drafts.remind_after if drafts.remind_after and not state.reminded else drafts.file_after)


def on_silence(state: State, context: Context, *, kept_back: bool) -> tuple[Turn, datetime | None]:
    """Nothing was said for as long as `next_look` allows; what to do now, and when to look again.

    kept_back: there are messages above the limit that no ticket counts yet.
    """
    drafts = context.regulation.drafts
    if state.resume is not None:
        state = transports.left(state)
    if not _is_open(state):
        return (_kept_back(state, context) if kept_back else Turn(state)), None
    if drafts.remind_after and not state.reminded:
        return _reminded(state, context)
    if state.step is Step.PICK and context.open_tickets:
        return _to_latest(state, context), None
    draft = (state.draft or Draft(messages=state.held)).with_all_said()
    if state.step is Step.WHO and state.asking == ASKED:
        return Turn(state), None  # staff have it before them
    if drafts.only_show or not _may_be_filed(draft, context):
        return Turn(state, intents=(ShowUnfinished(draft),)), None
    return _filed(state, draft, context), None


def _is_open(state: State) -> bool:
    """Whether somebody said something that nobody has got."""
    if state.draft is not None:
        return state.draft.with_all_said().substantial or any(answer for _, answer in state.draft.answers)
    return bool(state.held)


def _reminded(state: State, context: Context) -> tuple[Turn, datetime]:
    """The question again, with the buttons that it had."""
    drafts = context.regulation.drafts
    files_at = context.now + drafts.file_after - drafts.remind_after
    when = moment(files_at, context.now, context.zone, context.language)
    lead = say(context.language, _reminder(state, context), when=when, number=_latest_number(context))
    waiting = replace(state, reminded=True)
    if state.draft is not None and not fits(state.draft, context.regulation):
        return Turn(waiting, (Reply(lead),)), files_at
    return Turn(waiting, (prompt(waiting, context, lead),)), files_at


def _reminder(state: State, context: Context) -> str:
    if state.step is Step.PICK and context.open_tickets:
        return "pick.reminder"
    if state.step is Step.WHO:
        return "who.reminder"
    if context.regulation.drafts.only_show:
        return "draft.reminder_shown"
    return "draft.reminder" if state.draft is not None else "after.reminder"


def _latest(context: Context) -> OpenTicketView:
    return max(context.open_tickets, key=lambda one: (one.last_answer_at or one.opened_at, one.id))


def _latest_number(context: Context) -> int:
    return _latest(context).number if context.open_tickets else 0


def _to_latest(state: State, context: Context) -> Turn:
    ticket = _latest(context)
    told = Reply(say(context.language, "pick.given_up", number=ticket.number), ticket_id=ticket.id)
    return Turn(idle(state), (told,), (AddToTicket(ticket.id, ids(state.held)),))


def _kept_back(state: State, context: Context) -> Turn:
    if _may_be_filed(Draft(), context):
        return _filed(state, Draft(), context)
    return Turn(state, intents=(ShowUnfinished(Draft()),))


def _may_be_filed(draft: Draft, context: Context) -> bool:
    """Of whom nobody knows who they are it is shown, and waits on: nobody's last word takes the place of theirs."""
    draft = _as_it_fits(draft, context)
    desk_id, kind_id, _ = _places(draft, context.regulation)
    return isinstance(ruling(replace(draft, desk_id=desk_id, kind_id=kind_id), context), GoOn)


def _as_it_fits(draft: Draft, context: Context) -> Draft:
    return settled(draft if fits(draft, context.regulation) else Draft(messages=draft.messages), context)


def _filed(state: State, draft: Draft, context: Context) -> Turn:
    """As it is; where the person may open no more, it is shown instead."""
    if refused := limit_reached(context):
        return Turn(idle(state), (refused,), (ShowUnfinished(draft),))
    regulation = context.regulation
    draft = _as_it_fits(draft, context)
    desk_id, kind_id, unchosen = _places(draft, regulation)
    kind = regulation.kind(kind_id)
    answers: Mapping[str, str] = {field.id: said for field in kind.fields if (said := draft.answer_to(field.id))}
    missing = lacking(kind, answers) if draft.kind_id is not None else ()
    marks = (*unchosen, *missing)
    found = contracts_for(replace(draft, desk_id=desk_id, kind_id=kind_id), context)
    under = found[0].id if len(found) == 1 else draft.contract_id
    spoken = ids(draft.messages)
    intent = OpenTicket(desk_id, kind_id, answers, spoken, marks, answer_ids=draft.answer_ids, contract_id=under)
    return Turn(idle(state), intents=(intent,))


def _places(draft: Draft, regulation: Regulation) -> tuple[str, str, tuple[str, ...]]:
    """Desk and kind, chosen or standing in, and the marks of what stands in."""
    desk_id = draft.desk_id or regulation.sms.desk
    kind_id = draft.kind_id or stand_in_kind(regulation, desk_id)
    marks = [DESK] if draft.desk_id is None else []
    return desk_id, kind_id, tuple(marks if draft.kind_id is not None else [*marks, KIND])
