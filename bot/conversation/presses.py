"""Pressed buttons: some are always valid, the others only while they are asked."""

from collections.abc import Callable
from typing import Final

from bot.conversation import (
    closed_tickets,
    erasing,
    identification,
    open_tickets,
    request,
    transport_presses,
    which_contract,
)
from bot.conversation import transports as ways
from bot.conversation.commands import aside, choose_language, choose_zone, on_command
from bot.conversation.context import Context
from bot.conversation.inbound import Inbound
from bot.conversation.own_tickets import described
from bot.conversation.state import State, Step
from bot.conversation.turn import (
    ChooseContract,
    CloseByRequester,
    ConfirmSolved,
    DisownJoin,
    ExplainDeadline,
    NotSolvedYet,
    Reply,
    Turn,
)
from bot.conversation.zones import zone_of_key
from models.phrases.catalogue import say


def on_press(state: State, inbound: Inbound, context: Context) -> Turn:
    """What the button asks for; a stale or forged one is told so and changes nothing."""
    key = inbound.choice or ""
    head, _, tail = key.partition(":")
    always = _ALWAYS_VALID.get(head)
    if always is not None:
        return always(state, tail, context)
    if head == ways.HEAD:
        return transport_presses.on_press(state, tail, inbound, context) or _stale(state, context, "stale.button")
    turn = None
    if inbound.choice_version == state.version:
        turn = _at_this_step(state, key, context)
    return turn or _stale(state, context, "stale.button")


def _at_this_step(state: State, key: str, context: Context) -> Turn | None:
    if state.step in (Step.IDLE, Step.ZONE, Step.TRANSPORTS):
        return None
    if state.step is Step.PICK:
        return open_tickets.on_choice(state, key, context)
    if state.step is Step.AFTER:
        return closed_tickets.on_choice(state, key, context)
    if state.step is Step.WHO and (turn := identification.on_choice(state, key, context)):
        return turn
    if state.step is Step.CONTRACT and (turn := which_contract.on_choice(state, key, context)):
        return turn
    return request.on_choice(state, key, context)


def _stale(state: State, context: Context, phrase: str) -> Turn:
    return Turn(state, (Reply(say(context.language, phrase), toast=True),))


def _solved(state: State, tail: str, context: Context) -> Turn:
    ticket = context.open_ticket(_id(tail))
    if ticket is None or not ticket.closing_proposed:
        return _stale(state, context, "stale.ticket")
    return Turn(state, intents=(ConfirmSolved(ticket.id),))


def _unsolved(state: State, tail: str, context: Context) -> Turn:
    ticket = context.open_ticket(_id(tail))
    if ticket is None or not ticket.closing_proposed:
        return _stale(state, context, "stale.ticket")
    return Turn(state, intents=(NotSolvedYet(ticket.id),))


def _close(state: State, tail: str, context: Context) -> Turn:
    ticket = context.open_ticket(_id(tail))
    if ticket is None:
        return _stale(state, context, "stale.ticket")
    return Turn(state, intents=(CloseByRequester(ticket.id),))


def _reopen(state: State, tail: str, context: Context) -> Turn:
    wanted = _id(tail)
    ticket = next((ticket for ticket in context.reopenable() if ticket.id == wanted), None)
    if ticket is None:
        return _stale(state, context, "stale.ticket")
    return closed_tickets.reopen(state, ticket)


def _status(state: State, tail: str, context: Context) -> Turn:
    number = _number_of(tail, context)
    if number is None:
        return _stale(state, context, "stale.ticket")
    return aside(state, context, described(number, "", context))


def _why(state: State, tail: str, context: Context) -> Turn:
    number = _number_of(tail, context)
    if number is None:
        return _stale(state, context, "stale.ticket")
    return Turn(state, intents=(ExplainDeadline(number),))


def _number_of(tail: str, context: Context) -> int | None:
    wanted = _id(tail)
    opened, closed = (*context.open_tickets, *context.others_open), (*context.recent_closed, *context.others_closed)
    numbers = [ticket.number for ticket in opened if ticket.id == wanted]
    numbers += [ticket.number for ticket in closed if ticket.id == wanted]
    return numbers[0] if numbers else None


def _write(state: State, tail: str, context: Context) -> Turn:
    """What they write next goes into a ticket of somebody else, if they still see it."""
    ticket = context.open_to(_id(tail))
    if ticket is None or ticket.whose is None:
        return _stale(state, context, "stale.ticket")
    return open_tickets.write_next(state, ticket, context)


def _language(state: State, tail: str, context: Context) -> Turn:
    if tail not in context.regulation.organisation.languages:
        return _stale(state, context, "stale.button")
    return choose_language(state, tail, context)


def _zone(state: State, tail: str, context: Context) -> Turn:
    zone = zone_of_key(tail)
    return choose_zone(state, zone, context) if zone is not None else _stale(state, context, "stale.button")


def _not_me(state: State, tail: str, context: Context) -> Turn:
    join_id = _id(tail)
    return Turn(state, intents=(DisownJoin(join_id),)) if join_id else _stale(state, context, "stale.button")


def _under(state: State, tail: str, context: Context) -> Turn:
    """Of a ticket that was opened without a question."""
    ticket_id, _, contract_id = tail.partition(":")
    ticket, chosen = context.open_ticket(_id(ticket_id)), _id(contract_id)
    if ticket is None or chosen is None or chosen not in {one.id for one in context.known.contracts}:
        return _stale(state, context, "stale.ticket")
    return Turn(state, intents=(ChooseContract(ticket.id, chosen),))


def _keep(state: State, tail: str, context: Context) -> Turn:
    return Turn(state, (Reply(say(context.language, "ticket.kept_open"), edit_in_place=True),))


def _command(name: str) -> Callable[[State, str, Context], Turn]:
    return lambda state, tail, context: on_command(state, name, "", context)


def _id(tail: str) -> int | None:
    return int(tail) if tail.isascii() and tail.isdecimal() and len(tail) <= 18 else None


_ALWAYS_VALID: Final[dict[str, Callable[[State, str, Context], Turn]]] = {
    "solved": _solved,
    "unsolved": _unsolved,
    "close": _close,
    "reopen": _reopen,
    "status": _status,
    "why": _why,
    "write": _write,
    "lang": _language,
    "zone": _zone,
    "keep": _keep,
    "under": _under,
    "notme": _not_me,
    erasing.HEAD: erasing.on_press,
    "new": _command("new"),
    "my": _command("my"),
    "help": _command("help"),
}
