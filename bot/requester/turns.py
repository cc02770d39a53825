"""One turn of a dialogue, for every transport: what the person may be told, what they said, what comes of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.conversation import asked_aside, transports
from bot.conversation.context import ClosedTicketView, Context
from bot.conversation.dialogue import respond
from bot.conversation.inbound import Inbound
from bot.conversation.state import NOTHING_SAID, State, Step
from bot.conversation.turn import Turn
from bot.conversation.unfinished import next_look
from bot.conversation.words import command_in
from bot.requester import reach_views
from bot.requester.others_tickets import NO_OTHERS, Asked
from bot.requester.ticket_views import closed_view, is_elsewhere, open_view
from bot.scope import Scope
from models.actions.reach import persons
from models.actions.tickets import overflows
from models.queries.contracts import contracts_of
from models.queries.explanations import reasons_of_extensions
from models.queries.identities import known_of
from models.queries.messages import last_answers
from models.queries.persons import Requester
from models.queries.tickets import TicketView, closed_tickets_of
from models.queries.transports import support_number
from models.rules.requests.identification import NOBODY, Known, demands_anything


def take_turn(
    scope: Scope, who: Requester, state: State, inbound: Inbound, tickets: Sequence[TicketView], *, new: bool
) -> Turn:
    """Runs the dialogue and remembers where it stands.

    tickets: their open ones. new: the person's first words to us.
    """
    turn = respond(state, inbound, context_of(scope, who, inbound, tickets, new=new, state=state))
    remember(scope, who, state, turn)
    return turn


def remember(scope: Scope, who: Requester, state: State, turn: Turn) -> None:
    if turn.state is not state:
        look_at = next_look(turn.state, scope.edition.regulation.drafts, scope.at.now)
        persons.remember_dialogue(scope.tx, who.address_id, turn.state.to_json(), look_at)


def keep_back(scope: Scope, who: Requester, message_id: int) -> None:
    """A message that goes to nobody yet. Without a ticket that counts it, the conversation is looked at in time."""
    if not overflows.keep_back(scope.tx, scope.at, who, message_id):
        persons.look_again(scope.tx, who.address_id, scope.at.now + scope.edition.regulation.drafts.file_after)


def context_of(
    scope: Scope,
    who: Requester,
    inbound: Inbound,
    tickets: Sequence[TicketView],
    *,
    new: bool = False,
    state: State | None = None,
) -> Context:
    """state: of their dialogue; None: something is in progress, and how they are reached does not matter."""
    regulation = scope.edition.regulation
    here = [ticket for ticket in tickets if not is_elsewhere(scope, who, ticket)]
    # plain words to an open ticket have nothing to do with closed ones, unless they are a command
    about_reach = state is not None and transports.concerns(state, inbound)
    is_named = state is not None and asked_aside.meant(state, inbound) is not None
    asks = about_reach or is_named or _asks_for_something(inbound)
    closed = _lately_closed(scope, who) if not new and (not here or asks) else ()
    asked = Asked(scope, who, inbound, state or NOTHING_SAID, tickets)
    others = NO_OTHERS if new else asked.others()
    last = _last_answers(scope, tickets) if len(tickets) > 1 or is_named or asked.writes_to_others else {}
    reasons = _reasons(scope, tickets) if asks else {}
    may_file = asks or state is None or state.step is not Step.IDLE or not here
    return Context(
        now=scope.at.now,
        regulation=regulation,
        language=who.language,
        zone=who.zone,
        first_contact=new,
        open_tickets=tuple(
            open_view(scope, who, ticket, last.get(ticket.id), reasons.get(ticket.id, ""), asked.readers(ticket))
            for ticket in tickets
        ),
        recent_closed=closed,
        known=_known(scope, who) if may_file and not new else NOBODY,
        shares_phone=who.traits.shares_phone,
        reach=reach_views.reach_of(scope, who, inbound) if about_reach else None,
        others_open=others.opened,
        others_closed=others.closed,
        number=support_number(scope.tx, regulation, who),
    )


def _asks_for_something(inbound: Inbound) -> bool:
    return not inbound.is_plain_words or command_in(inbound.text, nobody_listens=True) is not None


def _reasons(scope: Scope, tickets: Sequence[TicketView]) -> Mapping[int, str]:
    extended = [ticket.id for ticket in tickets if ticket.extended]
    return reasons_of_extensions(scope.tx, extended) if extended else {}


def _lately_closed(scope: Scope, who: Requester) -> tuple[ClosedTicketView, ...]:
    """Those that can still be opened again."""
    since = scope.at.now - timedelta(days=scope.edition.regulation.closing.reopen_days)
    closed = closed_tickets_of(scope.tx, who, since)
    return tuple(closed_view(scope, who, one, one.closed_at) for one in closed if one.closed_at is not None)


def _last_answers(scope: Scope, tickets: Sequence[TicketView]) -> dict[int, datetime]:
    return last_answers(scope.tx, scope.organisation_id, [ticket.id for ticket in tickets]) if tickets else {}


def _known(scope: Scope, who: Requester) -> Known:
    """Who they are matters where something is demanded, their contracts wherever they have some."""
    if demands_anything(scope.edition.regulation):
        return known_of(scope.tx, who)
    return Known(contracts=tuple(contracts_of(scope.tx, who)))
