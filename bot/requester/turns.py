"""One turn of a dialogue, for every transport: what the person may be told, what they said, what comes of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.conversation import transports
from bot.conversation.context import ClosedTicketView, Context, OpenTicketView
from bot.conversation.dialogue import respond
from bot.conversation.inbound import Inbound
from bot.conversation.state import State, Step
from bot.conversation.turn import Turn
from bot.conversation.unfinished import next_look
from bot.conversation.words import command_in
from bot.requester import reach_views
from bot.scope import Scope
from models.actions.reach import persons
from models.actions.tickets import overflows
from models.queries.cards import resolution_waits
from models.queries.contracts import contracts_of
from models.queries.explanations import reasons_of_extensions
from models.queries.identities import known_of
from models.queries.messages import last_answers
from models.queries.persons import Requester
from models.queries.tickets import TicketView, closed_tickets_of, number_of, where_it_goes_on
from models.rules.regulation.parsing import RequestKind
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
    closed = []
    # plain words to an open ticket have nothing to do with closed ones, unless they are a command
    about_reach = state is not None and transports.concerns(state, inbound)
    asks = about_reach or not inbound.is_plain_words or command_in(inbound.text, nobody_listens=True) is not None
    if not new and (not tickets or asks):
        since = scope.at.now - timedelta(days=regulation.closing.reopen_days)
        closed = closed_tickets_of(scope.tx, who, since)
    last = (
        last_answers(scope.tx, scope.organisation_id, [ticket.id for ticket in tickets]) if len(tickets) > 1 else {}
    )
    extended = [ticket.id for ticket in tickets if ticket.extended] if asks else []
    reasons = reasons_of_extensions(scope.tx, extended) if extended else {}
    may_file = asks or state is None or state.step is not Step.IDLE or not tickets
    return Context(
        now=scope.at.now,
        regulation=regulation,
        language=who.language,
        zone=who.zone,
        first_contact=new,
        open_tickets=tuple(
            _open_view(scope, who, ticket, last.get(ticket.id), reasons.get(ticket.id, "")) for ticket in tickets
        ),
        recent_closed=tuple(_closed_view(scope, who, t, t.closed_at) for t in closed if t.closed_at is not None),
        known=_known(scope, who) if may_file and not new else NOBODY,
        shares_phone=who.traits.shares_phone,
        reach=reach_views.reach_of(scope, who, inbound) if about_reach else None,
    )


def _known(scope: Scope, who: Requester) -> Known:
    """Who they are matters where something is demanded, their contracts wherever they have some."""
    if demands_anything(scope.edition.regulation):
        return known_of(scope.tx, who)
    return Known(contracts=tuple(contracts_of(scope.tx, who)))


def _closed_view(scope: Scope, who: Requester, ticket: TicketView, closed_at: datetime) -> ClosedTicketView:
    title, goes_on = _title(scope, who, ticket), _goes_on(scope, ticket)
    return ClosedTicketView(ticket.id, ticket.number, title, closed_at, goes_on, ticket.dismissed_as is not None)


def _goes_on(scope: Scope, closed: TicketView) -> int | None:
    if closed.merged_into_id is None:
        return None
    return number_of(scope.tx, scope.organisation_id, where_it_goes_on(scope.tx, scope.organisation_id, closed.id))


def _kind(scope: Scope, ticket: TicketView) -> RequestKind | None:
    return next((kind for kind in scope.edition.regulation.kinds if kind.id == ticket.kind), None)


def _title(scope: Scope, who: Requester, ticket: TicketView) -> str:
    """A ticket without words is called by its kind, in the language of whoever reads it."""
    kind = _kind(scope, ticket)
    if kind is not None and ticket.title in kind.title.texts.values():
        return kind.title.in_(who.language)
    return ticket.title


def _open_view(
    scope: Scope, who: Requester, ticket: TicketView, last_answer_at: datetime | None, extension_reason: str
) -> OpenTicketView:
    kind = _kind(scope, ticket)
    return OpenTicketView(
        id=ticket.id,
        number=ticket.number,
        title=_title(scope, who, ticket),
        kind_title=kind.title.in_(who.language) if kind is not None else ticket.kind,
        opened_at=ticket.opened_at,
        first_response_due=ticket.first_response_due_at,
        answered=ticket.answered_at is not None,
        closing_proposed=ticket.state == "closing_proposed",
        resolution_due=ticket.resolution_due_at,
        last_answer_at=last_answer_at,
        next_response_due=ticket.next_response_due_at,
        waiting_since=ticket.waiting_since,
        stands=ticket.waiting_since is not None and resolution_waits(ticket, scope.edition_of(ticket).regulation),
        extended=ticket.extended,
        extension_reason=extension_reason,
    )
