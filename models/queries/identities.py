"""What is known of who somebody is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, or_, select

from models.queries.contracts import contracts_of
from models.queries.persons import AtAddress
from models.queries.tickets import Asker
from models.rules.delivery.address_changes import Change
from models.rules.regulation.organisations import OrganisationId
from models.rules.requests.identification import Known
from models.tables.identification import person_join, vouching
from models.tables.persons import address, person
from models.tables.reach import address_event

_KNOWN = select(person.c.known_at).where(
    person.c.id == bindparam("person_id"), person.c.organisation_id == bindparam("organisation_id")
)


def known_of(tx: Connection, who: Asker) -> Known:
    asked = {"organisation_id": who.organisation_id, "person_id": who.person_id}
    since: datetime | None = tx.execute(_KNOWN, asked).scalar_one()
    return Known(person=since is not None, contracts=tuple(contracts_of(tx, who)))


@dataclass(frozen=True)
class Somebody:
    """A person of an organisation, and no more."""

    organisation_id: OrganisationId
    person_id: int


def name_of_person(tx: Connection, who: Asker) -> str | None:
    """None: there is no such person here."""
    this = (person.c.id == who.person_id, person.c.organisation_id == who.organisation_id)
    row = tx.execute(select(person.c.name).where(*this)).one_or_none()
    return None if row is None else row.name or ""


#: How a chat came to somebody who made a link for it in another one.
LINK: Final = "link"


@dataclass(frozen=True)
class WentAlong:
    """A ticket, as it was before. put_under: it came under a contract then. answered_at: the address."""

    id: int
    unidentified: bool
    put_under: bool = False
    answered_at: int | None = None


@dataclass(frozen=True)
class Joined:
    """An address that was found to be somebody's; `to_person_id` is `from_person_id` where only a contract came to
    it. desk_id: whose staff said so. by_address_id: where the link was made. before: what else an undo brings back.
    """

    id: int
    organisation_id: OrganisationId
    address_id: int
    from_person_id: int
    to_person_id: int
    contract_id: int | None
    way: str
    tickets: tuple[WentAlong, ...]
    before: Mapping[str, Any]
    by_address_id: int | None
    desk_id: int | None
    at: datetime
    undone_at: datetime | None


def join_by_id(tx: Connection, organisation_id: OrganisationId, join_id: int) -> Joined | None:
    """By an id that came from outside."""
    this = (person_join.c.id == join_id, person_join.c.organisation_id == organisation_id)
    row = tx.execute(select(person_join).where(*this)).one_or_none()
    return None if row is None else _joined(row)


def came_later(tx: Connection, who: AtAddress, joined: Joined) -> bool:
    """Whether it became known only after that join that they are there, or that they speak for a contract: whoever
    got in by a trick must not turn out who was there before.
    """
    joins = (person_join.c.organisation_id == who.organisation_id, person_join.c.address_id == who.address_id)
    since = (person_join.c.to_person_id == who.person_id, person_join.c.undone_at.is_(None))
    later = select(person_join.c.id).where(*joins, *since, person_join.c.id > joined.id).limit(1)
    if tx.execute(later).first() is not None:
        return True
    added = select(address_event.c.id).where(
        address_event.c.organisation_id == who.organisation_id,
        address_event.c.person_id == who.person_id,
        address_event.c.address_id == who.address_id,
        address_event.c.kind == Change.ADDED,
        address_event.c.undone_at.is_(None),
        address_event.c.at > joined.at,
    )
    return tx.execute(added.limit(1)).first() is not None


def made_there(tx: Connection, joined: Joined) -> list[Joined]:
    """What was joined to the same person since by links that were made at that address; the newest last."""
    made = (
        person_join.c.organisation_id == joined.organisation_id,
        person_join.c.to_person_id == joined.to_person_id,
        person_join.c.by_address_id == joined.address_id,
        person_join.c.id > joined.id,
        person_join.c.undone_at.is_(None),
    )
    rows = tx.execute(select(person_join).where(*made).order_by(person_join.c.id))
    return [_joined(row) for row in rows]


def added_there(tx: Connection, joined: Joined) -> Sequence[int]:
    """Addresses that whoever has that address added to the same person since."""
    added = (
        address_event.c.organisation_id == joined.organisation_id,
        address_event.c.person_id == joined.to_person_id,
        address_event.c.by_address_id == joined.address_id,
        address_event.c.address_id != joined.address_id,
        address_event.c.kind == Change.ADDED,
        address_event.c.at >= joined.at,
        address_event.c.undone_at.is_(None),
    )
    found = select(address_event.c.address_id).where(*added).distinct()
    return tx.execute(found.order_by(address_event.c.address_id)).scalars().all()


def goes_by(tx: Connection, who: Asker) -> int:
    """The person whom that one turned out to be; themselves while they have an address."""
    theirs = (address.c.person_id == who.person_id, address.c.organisation_id == who.organisation_id)
    if tx.execute(select(address.c.id).where(*theirs).limit(1)).first() is not None:
        return who.person_id
    joins = (person_join.c.organisation_id == who.organisation_id, person_join.c.from_person_id == who.person_id)
    last = select(person_join.c.to_person_id).where(*joins, person_join.c.undone_at.is_(None))
    found = tx.execute(last.order_by(person_join.c.id.desc()).limit(1)).scalar_one_or_none()
    return who.person_id if found is None else int(found)


def _joined(row: Any) -> Joined:
    tickets = tuple(WentAlong(*one) for one in row.tickets)
    facts = {name: getattr(row, name) for name in Joined.__dataclass_fields__}
    return Joined(**{**facts, "tickets": tickets, "before": row.before or {}})


@dataclass(frozen=True)
class Vouching:
    """Somebody asks the staff of a desk to say who they are, in these words."""

    id: int
    address_id: int
    desk_id: int | None
    words: str
    state: str
    asked_at: datetime


def vouching_by_id(tx: Connection, organisation_id: OrganisationId, vouching_id: int) -> Vouching | None:
    """By an id that came from outside."""
    this = (vouching.c.id == vouching_id, vouching.c.organisation_id == organisation_id)
    row = tx.execute(select(vouching).where(*this)).one_or_none()
    if row is None:
        return None
    return Vouching(row.id, row.address_id, row.desk_id, row.words or "", row.state, row.asked_at)


def is_another_since(tx: Connection, there: AtAddress, since: datetime) -> bool:
    """Whether that address became this person's after that moment."""
    new_person = select(person.c.id).where(
        person.c.id == there.person_id,
        person.c.organisation_id == there.organisation_id,
        person.c.created_at > since,
    )
    joined = select(person_join.c.id).where(
        person_join.c.address_id == there.address_id,
        person_join.c.organisation_id == there.organisation_id,
        person_join.c.from_person_id != person_join.c.to_person_id,
        or_(person_join.c.at > since, person_join.c.undone_at > since),
    )
    given = select(address_event.c.id).where(
        address_event.c.address_id == there.address_id,
        address_event.c.organisation_id == there.organisation_id,
        address_event.c.kind.in_((Change.ADDED, Change.MOVED_AWAY, Change.UNDONE)),
        address_event.c.at > since,
    )
    return any(tx.execute(found.limit(1)).first() is not None for found in (new_person, joined, given))
