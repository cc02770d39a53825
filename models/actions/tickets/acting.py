"""An agent does something to a ticket: what every such act needs, in one value."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from models.actions.clocks.ticket_clocks import AtHand, basis_by
from models.actions.desk import topics
from models.actions.reach import requester_words
from models.actions.tickets.read_ahead import ReadAhead
from models.clock import Instant
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.phrases.times import absolute, moment, shortest
from models.queries.reach import can_be_reached
from models.queries.tickets import TicketView, number_of, ticket_by_id
from models.rules.delivery.post_content import Choices
from models.rules.regulation.parsing import Regulation


class TicketIsOver(OtklikError):
    """Closed: nothing is promised any more."""

    phrase = "staff.already_closed"


class TicketWasMerged(OtklikError):
    """number: of the ticket that goes on."""

    phrase = "merge.goes_on"


@dataclass(frozen=True)
class Acting:
    """One act in one transaction.

    view: locked (models/actions/tickets/tickets.py). regulation: the ticket's edition. agent_id: None if nobody acts.
    in_force: the edition of the organisation that is in force; None: it is not at hand. read_ahead: for all messages
    of the batch, where it was.
    """

    tx: Connection
    at: Instant
    view: TicketView
    regulation: Regulation
    agent_id: int | None = None
    agent_name: str = ""
    in_force: Regulation | None = None
    read_ahead: ReadAhead | None = None

    @property
    def ahead(self) -> ReadAhead:
        """Whatever was not read ahead is read when it is asked for."""
        return self.read_ahead or ReadAhead(self.tx)

    @property
    def language(self) -> str:
        """Of the desk's staff."""
        return topics.staff_language(self.view, self.regulation)

    @property
    def zone(self) -> str:
        """That staff read times in."""
        return self.regulation.organisation.timezone

    def check_open(self) -> None:
        """Raises TicketWasMerged, TicketIsOver."""
        if self.view.merged_into_id is not None:
            raise TicketWasMerged(number=number_of(self.tx, self.view.organisation_id, self.view.merged_into_id))
        if not self.view.is_open:
            raise TicketIsOver

    def when(self, at: datetime) -> str:
        """A moment for staff, true on whichever day it is read."""
        return self.when_for(at, self.language)

    def when_for(self, at: datetime, language: str) -> str:
        """The same for somebody of the staff who reads another language."""
        return absolute(at, self.zone, language)

    def requester_when(self, at: datetime, *, zone_named: bool = True) -> str:
        """A moment for the requester, in their time; short in an SMS."""
        view = self.view
        if view.traits.is_brief:
            return shortest(at, self.at.now, view.zone, view.language)
        return moment(at, self.at.now, view.zone, view.language, zone_named=zone_named)

    def at_hand(self) -> AtHand | None:
        """What the clocks are computed with; None: no edition is at hand."""
        if self.in_force is None:
            return None
        return self.ahead.at_hand(self.view, basis_by(self.view, self.regulation, self.in_force))

    def again(self) -> "Acting":
        """The same on the ticket as it has become meanwhile."""
        return replace(self, view=ticket_by_id(self.tx, self.view.organisation_id, self.view.id))

    def tell_topic(self, text: str, choices: Choices = ()) -> None:
        topics.tell_staff(self.tx, self.at, self.view, text, choices)

    def tell_requester(self, text: str) -> None:
        """Staff learn when it can't get there, because then somebody has to tell it by other means."""
        gone = requester_words.tell(self.tx, self.at, self.view, text)
        if not gone or not can_be_reached(self.view):
            self.tell_topic(say(self.language, "staff.requester_not_told"))

    def refresh_card(self) -> None:
        topics.refresh_card(self.tx, self.at, self.view, self.regulation)
