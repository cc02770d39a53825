"""What a dialogue may know besides its own state: the time, the regulation, and the person's tickets."""

from dataclasses import dataclass
from datetime import datetime

from bot.conversation.reach import Reach
from models.rules.deadlines.silence import may_reopen
from models.rules.regulation.parsing import Desk, Regulation, SupportNumber
from models.rules.requests.identification import NOBODY, Known


@dataclass(frozen=True, slots=True)
class Whose:
    """Who asked, of a ticket that is not this person's. contract: its number; empty: it is under none.

    in_part: they see how it stands, and what is meant for them.
    """

    name: str
    contract: str
    in_part: bool = False


@dataclass(frozen=True, slots=True)
class OpenTicketView:
    """answered: an agent has written. last_answer_at: when one last did.

    waiting_since: for this person's answer; stands: the resolution waits too. extended: an agent named a later date
    for the resolution, for extension_reason. whose: None: this person's own. readers: who else can read
    it; only where it matters. elsewhere: it is another desk's than the one to whose number they write, and they
    talk about it by another address.
    """

    id: int
    number: int
    title: str
    kind_title: str
    opened_at: datetime
    first_response_due: datetime | None = None
    answered: bool = False
    closing_proposed: bool = False
    resolution_due: datetime | None = None
    last_answer_at: datetime | None = None
    next_response_due: datetime | None = None
    waiting_since: datetime | None = None
    stands: bool = False
    extended: bool = False
    extension_reason: str = ""
    whose: Whose | None = None
    readers: tuple[str, ...] = ()
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class ClosedTicketView:
    """merged_into: the number of the ticket that goes on instead. dismissed: staff say that it was no request."""

    id: int
    number: int
    title: str
    closed_at: datetime
    merged_into: int | None = None
    dismissed: bool = False
    whose: Whose | None = None


@dataclass(frozen=True, slots=True)
class DeskHours:
    """opens_at: the next opening of a closed desk. closes_at: of an open one, None around the clock."""

    open: bool
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """now: aware UTC. zone: IANA name of the person's zone. first_contact: nothing was said to them yet.

    open_tickets, recent_closed: only this person's; of the closed ones, those within the days of reopening
    count (older ones may be there, they are not looked at). known: who they are, where it may matter. shares_phone:
    their messenger can vouch for their phone. reach: how they are reached; only where it matters.
    others_open, others_closed: tickets of others that they see; only where it matters. number: to which they wrote,
    where it has a role.
    """

    now: datetime
    regulation: Regulation
    language: str
    zone: str
    first_contact: bool = False
    open_tickets: tuple[OpenTicketView, ...] = ()
    recent_closed: tuple[ClosedTicketView, ...] = ()
    known: Known = NOBODY
    shares_phone: bool = False
    reach: Reach | None = None
    others_open: tuple[OpenTicketView, ...] = ()
    others_closed: tuple[ClosedTicketView, ...] = ()
    number: SupportNumber | None = None

    @property
    def desks(self) -> tuple[Desk, ...]:
        """Those that may be asked from here: by a number with a role its desk alone."""
        return self.regulation.desks if self.number is None else (self.regulation.desk(self.number.desk),)

    @property
    def tickets_here(self) -> tuple[OpenTicketView, ...]:
        """Their open ones that words from here may be meant for without saying so."""
        return tuple(ticket for ticket in self.open_tickets if not ticket.elsewhere)

    def open_ticket(self, ticket_id: int | None) -> OpenTicketView | None:
        """One of their own."""
        return next((ticket for ticket in self.open_tickets if ticket.id == ticket_id), None)

    def open_to(self, ticket_id: int | None) -> OpenTicketView | None:
        """One in which they may write: their own, or one of others that they see."""
        return next((ticket for ticket in (*self.open_tickets, *self.others_open) if ticket.id == ticket_id), None)

    def reopenable(self) -> tuple[ClosedTicketView, ...]:
        """Closed tickets that may still be reopened, the newest first; the last day counts."""
        closing = self.regulation.closing
        fresh = [
            ticket
            for ticket in self.recent_closed
            if ticket.merged_into is None and not ticket.dismissed and may_reopen(ticket.closed_at, self.now, closing)
        ]
        return tuple(sorted(fresh, key=lambda ticket: ticket.closed_at, reverse=True))

    def desk_hours(self, desk_id: str) -> DeskHours:
        hours = self.regulation.working_time(desk_id)
        if hours.is_open(self.now):
            return DeskHours(True, closes_at=hours.current_closing(self.now))
        return DeskHours(False, opens_at=hours.next_opening(self.now))
