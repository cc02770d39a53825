"""The question of each step: its words and its choices, as often as it has to be asked."""

from collections.abc import Iterator

from bot.conversation import who_words
from bot.conversation.buttons import Rows as Rows
from bot.conversation.buttons import button as button
from bot.conversation.buttons import named
from bot.conversation.context import Context, OpenTicketView
from bot.conversation.state import Draft, HeldMessage, State, Step
from bot.conversation.steps import field_of, kind_of, previous_place
from bot.conversation.turn import Choice, Reply
from models.phrases.catalogue import say, say_many
from models.rules.regulation.parsing import RequestField
from models.rules.texts.content import clip, one_line

REMEMBERED_MINUTES = 10
_SHOWN_TEXT = 600
_SUMMARY_LIMIT = 3500  # an edited message cannot be continued in another one


def prompt(state: State, context: Context, lead: str = "", *, in_place: bool = False) -> Reply:
    """What the conversation waits for now, after a line that leads to it. The state must not be idle."""
    text, rows = _question(state, context)
    return Reply(f"{lead}\n\n{text}" if lead else text, rows, edit_in_place=in_place)


def summary(draft: Draft, context: Context) -> str:
    """The request as it will be sent."""
    return clip("\n".join(_summary_lines(draft, context)), _SUMMARY_LIMIT)


def shown_answer(field: RequestField, answer: str, language: str) -> str:
    """A choice by its label, anything else as it was given."""
    for choice in field.choices:
        if choice.id == answer:
            return choice.label.in_(language)
    return answer


def _question(state: State, context: Context) -> tuple[str, Rows]:
    language = context.language
    if state.step is Step.PICK:
        return _which_ticket(state.held, context)
    if state.step is Step.AFTER:
        return _about_closed(state, context)
    if state.step is Step.ZONE:
        return say(language, "zone.again"), ()
    draft = state.draft or Draft()
    rows = _choices(state, draft, context)
    if state.step is Step.DESK:
        return say(language, "draft.ask_desk"), rows
    if state.step is Step.KIND:
        return say(language, "draft.ask_kind"), rows
    if state.step is Step.WHO:
        return who_words.question(state, draft, context), rows
    if state.step is Step.CONTRACT:
        return say(language, "draft.ask_contract"), rows
    if state.step is Step.TEXT:
        return say(language, "draft.ask_text_again" if state.asking else "draft.ask_text"), rows
    if state.step is Step.FIX:
        return say(language, "draft.fix_what"), rows
    if state.step is Step.SUMMARY:
        words = (say(language, "draft.summary"), summary(draft, context), say(language, "draft.summary_send"))
        return "\n\n".join(words), rows
    field = field_of(draft, state.asking, context.regulation)
    assert field is not None  # a draft that does not fit the regulation was started over
    question = field.question.in_(language)
    return question if field.required else say(language, "draft.optional", question=question), rows


def _choices(state: State, draft: Draft, context: Context) -> Rows:
    language, regulation = context.language, context.regulation
    rows: list[tuple[Choice, ...]] = []
    if state.step is Step.SUMMARY:
        rows = [(button(language, "send", "choice.send"), button(language, "fix", "choice.fix"))]
    elif state.step is Step.DESK:
        rows = [(named(f"desk:{desk.id}", desk.title.in_(language)),) for desk in context.desks]
    elif state.step is Step.KIND and draft.desk_id is not None:
        kinds = regulation.kinds_of(draft.desk_id)
        rows = [(named(f"kind:{kind.id}", kind.title.in_(language)),) for kind in kinds]
    elif state.step is Step.FIELD and (field := field_of(draft, state.asking, regulation)):
        rows = [(named(f"answer:{choice.id}", choice.label.in_(language)),) for choice in field.choices]
        if not field.required:
            rows.append((button(language, "skip", "choice.skip"),))
    elif state.step is Step.WHO:
        rows = list(who_words.ways(state, draft, context))
    elif state.step is Step.CONTRACT:
        rows = list(who_words.contract_asked(draft, context))
    elif state.step is Step.FIX:
        rows = list(_what_to_fix(draft, context))
    return (*rows, _ways_out(state, draft, context))


def _ways_out(state: State, draft: Draft, context: Context) -> tuple[Choice, ...]:
    ways = _cancel_and_help(context.language)
    if previous_place(draft, (state.step, state.asking), context) is None:
        return ways
    return (button(context.language, "back", "choice.back"), *ways)


def _cancel_and_help(language: str) -> tuple[Choice, ...]:
    return (button(language, "cancel", "choice.cancel"), button(language, "help", "choice.help"))


def _what_to_fix(draft: Draft, context: Context) -> Iterator[tuple[Choice, ...]]:
    language, regulation = context.language, context.regulation
    if draft.desk_id is not None and len(regulation.desk(draft.desk_id).kinds) > 1:
        yield (button(language, "fix:kind", "choice.kind"),)
    kind = kind_of(draft, regulation)
    for index, field in enumerate(kind.fields if kind else ()):
        yield (named(f"fix:{index}", field.label.in_(language)),)
    yield (button(language, "fix:text", "choice.text"),)


def _summary_lines(draft: Draft, context: Context) -> Iterator[str]:
    language, regulation = context.language, context.regulation

    def line(label: str, value: str) -> str:
        return say(language, "draft.summary_line", label=label, value=value)

    if draft.desk_id is not None and len(regulation.desks) > 1:
        yield regulation.desk(draft.desk_id).title.in_(language)
    kind = kind_of(draft, regulation)
    if kind:
        yield line(say(language, "choice.kind"), kind.title.in_(language))
    for field in kind.fields if kind else ():
        if answer := draft.answer_to(field.id):
            yield line(field.label.in_(language), clip(shown_answer(field, answer, language), 300))
    text = "\n".join(message.text for message in draft.messages if message.text)
    if text:
        yield say(language, "draft.summary_text", text=clip(text, _SHOWN_TEXT))
    if files := sum(message.files for message in draft.messages):
        yield say(language, "draft.summary_files", files=say_many(language, "count.files", files))


def _which_ticket(held: tuple[HeldMessage, ...], context: Context) -> tuple[str, Rows]:
    language = context.language
    many = len(held) > 1
    question = say_many(language, "pick.ask_many", len(held)) if many else say(language, "pick.ask")
    remembered = say_many(language, "pick.remembered", REMEMBERED_MINUTES)
    others = (button(language, "to:new", "choice.new"), *_cancel_and_help(language))
    return f"{question}\n\n{remembered}", (*_open_tickets(context), others)


def _open_tickets(context: Context) -> Rows:
    """Their own, then those of others."""
    return tuple((_ticket(ticket, context.language),) for ticket in (*context.open_tickets, *context.others_open))


def _ticket(ticket: OpenTicketView, language: str) -> Choice:
    key = f"to:{ticket.id}"
    if ticket.whose is None:
        return button(language, key, "choice.ticket", number=ticket.number, title=ticket.title)
    name = one_line(ticket.whose.name) or say(language, "card.no_name")
    return button(language, key, "choice.ticket_of", number=ticket.number, title=ticket.title, name=name)


def _about_closed(state: State, context: Context) -> tuple[str, Rows]:
    language = context.language
    closed = context.reopenable()
    if state.asking is not None:
        closed = tuple(ticket for ticket in closed if str(ticket.id) == state.asking)
    closed = closed[:3]
    if len(closed) == 1:
        question = say(language, "after.ask", number=closed[0].number)
    else:
        question = say(language, "after.ask_several")
    rows = [(button(language, f"reopen:{ticket.id}", "choice.reopen", number=ticket.number),) for ticket in closed]
    others = (button(language, "to:new", "choice.new"), *_cancel_and_help(language))
    return question, (*rows, others)
