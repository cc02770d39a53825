"""An address turns out to be of somebody known: it becomes theirs with its tickets, everybody concerned is told, and
it can be undone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, insert, select, update

from models.actions.desk import topics
from models.actions.reach import contracts
from models.actions.reach.persons import hold
from models.actions.tickets import contract_changes, moved_tickets
from models.actions.tickets.acting import Acting
from models.actions.tickets.tickets import locked
from models.clock import Instant
from models.errors import OtklikError
from models.queries.identities import Joined, Somebody, join_by_id, known_of
from models.queries.persons import Requester
from models.queries.regulation import edition_of
from models.queries.tickets import Asker, find_ticket
from models.rules.regulation.identification import Way
from models.rules.regulation.organisations import OrganisationId
from models.tables.contracts import contact_person
from models.tables.identification import person_join
from models.tables.persons import address, person
from models.tables.tickets import ticket


class KnownAlready(OtklikError):
    """The address is of somebody known; it is not taken from them by itself."""

    phrase = "who.known_already"


class AddressMoved(OtklikError):
    """Somebody else was quicker, or it was undone before."""

    phrase = "join.not_any_more"


@dataclass(frozen=True)
class At:
    """A person at an address."""

    organisation_id: OrganisationId
    person_id: int
    address_id: int


@dataclass(frozen=True)
class Grounds:
    """Why it is believed. agent_id: who of the staff takes it on themselves. desk_id: whose staff it is that did, or
    that gave out what proves it. code_proved: a code came back.

    contract_id: that they speak for from now on; with the right to change its contact persons if may_change_contacts.
    """

    way: Way
    agent_id: int | None = None
    desk_id: int | None = None
    code_proved: bool = False
    contract_id: int | None = None
    may_change_contacts: bool = False


def join(tx: Connection, at: Instant, who: Requester, person_id: int, grounds: Grounds) -> Joined:
    """who: at the address, as somebody of whom nobody knew who they are; person_id: who they are; may be themselves.

    Raises KnownAlready, AddressMoved.
    """
    hold(tx, who.organisation_id, who.person_id, person_id)
    if person_id != who.person_id:
        known = known_of(tx, who)
        if known.person or known.contracts:
            raise KnownAlready
        moved = _tickets_of(tx, who)
        _give_address(tx, who.organisation_id, who.address_id, who.person_id, person_id)
        _talk_on(tx, who, person_id)
    else:
        moved = [(ticket_id, was) for ticket_id, was in _tickets_of(tx, who) if was]
    moved_tickets.give(tx, who, [ticket_id for ticket_id, _ in moved], person_id, unidentified=False)
    _is_known(tx, at, who.organisation_id, person_id)
    contract_id = _speaks(tx, at, replace(who, person_id=person_id), grounds)
    under = _come_under(tx, at, who, moved, grounds)
    row = {
        "organisation_id": who.organisation_id,
        "address_id": who.address_id,
        "from_person_id": who.person_id,
        "to_person_id": person_id,
        "contract_id": contract_id,
        "way": grounds.way,
        "agent_id": grounds.agent_id,
        "desk_id": grounds.desk_id,
        "code_proved": grounds.code_proved,
        "tickets": [[ticket_id, was, ticket_id in under] for ticket_id, was in moved],
        "at": at.now,
    }
    join_id = tx.execute(insert(person_join).returning(person_join.c.id), row).scalar_one()
    _show(tx, at, who.organisation_id, [ticket_id for ticket_id, _ in moved])
    joined = join_by_id(tx, who.organisation_id, join_id)
    assert joined is not None
    return joined


def undo(tx: Connection, at: Instant, joined: Joined, *, agent_id: int | None = None) -> None:
    """As it was before; what came from there meanwhile goes along. Raises AddressMoved, and nothing has changed."""
    with tx.begin_nested():
        _undo(tx, at, joined, agent_id)


def _undo(tx: Connection, at: Instant, joined: Joined, agent_id: int | None) -> None:
    organisation_id = joined.organisation_id
    hold(tx, organisation_id, joined.from_person_id, joined.to_person_id)
    this = (person_join.c.id == joined.id, person_join.c.organisation_id == organisation_id)
    undone = tx.execute(
        update(person_join)
        .where(*this, person_join.c.undone_at.is_(None))
        .values(undone_at=at.now, undone_by=agent_id)
    )
    if undone.rowcount != 1:
        raise AddressMoved
    if joined.contract_id is not None:
        contracts.speaks_no_more(tx, joined.contract_id, Somebody(organisation_id, joined.to_person_id))
    back = list(joined.tickets)
    if joined.from_person_id != joined.to_person_id:
        _give_address(tx, organisation_id, joined.address_id, joined.to_person_id, joined.from_person_id)
        there = At(organisation_id, joined.to_person_id, joined.address_id)
        came = moved_tickets.came_since(tx, there, joined.at, [ticket_id for ticket_id, _ in back])
        back += [(ticket_id, False) for ticket_id in came]
        moved_tickets.answer_there_no_more(tx, there, [ticket_id for ticket_id, _ in back])
    whose = Somebody(organisation_id, joined.to_person_id)
    for unidentified in (True, False):
        some = [ticket_id for ticket_id, was in back if was is unidentified]
        moved_tickets.give(tx, whose, some, joined.from_person_id, unidentified=unidentified)
    _is_known_no_more(tx, whose)
    for ticket_id in joined.put_under:
        _acts(tx, at, whose, ticket_id, agent_id, contract_changes.come_under_none)
    _show(tx, at, organisation_id, [ticket_id for ticket_id, _ in back])


def _tickets_of(tx: Connection, who: Requester) -> list[tuple[int, bool]]:
    """What came from this address; of somebody who has no other one, everything."""
    theirs = [ticket.c.person_id == who.person_id, ticket.c.organisation_id == who.organisation_id]
    addresses = select(func.count()).where(
        address.c.person_id == who.person_id, address.c.organisation_id == who.organisation_id
    )
    if tx.execute(addresses).scalar_one() > 1:
        theirs.append(ticket.c.address_id == who.address_id)
    rows = tx.execute(select(ticket.c.id, ticket.c.unidentified).where(*theirs).order_by(ticket.c.id))
    return [(row.id, row.unidentified) for row in rows]


def _give_address(
    tx: Connection, organisation_id: OrganisationId, address_id: int, from_person: int, to_person: int
) -> None:
    this = (address.c.id == address_id, address.c.organisation_id == organisation_id)
    last = select(func.coalesce(func.max(address.c.place), -1)).where(
        address.c.person_id == to_person, address.c.organisation_id == organisation_id
    )
    given = tx.execute(
        update(address)
        .where(*this, address.c.person_id == from_person)
        .values(person_id=to_person, place=last.scalar_subquery() + 1)
    )
    if given.rowcount != 1:
        raise AddressMoved


def _talk_on(tx: Connection, who: Requester, person_id: int) -> None:
    """Somebody who was known on paper alone goes on in the language in which they began, and isn't greeted twice."""
    this = (person.c.id == person_id, person.c.organisation_id == who.organisation_id)
    talked = {"language": who.language, "zone": who.zone, "shown_edition_id": who.shown_edition_id}
    tx.execute(update(person).where(*this, person.c.shown_edition_id.is_(None)).values(talked))


def _is_known(tx: Connection, at: Instant, organisation_id: OrganisationId, person_id: int) -> None:
    this = (person.c.id == person_id, person.c.organisation_id == organisation_id, person.c.known_at.is_(None))
    tx.execute(update(person).where(*this).values(known_at=at.now))


def _is_known_no_more(tx: Connection, who: Somebody) -> None:
    """If it was only by what was undone since that anybody knew who they are."""
    ever = (person_join.c.organisation_id == who.organisation_id, person_join.c.to_person_id == who.person_id)
    stands = select(person_join.c.id).where(*ever, person_join.c.undone_at.is_(None))
    if tx.execute(stands.limit(1)).first() is None:
        this = (person.c.id == who.person_id, person.c.organisation_id == who.organisation_id)
        by_one_of_them = person.c.known_at.in_(select(person_join.c.at).where(*ever))
        tx.execute(update(person).where(*this, by_one_of_them).values(known_at=None))


def _speaks(tx: Connection, at: Instant, who: Requester, grounds: Grounds) -> int | None:
    """The contract, if they came to speak for it just now: of whoever did before, nothing is changed."""
    if grounds.contract_id is None:
        return None
    known = select(contact_person.c.id).where(
        contact_person.c.contract_id == grounds.contract_id,
        contact_person.c.person_id == who.person_id,
        contact_person.c.organisation_id == who.organisation_id,
    )
    if tx.execute(known).first() is not None:
        return None
    contracts.may_speak(tx, at.now, grounds.contract_id, who, may_change_contacts=grounds.may_change_contacts)
    return grounds.contract_id


def _come_under(
    tx: Connection, at: Instant, who: Requester, moved: Sequence[tuple[int, bool]], grounds: Grounds
) -> list[int]:
    """Those that are under the contract of their person from now on, and were under none."""
    put = contract_changes.come_under_the_only_one
    return [one for one, _ in moved if _acts(tx, at, who, one, grounds.agent_id, put)]


def _acts(
    tx: Connection, at: Instant, whose: Asker, ticket_id: int, agent_id: int | None, act: Callable[[Acting], bool]
) -> bool:
    view = find_ticket(tx, whose.organisation_id, ticket_id)
    if view is None or not view.is_open:
        return False
    view = locked(tx, view)
    return act(Acting(tx, at, view, edition_of(tx, view).regulation, agent_id))


def _show(tx: Connection, at: Instant, organisation_id: OrganisationId, ticket_ids: Sequence[int]) -> None:
    """Cards of open tickets say whose they are."""
    for ticket_id in sorted(ticket_ids):
        view = find_ticket(tx, organisation_id, ticket_id)
        if view is not None and view.is_open:
            view = locked(tx, view)
            topics.refresh_card(tx, at, view, edition_of(tx, view).regulation)
