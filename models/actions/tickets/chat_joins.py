"""A chat becomes another person's who made a link for it; and what a person did not do themselves is undone."""

from sqlalchemy import Connection, select

from models.actions.desk import topics
from models.actions.reach import address_notices, chat_links
from models.actions.reach.address_changes import set_address, take_away
from models.actions.reach.address_events import Event, log_change, mark_undone, undoable
from models.actions.reach.address_notices import News
from models.actions.reach.persons import hold
from models.actions.tickets import moved_tickets
from models.actions.tickets.joins import At, KnownAlready
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.addresses import AddressRow, address_by_id, addresses_of
from models.queries.identities import known_of
from models.queries.persons import AtAddress, name_of
from models.queries.regulation import edition_of
from models.queries.tickets import open_tickets_of
from models.rules.delivery.address_changes import REMOVED, Change
from models.tables.tickets import ticket


def join(tx: Connection, at: Instant, who: AtAddress, code: str) -> bool:
    """The chat that they write from belongs to whoever made the link, from now on. False: the link is no good.

    What was asked in this chat goes with it: its author has just said that they are one and the same. A chat does not
    change hands as a phone does, and least of all from somebody known. Raises KnownAlready.
    """
    link = chat_links.link_of(tx, at, who.organisation_id, code)
    if link is None:
        return False
    if link.person_id == who.person_id:
        return True
    hold(tx, who.organisation_id, who.person_id, link.person_id)
    known = known_of(tx, who)
    if known.person or known.contracts:
        raise KnownAlready
    here = address_by_id(tx, who.organisation_id, who.address_id)
    if here is None or here.person_id != who.person_id or not chat_links.use_link(tx, at, link):
        return False
    alone = [one.id for one in addresses_of(tx, who)] == [here.id]
    moved = _with_tickets(tx, at, who, link.person_id) if alone else []
    place = max((one.place for one in addresses_of(tx, link)), default=-1) + 1
    set_address(tx, who, here.id, person_id=link.person_id, place=place)
    before = {"person_id": who.person_id, "tickets": moved}
    event_id = log_change(tx, at.now, link, here.id, Change.JOINED, by=here.id, before=before)
    address_notices.tell_others(tx, at, link, News("transports.told_added", here.named, event_id), without=(here.id,))
    return True


def undo(tx: Connection, at: Instant, who: AtAddress, event_id: int) -> Event | None:
    """What was undone; None: it is too late, or something else came between."""
    hold(tx, who.organisation_id, who.person_id)
    event = undoable(tx, at.now, who, event_id)
    found = address_by_id(tx, who.organisation_id, event.address_id) if event is not None else None
    if event is None or found is None or found.person_id != who.person_id or not _undone(tx, at, who, event, found):
        return None
    mark_undone(tx, at.now, who, event)
    log_change(tx, at.now, who, found.id, Change.UNDONE, by=who.address_id)
    return event


def _undone(tx: Connection, at: Instant, who: AtAddress, event: Event, found: AddressRow) -> bool:
    is_removed = found.reason == REMOVED
    if event.kind is Change.REMOVED:
        if is_removed:
            state = {"state": event.before["state"], "state_reason": event.before["reason"], "state_at": at.now}
            set_address(tx, who, found.id, **state)
        return is_removed
    if is_removed:
        return False
    if event.kind is Change.JOINED:
        _gives_back(tx, who, event, found)
    else:
        take_away(tx, at.now, who, found.id)
    return True


def _gives_back(tx: Connection, who: AtAddress, event: Event, found: AddressRow) -> None:
    """With what came along, and what was asked from there since."""
    former, there = int(event.before["person_id"]), At(who.organisation_id, who.person_id, found.id)
    back = [int(one) for one in event.before["tickets"]]
    back += moved_tickets.came_since(tx, there, event.at, back)
    set_address(tx, who, found.id, person_id=former, place=0)
    moved_tickets.answer_there_no_more(tx, there, back)
    moved_tickets.give(tx, there, back, former)


def _with_tickets(tx: Connection, at: Instant, who: AtAddress, person_id: int) -> list[int]:
    """All that somebody ever asked from their only chat; the ids of the tickets."""
    name = name_of(tx, who.organisation_id, person_id)
    for view in open_tickets_of(tx, who):
        language = topics.staff_language(view, edition_of(tx, view).regulation)
        topics.tell_staff(tx, at, view, say(language, "staff.chat_joined", name=name))
    of_them = (ticket.c.person_id == who.person_id, ticket.c.organisation_id == who.organisation_id)
    ids = list(tx.execute(select(ticket.c.id).where(*of_them).order_by(ticket.c.id)).scalars())
    moved_tickets.give(tx, who, ids, person_id)
    return ids
