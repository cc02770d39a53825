"""A person's address stops or begins to work: the transport is marked, staff see it, the person stays served."""

from sqlalchemy import Connection

from models.actions.desk import topics
from models.actions.reach import persons
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.persons import AtAddress, why_dead
from models.queries.reach import read_others
from models.queries.regulation import edition_of
from models.queries.tickets import TicketView, open_tickets_of
from models.queries.transports import traits_of
from models.rules.delivery.address_changes import REMOVED
from models.rules.delivery.address_states import AddressState
from models.rules.regulation.parsing import Regulation


def blocked(tx: Connection, at: Instant, who: AtAddress) -> None:
    """The person stopped the bot."""
    if persons.mark_address(tx, who.organisation_id, who.address_id, AddressState.DEAD, "blocked", at.now):
        _tell(tx, at, who, "staff.blocked", other_way="staff.blocked_other_way")


def moved_away(tx: Connection, at: Instant, who: AtAddress) -> None:
    """The service knows the person by another name now; whoever writes from there is somebody new to us."""
    if persons.mark_address(tx, who.organisation_id, who.address_id, AddressState.DEAD, "moved", at.now):
        _tell(tx, at, who, "staff.moved_away", other_way="staff.moved_other_way")


def reachable_again(tx: Connection, at: Instant, who: AtAddress) -> None:
    """What its person has removed stays so, whatever the service says."""
    if why_dead(tx, who.organisation_id, who.address_id) == REMOVED:
        return
    if persons.mark_address(tx, who.organisation_id, who.address_id, AddressState.VERIFIED, None, at.now):
        _tell(tx, at, who, "staff.unblocked")


def proved(tx: Connection, at: Instant, who: AtAddress) -> None:
    """They wrote from an address that nobody was sure of."""
    persons.mark_address(tx, who.organisation_id, who.address_id, AddressState.VERIFIED, None, at.now)


def _tell(tx: Connection, at: Instant, who: AtAddress, phrase: str, *, other_way: str = "") -> None:
    """other_way: what is said instead if they have one, by which they are answered from now on."""
    for ticket in open_tickets_of(tx, who):
        regulation = edition_of(tx, ticket).regulation
        language = _language(ticket, regulation)
        way = next((one for one in read_others(ticket.others) if one.works), None) if other_way else None
        if way is not None:
            title = traits_of(tx, way.transport).title
            text = say(language, other_way, transport=ticket.traits.title, way=title)
        else:
            text = say(language, phrase, transport=ticket.traits.title)
        topics.tell_staff(tx, at, ticket, text)
        topics.refresh_card(tx, at, ticket, regulation)


def _language(ticket: TicketView, regulation: Regulation) -> str:
    return topics.staff_language(ticket, regulation)
