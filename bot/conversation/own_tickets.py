"""A person's own tickets, and those of others that they see, as lists and one by one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from bot.conversation.context import ClosedTicketView, Context, OpenTicketView, Whose
from bot.conversation.prompts import Rows, button
from bot.conversation.turn import Reply
from models.phrases.catalogue import say, say_many
from models.phrases.times import moment
from models.rules.texts.content import clip, one_line

_REASON_LIMIT: Final = 200
#: Of those who can read a ticket so many are named.
_NAMED: Final = 5
#: By whether it is their own, and whether the resolution waits too.
_WAITS: Final = {
    (True, False): "mine.waits_for_you",
    (True, True): "mine.waits_for_you_stands",
    (False, False): "mine.waits_for_them",
    (False, True): "mine.waits_for_them_stands",
}


def listed(context: Context) -> Reply:
    """Open tickets first, then those that may still be reopened; then those of others."""
    language = context.language
    recent = [closed_ticket(ticket, context) for ticket in context.reopenable()[:5]]
    others = [open_ticket(ticket, context) for ticket in context.others_open]
    after = ["\n\n".join((say(language, "mine.recent"), *recent))] if recent else []
    after += ["\n\n".join((say(language, "mine.of_others"), *others))] if others else []
    if not context.open_tickets:
        return Reply("\n\n".join((say(language, "mine.none"), *after)))
    count = say_many(language, "count.open_tickets", len(context.open_tickets))
    lines = [open_ticket(ticket, context) for ticket in context.open_tickets]
    only = context.open_tickets[0] if len(context.open_tickets) == 1 else None
    choices = _why(only.id, context) if only else ()
    return Reply("\n\n".join((say(language, "mine.list", tickets=count), *lines, *after)), choices)


def described(number: int | None, said: str, context: Context) -> Reply:
    """One of the tickets that the person sees, by its number; nothing is told about any other.

    said: what stood in the place of the number.
    """
    language = context.language
    opened: Iterable[OpenTicketView] = (*context.open_tickets, *context.others_open)
    for ticket in opened:
        if ticket.number == number:
            return Reply(open_ticket(ticket, context), _about(ticket, context), ticket_id=ticket.id)
    for closed in (*context.recent_closed, *context.others_closed):
        if closed.number == number:
            in_part = closed.whose is not None and closed.whose.in_part
            choices = () if in_part else _why(closed.id, context)
            return Reply(closed_ticket(closed, context), choices, ticket_id=closed.id)
    if number is None:
        example = context.open_tickets[0].number if context.open_tickets else 125
        return Reply(say(language, "mine.which_status", number=example))
    return Reply(say(language, "mine.unknown", number=number))


def is_of_others(number: int, context: Context) -> bool:
    """A ticket that they see, and that somebody else asked."""
    numbers = {ticket.number for ticket in context.others_open} | {ticket.number for ticket in context.others_closed}
    return number in numbers


def open_ticket(ticket: OpenTicketView, context: Context) -> str:
    return "\n".join(
        (
            say(context.language, "ticket.title", number=ticket.number, title=ticket.title),
            *_whose(ticket.whose, context),
            _state(ticket, context),
            say(context.language, "mine.opened_at", when=_when(ticket.opened_at, context)),
            *read_by(ticket.readers, context.language),
        )
    )


def read_by(readers: Sequence[str], language: str, *, brief: bool = False) -> list[str]:
    """That others can read it, in a line; nothing where nobody can. brief: for an SMS."""
    if not readers:
        return []
    named = ", ".join(one_line(name) or say(language, "card.no_name") for name in readers[:_NAMED])
    if len(readers) > _NAMED:
        named = say(language, "mine.and_more", names=named, more=len(readers) - _NAMED)
    return [say(language, "phone.read_by" if brief else "mine.read_by", names=named)]


def _whose(whose: Whose | None, context: Context) -> list[str]:
    if whose is None:
        return []
    name = one_line(whose.name) or say(context.language, "card.no_name")
    if whose.contract and not whose.in_part:
        return [say(context.language, "mine.whose_under", name=name, contract=whose.contract)]
    return [say(context.language, "mine.whose", name=name)]


def closed_ticket(ticket: ClosedTicketView, context: Context) -> str:
    return "\n".join(
        (
            say(context.language, "ticket.title", number=ticket.number, title=ticket.title),
            *_whose(ticket.whose, context),
            _how_it_ended(ticket, context),
        )
    )


def _how_it_ended(ticket: ClosedTicketView, context: Context) -> str:
    if ticket.merged_into is not None:
        return say(context.language, "mine.merged", number=ticket.merged_into)
    return say(context.language, "mine.closed_at", when=_when(ticket.closed_at, context))


def which_to_explain(said: str, context: Context) -> Reply:
    """Whose deadline? The open tickets, or else the ones that were closed lately. said: what was no number."""
    language, known = context.language, context.open_tickets or context.reopenable()[:5]
    if not known:
        return Reply(say(language, "mine.none_to_explain"))
    if said:
        return Reply(say(language, "mine.which_why_number", number=known[0].number))
    rows = tuple((button(language, f"why:{one.id}", "choice.why_of", number=one.number),) for one in known)
    return Reply(say(language, "mine.which_why"), rows)


def _about(ticket: OpenTicketView, context: Context) -> Rows:
    """What may be done about it: into one of somebody else they may write."""
    if ticket.whose is None:
        return _why(ticket.id, context)
    write = (button(context.language, f"write:{ticket.id}", "choice.write_to", number=ticket.number),)
    return (write,) if ticket.whose.in_part else (write, *_why(ticket.id, context))


def _why(ticket_id: int, context: Context) -> Rows:
    return ((button(context.language, f"why:{ticket_id}", "choice.why"),),)


def _state(ticket: OpenTicketView, context: Context) -> str:
    language = context.language
    if ticket.closing_proposed:
        return say(language, "mine.closing_proposed" if ticket.whose is None else "mine.closing_proposed_to_them")
    if ticket.answered:
        return " ".join((say(language, "mine.in_progress"), *_promises(ticket, context)))
    due = ticket.first_response_due
    if due is None:
        return say(language, "mine.waits")
    phrase = "mine.answer_overdue" if context.now > due else "mine.waits_answer"
    return say(language, phrase, when=_when(due, context))


def _promises(ticket: OpenTicketView, context: Context) -> Iterator[str]:
    """What is promised after the first answer, or was: overdue is said as openly."""
    language = context.language
    if ticket.next_response_due is not None:
        late = context.now > ticket.next_response_due
        phrase = "mine.answer_overdue" if late else "mine.answer_next"
        yield say(language, phrase, when=_when(ticket.next_response_due, context))
    if ticket.waiting_since is not None:
        phrase = _WAITS[ticket.whose is None, ticket.stands]
        yield say(language, phrase, since=_when(ticket.waiting_since, context))
    due = ticket.resolution_due
    if due is None:
        return
    when = _when(due, context)
    if context.now > due:
        yield say(language, "mine.solve_overdue", when=when)
    elif not ticket.extended:
        yield say(language, "mine.solve_by", when=when)
    elif reason := clip(one_line(ticket.extension_reason), _REASON_LIMIT):
        yield say(language, "mine.extended_reason", when=when, reason=reason)
    else:
        yield say(language, "mine.extended", when=when)


def _when(at: datetime, context: Context) -> str:
    return moment(at, context.now, context.zone, context.language)
