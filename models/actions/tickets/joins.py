"""An address turns out to be of somebody: it becomes theirs with what was asked from there, and it can be undone.

The one way in which an address with requests goes from one person to another; what goes along, and what an undo
brings back, stands in docs/adr/0026-joins.md. Everybody concerned is told: join_news.py.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, func, insert, select, update

from models.actions.desk import topics
from models.actions.reach import challenges, contracts
from models.actions.reach.persons import forget_close_code, hold
from models.actions.tickets import contract_changes, joined_persons, moved_tickets, participation
from models.actions.tickets.acting import Acting
from models.actions.tickets.tickets import locked
from models.clock import Instant
from models.errors import OtklikError
from models.queries.addresses import addresses_of
from models.queries.identities import (
    LINK,
    Joined,
    Somebody,
    WentAlong,
    added_there,
    join_by_id,
    known_of,
    made_there,
)
from models.queries.persons import Requester
from models.queries.regulation import edition_of
from models.queries.tickets import Asker, find_ticket
from models.rules.delivery.address_changes import REMOVED
from models.rules.regulation.identification import Way
from models.rules.regulation.organisations import OrganisationId
from models.tables.identification import person_join
from models.tables.persons import address


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
    that gave out what proves it. code_proved: a code came back. by_address_id: of a link: where it was made.

    contract_id: that they speak for from now on; with the right to change its contact persons if may_change_contacts.
    """

    way: Way | Literal["link"]
    agent_id: int | None = None
    desk_id: int | None = None
    code_proved: bool = False
    by_address_id: int | None = None
    contract_id: int | None = None
    may_change_contacts: bool = False


def join(tx: Connection, at: Instant, who: Requester, person_id: int, grounds: Grounds) -> Joined:
    """who: at the address, as somebody of whom nobody knew who they are; person_id: who they are; may be themselves.

    Raises KnownAlready, AddressMoved.
    """
    hold(tx, who.organisation_id, who.person_id, person_id)
    alone = [one.id for one in addresses_of(tx, who)] == [who.address_id]
    moved = moved_tickets.asked_from(tx, who, alone=alone)
    before: dict[str, Any] = {}
    if person_id == who.person_id:
        moved = [one for one in moved if one.unidentified]
    else:
        known = known_of(tx, who)
        if known.person or known.contracts:
            raise KnownAlready
        before = _moves(tx, who, person_id, [one.id for one in moved], alone=alone)
    if grounds.way != LINK:  # that says whose chat it is, and not who they are
        joined_persons.is_known(tx, at, who.organisation_id, person_id)
    is_now = replace(who, person_id=person_id)
    contract_id = _speaks(tx, at, is_now, grounds)
    known = known_of(tx, is_now)
    named = {"unidentified": False} if known.person or known.contracts else {}
    moved_tickets.give(tx, who, [one.id for one in moved], person_id, **named)
    moved = [replace(one, put_under=_comes_under(tx, at, who, one, grounds.agent_id)) for one in moved]
    row = {
        "organisation_id": who.organisation_id,
        "address_id": who.address_id,
        "from_person_id": who.person_id,
        "to_person_id": person_id,
        "contract_id": contract_id,
        **{name: getattr(grounds, name) for name in ("way", "agent_id", "desk_id", "code_proved", "by_address_id")},
        "tickets": [[one.id, one.unidentified, one.put_under, one.answered_at] for one in moved],
        "before": before,
        "at": at.now,
    }
    join_id = tx.execute(insert(person_join).returning(person_join.c.id), row).scalar_one()
    _show(tx, at, who.organisation_id, moved)
    joined = join_by_id(tx, who.organisation_id, join_id)
    assert joined is not None
    return joined


def undo(tx: Connection, at: Instant, joined: Joined, *, agent_id: int | None = None) -> list[int]:
    """As it was before; what came from there meanwhile goes along, and so do addresses that were added from there.

    Returns the addresses that are somebody else's now. Raises AddressMoved, and nothing has changed.
    """
    with tx.begin_nested():
        further = list(_further(tx, joined))
        whose = {one for each in (joined, *further) for one in (each.from_person_id, each.to_person_id)}
        hold(tx, joined.organisation_id, *whose)
        gone = []
        for one in reversed(further):
            with suppress(AddressMoved), tx.begin_nested():
                gone += _undo(tx, at, one, agent_id)
        return [*gone, *_undo(tx, at, joined, agent_id)]


def _further(tx: Connection, joined: Joined) -> Iterator[Joined]:
    """Chats that were joined by links from there, and from those; in the order in which they were."""
    for one in made_there(tx, joined):
        yield one
        yield from _further(tx, one)


def _undo(tx: Connection, at: Instant, joined: Joined, agent_id: int | None) -> list[int]:
    this = (person_join.c.id == joined.id, person_join.c.organisation_id == joined.organisation_id)
    once = update(person_join).where(*this, person_join.c.undone_at.is_(None))
    if tx.execute(once.values(undone_at=at.now, undone_by=agent_id)).rowcount != 1:
        raise AddressMoved
    whose = Somebody(joined.organisation_id, joined.to_person_id)
    back, gone = list(joined.tickets), list[int]()
    if joined.from_person_id != joined.to_person_id:
        back, gone = _moves_back(tx, at, joined)
    if joined.contract_id is not None:
        contracts.speaks_no_more(tx, joined.contract_id, whose)
    for unidentified in (True, False):
        some = [one.id for one in back if one.unidentified is unidentified]
        moved_tickets.give(tx, whose, some, joined.from_person_id, unidentified=unidentified)
    moved_tickets.answer_as_before(tx, Somebody(joined.organisation_id, joined.from_person_id), joined.tickets)
    joined_persons.is_known_no_more(tx, whose)
    for one in joined.tickets:
        if one.put_under:
            _acts(tx, at, whose, one.id, agent_id, contract_changes.come_under_none)
    _show(tx, at, joined.organisation_id, back)
    return gone


# -- what goes along


def _moves(
    tx: Connection, who: Requester, person_id: int, ticket_ids: Sequence[int], *, alone: bool
) -> dict[str, Any]:
    """The address goes, and what else is only of whoever has it. Returns what an undo brings back."""
    moved_tickets.part(tx, who, ticket_ids)
    to = Somebody(who.organisation_id, person_id)
    return {
        "place": _give_address(tx, who, to),
        "talked": joined_persons.talk_on(tx, who, person_id),
        "takes_part": participation.give(tx, who, to) if alone else [],
    }


def _moves_back(tx: Connection, at: Instant, joined: Joined) -> tuple[list[WentAlong], list[int]]:
    """Returns tickets and addresses that are not that person's any more. Raises AddressMoved."""
    whose = Somebody(joined.organisation_id, joined.to_person_id)
    former = Somebody(joined.organisation_id, joined.from_person_id)
    back, gone = [one.id for one in joined.tickets], [joined.address_id]
    came = _goes_back(tx, joined, joined.address_id, former, back, joined.before.get("place"))
    for address_id in added_there(tx, joined):
        with suppress(AddressMoved):  # it may be somebody else's by now
            came += _goes_back(tx, joined, address_id, former, [])
            gone.append(address_id)
    participation.give(tx, whose, former, joined.before.get("takes_part", ()))
    joined_persons.talk_as_before(tx, whose, joined.before.get("talked"))
    challenges.give_up(tx, at, whose)
    forget_close_code(tx, joined.address_id, whose)
    unidentified = any(one.unidentified for one in joined.tickets)
    return [*joined.tickets, *(WentAlong(one, unidentified) for one in came)], gone


def _goes_back(
    tx: Connection, joined: Joined, address_id: int, former: Asker, back: Sequence[int], place: int | None = None
) -> list[int]:
    """With these tickets, and those that came from there since, which are returned. Raises AddressMoved."""
    there = At(joined.organisation_id, joined.to_person_id, address_id)
    _give_address(tx, there, former, place)
    came = moved_tickets.came_since(tx, there, joined.at, back)
    moved_tickets.part(tx, there, [*back, *came])
    return list(came)


def _give_address(tx: Connection, there: At | Requester, to: Asker, place: int | None = None) -> int:
    """place: in their order; the last one, if it is not said. Returns the one that it had. Raises AddressMoved."""
    this = (address.c.id == there.address_id, address.c.organisation_id == there.organisation_id)
    wanted = (*this, address.c.person_id == there.person_id, address.c.state_reason.is_distinct_from(REMOVED))
    had: int | None = tx.execute(select(address.c.place).where(*wanted).with_for_update()).scalar_one_or_none()
    if had is None:
        raise AddressMoved
    if place is None:
        theirs = (address.c.person_id == to.person_id, address.c.organisation_id == to.organisation_id)
        last: int = tx.execute(select(func.coalesce(func.max(address.c.place), -1)).where(*theirs)).scalar_one()
        place = last + 1
    tx.execute(update(address).where(*this).values(person_id=to.person_id, place=place))
    return had


# -- contracts, cards


def _speaks(tx: Connection, at: Instant, who: Requester, grounds: Grounds) -> int | None:
    """The contract, if they came to speak for it just now: of whoever did before, nothing is changed."""
    contract_id = grounds.contract_id
    if contract_id is None or contract_id in {one.id for one in known_of(tx, who).contracts}:
        return None
    contracts.may_speak(tx, at.now, contract_id, who, may_change_contacts=grounds.may_change_contacts)
    return contract_id


def _comes_under(tx: Connection, at: Instant, who: Requester, one: WentAlong, agent_id: int | None) -> bool:
    """Whether it is under the contract of its person from now on, and was under none."""
    return _acts(tx, at, who, one.id, agent_id, contract_changes.come_under_the_only_one)


def _acts(
    tx: Connection, at: Instant, whose: Asker, ticket_id: int, agent_id: int | None, act: Callable[[Acting], bool]
) -> bool:
    view = find_ticket(tx, whose.organisation_id, ticket_id)
    if view is None or not view.is_open:
        return False
    view = locked(tx, view)
    return act(Acting(tx, at, view, edition_of(tx, view).regulation, agent_id))


def _show(tx: Connection, at: Instant, organisation_id: OrganisationId, tickets: Iterable[WentAlong]) -> None:
    """Cards of open tickets say whose they are."""
    for one in sorted(tickets, key=lambda one: one.id):
        view = find_ticket(tx, organisation_id, one.id)
        if view is not None and view.is_open:
            view = locked(tx, view)
            topics.refresh_card(tx, at, view, edition_of(tx, view).regulation)
