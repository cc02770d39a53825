"""What every handler of an inbound thing works in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from models.actions.clocks.ticket_clocks import AtHand, basis_by
from models.actions.queue.shared_batches import read_once
from models.actions.tickets import tickets
from models.actions.tickets.read_ahead import ReadAhead
from models.clock import Instant
from models.queries.regulation import EditionView, dropped_desk, edition_of
from models.queries.staff import desk_key
from models.queries.tickets import TicketView
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Desk


@dataclass(frozen=True)
class Scope:
    """One transaction at one instant. edition: in force now; a ticket's own edition is read from the ticket.

    read_ahead: for all messages of the batch, where it was. row_ids: of the inbox, that are being read.
    """

    tx: Connection
    at: Instant
    account: str
    edition: EditionView
    read_ahead: ReadAhead | None = None
    row_ids: tuple[int, ...] = ()

    @property
    def ahead(self) -> ReadAhead:
        """Whatever was not read ahead is read when it is asked for."""
        return self.read_ahead or ReadAhead(self.tx)

    @property
    def organisation_id(self) -> OrganisationId:
        return self.edition.organisation_id

    def edition_of(self, ticket: TicketView) -> EditionView:
        """The edition that the ticket was opened under; mostly the one in force."""
        if ticket.edition_id == self.edition.id:
            return self.edition
        which = ("edition", ticket.organisation_id, ticket.edition_id)
        return read_once(self.tx, which, lambda: edition_of(self.tx, ticket))

    def locked(self, view: TicketView) -> TicketView:
        """As `locked` of tickets.py; what was read ahead is."""
        return view if self.ahead.holds(view) else tickets.locked(self.tx, view)

    def at_hand(self, view: TicketView) -> AtHand:
        """What the clocks of this ticket are computed with. view: locked."""
        return self.ahead.at_hand(view, basis_by(view, self.edition_of(view).regulation, self.edition.regulation))

    def desk_of(self, desk_id: int) -> Desk:
        """By its id in the database."""
        return self.desk(desk_key(self.tx, self.organisation_id, desk_id))

    def desk(self, key: str) -> Desk:
        """Also one that the edition in force dropped: its group and its open tickets are still there."""
        named = next((desk for desk in self.edition.regulation.desks if desk.id == key), None)
        return named or dropped_desk(self.tx, self.organisation_id, key)


def organisation_time(provider_at: datetime, at: Instant) -> datetime:
    """When something was said, by the organisation's clock, which may run ahead of the provider's in a rehearsal.

    Never in the future: the clock that we follow may not have moved yet.
    """
    ahead = at.now - at.real if provider_at <= at.real else timedelta(0)
    return min(provider_at + ahead, at.now)
