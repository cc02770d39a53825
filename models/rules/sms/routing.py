"""To which ticket an SMS or a call of a person belongs (REQUIREMENTS F4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class OpenTicket:
    """One open ticket of the person whose phone it is.

    number: the one that people see. wrote_at: when an agent last wrote to that very phone through this ticket,
    None if never. active_at: of the last message, call or note in it. Both aware UTC.
    """

    id: int
    number: int
    wrote_at: datetime | None
    active_at: datetime


@dataclass(frozen=True)
class Join:
    ticket_id: int


@dataclass(frozen=True)
class OpenNew:
    pass


@dataclass(frozen=True)
class Ask:
    """Which one is meant has to be asked, by a list with numbers: the most recently active first."""

    ticket_ids: tuple[int, ...]


def where_sms_goes(tickets: Sequence[OpenTicket]) -> Join | OpenNew | Ask:
    """The ticket that last wrote to this phone, else the only one; else the sender is asked."""
    sure = _sure(tickets)
    return sure or Ask(tuple(ticket.id for ticket in sorted(tickets, key=_recency, reverse=True)))


def where_call_goes(tickets: Sequence[OpenTicket]) -> Join | OpenNew:
    """As an SMS, but who rings once and hangs up can't be asked: then it is the most recently active one."""
    return _sure(tickets) or Join(max(tickets, key=_recency).id)


def _sure(tickets: Sequence[OpenTicket]) -> Join | OpenNew | None:
    if not tickets:
        return OpenNew()
    wrote = [(ticket.wrote_at, *_recency(ticket), ticket.id) for ticket in tickets if ticket.wrote_at is not None]
    if wrote:
        return Join(max(wrote)[-1])
    return Join(tickets[0].id) if len(tickets) == 1 else None


def _recency(ticket: OpenTicket) -> tuple[datetime, int]:
    """Of two that were active at the same moment the newer one is meant."""
    return ticket.active_at, ticket.number
