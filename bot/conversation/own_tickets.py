"""A person's own tickets, as lists and one by one."""

from datetime import datetime

from bot.conversation.context import ClosedTicketView, Context, OpenTicketView
from bot.conversation.turn import Reply
from models.phrases.catalogue import say, say_many
from models.phrases.times import moment


def listed(context: Context) -> Reply:
    """Open tickets first, then those that may still be reopened."""
    language = context.language
    recent = [closed_ticket(ticket, context) for ticket in context.reopenable()[:5]]
    closed = ["\n\n".join((say(language, "mine.recent"), *recent))] if recent else []
    if not context.open_tickets:
        return Reply("\n\n".join((say(language, "mine.none"), *closed)))
    count = say_many(language, "count.open_tickets", len(context.open_tickets))
    lines = [open_ticket(ticket, context) for ticket in context.open_tickets]
    return Reply("\n\n".join((say(language, "mine.list", tickets=count), *lines, *closed)))


def described(number: int | None, said: str, context: Context) -> Reply:
    """One of the person's tickets by its number; nothing is told about anybody else's.

    said: what stood in the place of the number.
    """
    language = context.language
    for ticket in context.open_tickets:
        if ticket.number == number:
            return Reply(open_ticket(ticket, context), ticket_id=ticket.id)
    for closed in context.recent_closed:
        if closed.number == number:
            return Reply(closed_ticket(closed, context), ticket_id=closed.id)
    if number is None:
        example = context.open_tickets[0].number if context.open_tickets else 125
        return Reply(say(language, "mine.which_status", number=example))
    return Reply(say(language, "mine.unknown", number=number))


def open_ticket(ticket: OpenTicketView, context: Context) -> str:
    return "\n".join(
        (
            say(context.language, "ticket.title", number=ticket.number, title=ticket.title),
            _state(ticket, context),
            say(context.language, "mine.opened_at", when=_when(ticket.opened_at, context)),
        )
    )


def closed_ticket(ticket: ClosedTicketView, context: Context) -> str:
    return "\n".join(
        (
            say(context.language, "ticket.title", number=ticket.number, title=ticket.title),
            _how_it_ended(ticket, context),
        )
    )


def _how_it_ended(ticket: ClosedTicketView, context: Context) -> str:
    if ticket.merged_into is not None:
        return say(context.language, "mine.merged", number=ticket.merged_into)
    return say(context.language, "mine.closed_at", when=_when(ticket.closed_at, context))


def _state(ticket: OpenTicketView, context: Context) -> str:
    language = context.language
    if ticket.closing_proposed:
        return say(language, "mine.closing_proposed")
    due = ticket.first_response_due
    if not ticket.answered:
        if due is None:
            return say(language, "mine.waits")
        phrase = "mine.answer_overdue" if context.now > due else "mine.waits_answer"
        return say(language, phrase, when=_when(due, context))
    if ticket.resolution_due is not None and ticket.resolution_due >= context.now:
        solve = say(language, "mine.solve_by", when=_when(ticket.resolution_due, context))
        return f"{say(language, 'mine.in_progress')} {solve}"
    return say(language, "mine.in_progress")


def _when(at: datetime, context: Context) -> str:
    return moment(at, context.now, context.zone, context.language)
