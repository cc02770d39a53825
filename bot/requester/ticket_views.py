"""Tickets as a dialogue may know them."""

from datetime import datetime

from bot.conversation.context import ClosedTicketView, OpenTicketView, Whose
from bot.scope import Scope
from models.queries.cards import resolution_waits
from models.queries.persons import Requester
from models.queries.tickets import TicketView, number_of, where_it_goes_on
from models.queries.transports import support_number
from models.rules.regulation.parsing import RequestKind


def closed_view(
    scope: Scope, who: Requester, ticket: TicketView, closed_at: datetime, whose: Whose | None = None
) -> ClosedTicketView:
    title, goes_on = _title(scope, who, ticket, whose), _goes_on(scope, ticket)
    dismissed = ticket.dismissed_as is not None
    return ClosedTicketView(ticket.id, ticket.number, title, closed_at, goes_on, dismissed, whose)


def _goes_on(scope: Scope, closed: TicketView) -> int | None:
    if closed.merged_into_id is None:
        return None
    return number_of(scope.tx, scope.organisation_id, where_it_goes_on(scope.tx, scope.organisation_id, closed.id))


def _kind(scope: Scope, ticket: TicketView) -> RequestKind | None:
    return next((kind for kind in scope.edition.regulation.kinds if kind.id == ticket.kind), None)


def _title(scope: Scope, who: Requester, ticket: TicketView, whose: Whose | None) -> str:
    """A ticket without words is called by its kind, in the language of whoever reads it. So is one for somebody who
    is not to read its words.
    """
    kind = _kind(scope, ticket)
    in_part = whose is not None and whose.in_part
    if kind is not None and (in_part or ticket.title in kind.title.texts.values()):
        return kind.title.in_(who.language)
    return "" if in_part else ticket.title


def is_elsewhere(scope: Scope, who: Requester, ticket: TicketView) -> bool:
    """Whether words to this number are meant for another desk, as long as they do not say otherwise."""
    if ticket.address_id == who.address_id:
        return False
    number = support_number(scope.tx, scope.edition.regulation, who)
    return number is not None and number.desk != ticket.desk_key


def open_view(
    scope: Scope,
    who: Requester,
    ticket: TicketView,
    last_answer_at: datetime | None = None,
    extension_reason: str = "",
    readers: tuple[str, ...] = (),
    whose: Whose | None = None,
) -> OpenTicketView:
    kind = _kind(scope, ticket)
    return OpenTicketView(
        id=ticket.id,
        number=ticket.number,
        title=_title(scope, who, ticket, whose),
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
        whose=whose,
        readers=readers,
        elsewhere=whose is None and is_elsewhere(scope, who, ticket),
    )
