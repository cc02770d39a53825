"""Tickets as persons besides their requesters may see them: facts for models/rules/contracts/sight.py, asked anew
each time. Whoever finds a ticket for a person by a number, an id or a list that is not their own does so here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from sqlalchemy import BindParameter, Connection, Row, Select, and_, bindparam, or_, select, union_all

from models.queries.tickets import HIGHEST_NUMBER, OPEN_STATES, OWN_VIEWS, Asker, TicketView, view_of
from models.rules.contracts.sight import Bond, Grants, Sight, Speaks, may_end, readers, sight
from models.rules.contracts.standing import ALL
from models.rules.regulation.organisations import OrganisationId
from models.tables.among import among, is_one_of
from models.tables.contracts import contact_person
from models.tables.persons import person
from models.tables.tickets import ticket, ticket_participant

#: So many tickets of others are listed at most, the newest.
MOST: Final = 20
_VIEWER: Final[BindParameter[Any]] = bindparam("viewer")
_ORGANISATION: Final[BindParameter[Any]] = bindparam("organisation_id")
#: Who speaks for the contract that a ticket is under.
SPEAKS_FOR: Final = and_(
    contact_person.c.contract_id == ticket.c.contract_id,
    contact_person.c.organisation_id == ticket.c.organisation_id,
)
_SPEAKS = (
    select(contact_person.c.sees)
    .where(
        contact_person.c.contract_id == ticket.c.contract_id,
        contact_person.c.organisation_id == _ORGANISATION,
        contact_person.c.person_id == _VIEWER,
    )
    .correlate(ticket)
    .scalar_subquery()
)
_TAKES_PART = (
    select(ticket_participant.c.sees)
    .where(
        ticket_participant.c.ticket_id == ticket.c.id,
        ticket_participant.c.organisation_id == _ORGANISATION,
        ticket_participant.c.person_id == _VIEWER,
        ticket_participant.c.until_at.is_(None),
    )
    .correlate(ticket)
    .scalar_subquery()
)
_ERASED = (
    select(person.c.erased_at).where(person.c.id == _VIEWER, person.c.organisation_id == _ORGANISATION)
).scalar_subquery()
_FACTS: Final = ("viewer_speaks", "viewer_takes_part", "viewer_erased")
#: A number of a stranger's ticket is a number that nothing has: neither brings a row back.
_BONDED = OWN_VIEWS.add_columns(
    *(fact.label(name) for fact, name in zip((_SPEAKS, _TAKES_PART, _ERASED), _FACTS, strict=True))
).where(or_(ticket.c.person_id == _VIEWER, _SPEAKS.is_not(None), _TAKES_PART.is_not(None)))
_BY_NUMBER = _BONDED.where(ticket.c.number == bindparam("number"))
_BY_ID = _BONDED.where(ticket.c.id == bindparam("ticket_id"))
_BY_IDS = _BONDED.where(among(ticket.c.id, "ticket_ids")).order_by(ticket.c.id.desc())
_RECENT = or_(is_one_of(ticket.c.state, OPEN_STATES), ticket.c.closed_at >= bindparam("since"))
_UNDER_CONTRACTS = (
    select(ticket.c.id)
    .join(contact_person, SPEAKS_FOR)
    .where(
        ticket.c.organisation_id == _ORGANISATION,
        contact_person.c.person_id == _VIEWER,
        contact_person.c.sees == ALL,
        ticket.c.person_id != _VIEWER,
        _RECENT,
    )
)
_TAKEN_PART_IN = (
    select(ticket.c.id)
    .join(
        ticket_participant,
        and_(
            ticket_participant.c.ticket_id == ticket.c.id,
            ticket_participant.c.organisation_id == ticket.c.organisation_id,
        ),
    )
    .where(
        ticket.c.organisation_id == _ORGANISATION,
        ticket_participant.c.person_id == _VIEWER,
        ticket_participant.c.until_at.is_(None),
        ticket.c.person_id != _VIEWER,
        _RECENT,
    )
)
_CANDIDATES = union_all(_UNDER_CONTRACTS, _TAKEN_PART_IN)
_NEWEST = select(_CANDIDATES.subquery().c.id)


@dataclass(frozen=True)
class Seen:
    """A ticket, and what of it somebody sees. may_end: close it, open it again, say that it is solved."""

    view: TicketView
    sight: Sight
    may_end: bool


def ticket_seen(tx: Connection, who: Asker, number: int) -> Seen | None:
    """None: for this person there is no ticket of that number."""
    if number > HIGHEST_NUMBER:
        return None
    return _one(tx, who, _BY_NUMBER, number=number)


def ticket_seen_by_id(tx: Connection, who: Asker, ticket_id: int) -> Seen | None:
    """The same by an id that came from outside."""
    return _one(tx, who, _BY_ID, ticket_id=ticket_id)


def tickets_of_others(tx: Connection, who: Asker, since: datetime) -> list[Seen]:
    """Those of others that they see, open or closed since then, the newest first. Mostly there is none, for which
    one statement is run.
    """
    asked = _asked(who)
    found = {row.id for row in tx.execute(_NEWEST, {**asked, "since": since})}
    if not found:
        return []
    newest = sorted(found, reverse=True)[:MOST]
    seen = (_seen(tx, who, row) for row in tx.execute(_BY_IDS, {**asked, "ticket_ids": newest}))
    return [one for one in seen if one is not None]


def _one(tx: Connection, who: Asker, query: Select[Any], **which: int) -> Seen | None:
    row = tx.execute(query, {**_asked(who), **which}).one_or_none()
    return None if row is None else _seen(tx, who, row)


def _asked(who: Asker) -> dict[str, Any]:
    return {"organisation_id": who.organisation_id, "viewer": who.person_id}


def _seen(tx: Connection, who: Asker, row: Row[Any]) -> Seen | None:
    bond = Bond(
        is_requester=row.person_id == who.person_id,
        speaks=_speaks(row.viewer_speaks, row.contract_state),
        takes_part=_takes_part(row.viewer_takes_part),
        erased=row.viewer_erased is not None,
    )
    seen = sight(bond)
    return None if seen is Sight.NOTHING else Seen(view_of(tx, row, *_FACTS), seen, may_end(bond))


def _speaks(sees: str | None, contract_state: str | None) -> Speaks | None:
    return None if sees is None or contract_state is None else Speaks(sees, contract_state)


def _takes_part(sees: str | None) -> Grants | None:
    return None if sees is None else Grants(sees)


# -- the other way round: who sees a ticket


class Read(Protocol):
    """A ticket that somebody may read."""

    @property
    def id(self) -> int: ...
    @property
    def organisation_id(self) -> OrganisationId: ...
    @property
    def person_id(self) -> int: ...
    @property
    def contract_id(self) -> int | None: ...
    @property
    def contract_state(self) -> str | None: ...


@dataclass(frozen=True)
class Reader:
    """Somebody besides the requester who can read a ticket. sight: MEANT or ALL. agent_id: who brought them in."""

    person_id: int
    name: str
    sight: Sight
    agent_id: int | None


_HERE = (
    ticket_participant.c.ticket_id == bindparam("ticket_id"),
    ticket_participant.c.organisation_id == _ORGANISATION,
    ticket_participant.c.until_at.is_(None),
)
_OF_CONTRACT = (
    contact_person.c.contract_id == bindparam("contract_id"),
    contact_person.c.organisation_id == _ORGANISATION,
)
_WHO: Select[Any] = (
    select(
        person.c.id,
        person.c.name,
        person.c.erased_at,
        contact_person.c.sees.label("speaks"),
        ticket_participant.c.sees.label("takes_part"),
        ticket_participant.c.agent_id,
    )
    .select_from(
        person.outerjoin(contact_person, and_(contact_person.c.person_id == person.c.id, *_OF_CONTRACT)).outerjoin(
            ticket_participant, and_(ticket_participant.c.person_id == person.c.id, *_HERE)
        )
    )
    .where(
        person.c.organisation_id == _ORGANISATION,
        person.c.id.in_(
            union_all(
                select(contact_person.c.person_id).where(*_OF_CONTRACT),
                select(ticket_participant.c.person_id).where(*_HERE),
            )
        ),
    )
    .order_by(person.c.id)
)


def readers_of(tx: Connection, read: Read) -> list[Reader]:
    """Who besides its requester sees the ticket or a part of it now, or would if they asked."""
    which = {"organisation_id": read.organisation_id, "ticket_id": read.id, "contract_id": read.contract_id}
    rows = {row.id: row for row in tx.execute(_WHO, which)}
    bonds = {one: _bond_of(row, read) for one, row in rows.items()}
    return [
        Reader(one, rows[one].name or "", sight(bonds[one]), rows[one].agent_id)
        for one in readers(list(bonds.items()))
    ]


def requester_sees_all(tx: Connection, read: Read) -> bool:
    """Whether the requester sees what others say in their ticket."""
    which = {"organisation_id": read.organisation_id, "ticket_id": read.id, "contract_id": read.contract_id}
    of_requester = _WHO.where(person.c.id == bindparam("requester"))
    row = tx.execute(of_requester, {**which, "requester": read.person_id}).one_or_none()
    return row is not None and sight(_bond_of(row, read)) is Sight.ALL


def _bond_of(row: Row[Any], read: Read) -> Bond:
    return Bond(
        is_requester=row.id == read.person_id,
        speaks=_speaks(row.speaks, read.contract_state),
        takes_part=_takes_part(row.takes_part),
        erased=row.erased_at is not None,
    )
