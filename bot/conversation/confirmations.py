"""What is said to the requester after an intent was carried out.

A message that was added to an open ticket is confirmed by silence.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.conversation.context import Context
from bot.conversation.greeting import emergency, greeting_text, other_languages
from bot.conversation.own_tickets import read_by
from bot.conversation.prompts import button
from bot.conversation.turn import Reply
from models.phrases.catalogue import say, say_many
from models.phrases.times import moment
from models.rules.hours.terms import Term, Unit, term_in_words
from models.rules.texts.content import Piece


def ticket_opened(
    number: int,
    first_response_due: datetime | None,
    desk_open: bool,
    opens_at: datetime | None,
    context: Context,
    greeting: bool = False,
    *,
    desk_id: str | None = None,
    ticket_id: int | None = None,
    aimed: Term | None = None,
    readers: Sequence[str] = (),
) -> Reply:
    """The number, when to expect an answer in the requester's time, what happens if it is late.

    Out of hours it says so. greeting: at first contact, in the same message.
    desk_id: whose ladder and emergency words count; the first desk's if it is not given. aimed: at an earlier answer
    than is promised. readers: who else can read it.
    """
    language = context.language
    desk_id = desk_id or context.desks[0].id
    received = [say(language, "ticket.opened", number=number)]
    closed: list[str] = []
    if not desk_open:
        closed = [_closed_until(opens_at, context), *emergency(context, desk_id)]
    if first_response_due is None:
        received.append(say(language, "ticket.answer_later"))
    else:
        when = moment(first_response_due, context.now, context.zone, language)
        received.append(say(language, "ticket.answer_by", when=when))
        if aimed is not None:
            received.append(say(language, "ticket.usually", span=_span(aimed, context, desk_id)))
        received.append(say(language, _if_late(context, desk_id)))
    paragraphs = [" ".join(received), *closed, *read_by(readers, language), say(language, "ticket.add_more")]
    if greeting:
        paragraphs.insert(0, greeting_text(context, with_hours=False) + "\n")
    choices = other_languages(context) if greeting else ()
    return Reply("\n".join(paragraphs), choices, ticket_id=ticket_id)


def filed_for_them(opened: Reply, language: str) -> Reply:
    """The same after a silence: they did not send it, so that is said first."""
    return replace(opened, text=f"{say(language, 'draft.filed')}\n{opened.text}")


def agent_answer_header(number: int, several_open: bool, language: str) -> str:
    """The line before an agent's answer, so that a person with several open tickets sees which it is."""
    return say(language, "ticket.header", number=number) if several_open else ""


def closed(ticket_id: int, number: int, language: str, reopen_days: int) -> Reply:
    """After «solved»."""
    return _closed(ticket_id, say(language, "ticket.closed", number=number), language, reopen_days)


def closed_by_requester(ticket_id: int, number: int, language: str, reopen_days: int) -> Reply:
    return _closed(ticket_id, say(language, "ticket.closed_by_requester", number=number), language, reopen_days)


def is_it_solved(ticket_id: int, number: int, language: str, *, brief: bool) -> Reply:
    """Asked when thanks came instead of a yes or a no. brief: for an SMS."""
    question = say(language, "phone.closing_proposed" if brief else "ticket.is_it_solved", number=number)
    answers = (
        button(language, f"solved:{ticket_id}", "choice.yes_solved"),
        button(language, f"unsolved:{ticket_id}", "choice.unsolved"),
    )
    return Reply(question, (answers,), ticket_id=ticket_id)


def prove_by_code(ticket_id: int, number: int, code: str, language: str) -> Reply:
    """An SMS asks to close what was opened elsewhere: the phone that sent it has to have the code."""
    return Reply(say(language, "phone.close_code", number=number, code=code), ticket_id=ticket_id)


def no_more_codes(ticket_id: int, number: int, language: str) -> Reply:
    return Reply(say(language, "phone.no_more_codes", number=number), ticket_id=ticket_id)


def wrong_code(tries_left: int, language: str) -> Reply:
    return Reply(say(language, "phone.code_wrong" if tries_left else "phone.code_spent"))


def still_open(ticket_id: int, number: int, language: str) -> Reply:
    """After «not yet»."""
    return Reply(say(language, "ticket.still_open", number=number), edit_in_place=True, ticket_id=ticket_id)


def reopened(ticket_id: int, number: int, language: str) -> Reply:
    return Reply(say(language, "ticket.reopened", number=number), edit_in_place=True, ticket_id=ticket_id)


def already_closed(ticket_id: int, number: int, language: str) -> Reply:
    """When somebody else was quicker."""
    return Reply(say(language, "ticket.already_closed", number=number), ticket_id=ticket_id)


def already_open(ticket_id: int, number: int, language: str) -> Reply:
    return Reply(say(language, "ticket.already_open", number=number), ticket_id=ticket_id)


def explained(explanation: Piece, ticket_id: int) -> Reply:
    return Reply(explanation.text, ticket_id=ticket_id, entities=explanation.entities)


def not_theirs(number: int, language: str) -> Reply:
    """Nothing is told about anybody else's ticket, not even whether there is one."""
    return Reply(say(language, "mine.unknown", number=number))


def slow_down(language: str) -> Reply:
    """The limit of messages a minute was passed; said once, not for every further message."""
    return Reply(say(language, "flood.slow_down"), brief=say(language, "phone.slow_down"))


def _closed_until(opens_at: datetime | None, context: Context) -> str:
    if opens_at is None:
        return say(context.language, "ticket.out_of_hours_unknown")
    opens = moment(opens_at, context.now, context.zone, context.language)
    return say(context.language, "ticket.out_of_hours", opens=opens)


def _span(aimed: Term, context: Context, desk_id: str) -> str:
    words = term_in_words(aimed, context.language, case="accusative")
    hours = context.desk_hours(desk_id)
    always_open = hours.open and hours.closes_at is None
    if aimed.unit is not Unit.WORKING_TIME or always_open:
        return words
    return say(context.language, "why.working_time", amount=words)


def _if_late(context: Context, desk_id: str) -> str:
    rungs = context.regulation.ladder(desk_id).rungs
    return "ticket.late_head" if any(rung.to == "head" for rung in rungs) else "ticket.late_group"


def _closed(ticket_id: int, words: str, language: str, reopen_days: int) -> Reply:
    if reopen_days:
        words = f"{words}\n{say_many(language, 'ticket.reopen_how', reopen_days)}"
    return Reply(words, edit_in_place=True, ticket_id=ticket_id)
