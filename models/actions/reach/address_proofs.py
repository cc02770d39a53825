"""A code was right: the address that it went to is the person's who said it.

Whoever reads what is sent to an address has it. If it was somebody else's before, it is theirs no more; their tickets
stay theirs, and nobody is shown them by way of the address.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from models.actions.desk import topics
from models.actions.reach import address_notices, persons
from models.actions.reach.address_changes import set_address
from models.actions.reach.address_events import log_change
from models.actions.reach.address_notices import News
from models.actions.reach.challenges import Challenge, Target
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.addresses import AddressRow, address_at, address_by_id, addresses_of
from models.queries.persons import AtAddress
from models.queries.regulation import edition_of
from models.queries.tickets import open_tickets_of
from models.rules.delivery.address_changes import REMOVED, Change
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.places import at_address
from models.rules.regulation.organisations import OrganisationId


@dataclass(frozen=True)
class Former:
    """Somebody whose address it was."""

    organisation_id: OrganisationId
    person_id: int
    address_id: int


def prove(
    tx: Connection, at: Instant, who: AtAddress, name: str, challenge: Challenge, recheck_after: timedelta | None
) -> AddressRow:
    """name: of the person, for staff in tickets of whoever had the address before. Returns the address as it is now.

    The person's other addresses are told of a new one.
    """
    target = challenge.target
    assert target is not None, "only what was sent somewhere is right"
    found, change = _there(tx, who, target), Change.ADDED
    address_id = found.id if found is not None else _added(tx, at.now, who, target)
    if address_id is None:
        found = _there(tx, who, target)  # somebody was quicker by a moment
        assert found is not None
        address_id = found.id
    if found is not None and found.person_id != who.person_id:
        _moves(tx, at, who, name, found)
    elif found is not None and found.reason != REMOVED:
        change = Change.PROVED
    _verified(tx, at.now, who, address_id, recheck_after)
    one = address_by_id(tx, who.organisation_id, address_id)
    assert one is not None
    event_id = log_change(tx, at.now, who, address_id, change, by=who.address_id)
    if change is Change.ADDED:
        news = News("transports.told_added", one.named, f"{address_notices.UNDO}:{event_id}")
        address_notices.tell_others(tx, at, who, news, without=(who.address_id, address_id))
    return one


def _there(tx: Connection, who: AtAddress, target: Target) -> AddressRow | None:
    return address_at(tx, who.organisation_id, target.transport, target.account, target.address)


def _added(tx: Connection, now: datetime, who: AtAddress, target: Target) -> int | None:
    """None: it is there by now."""
    to = at_address(target.transport, target.address)
    try:
        with tx.begin_nested():
            return persons.add_address(tx, now, who, to, target.account, AddressState.VERIFIED, {})
    except IntegrityError:
        return None


def _verified(
    tx: Connection, now: datetime, who: AtAddress, address_id: int, recheck_after: timedelta | None
) -> None:
    recheck_at = now + recheck_after if recheck_after is not None else None
    proved = {"state": AddressState.VERIFIED, "state_reason": None, "state_at": now, "verified_at": now}
    set_address(tx, who, address_id, **proved, recheck_at=recheck_at, stopped_at=None)


def _moves(tx: Connection, at: Instant, who: AtAddress, name: str, found: AddressRow) -> None:
    former = Former(who.organisation_id, found.person_id, found.id)
    for ticket in open_tickets_of(tx, former):
        if ticket.address_id == found.id:
            language = topics.staff_language(ticket, edition_of(tx, ticket).regulation)
            told = say(language, "staff.phone_proved_elsewhere", number=found.shown, name=name)
            topics.tell_staff(tx, at, ticket, told)
    place = max((one.place for one in addresses_of(tx, who)), default=-1) + 1
    persons.give_to(tx, at.now, former, who.person_id, {}, place)
    if found.reason != REMOVED:
        log_change(tx, at.now, former, found.id, Change.MOVED_AWAY)
        address_notices.tell_others(tx, at, former, News("transports.told_moved", found.named), without=(found.id,))
