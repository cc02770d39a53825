"""Who is on the other side of a requester's chat."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol, cast

from sqlalchemy import Connection, Row, Select, and_, bindparam, or_, select

from models.queries.reach import others_than
from models.queries.ticket_view import Asker
from models.queries.transports import traits_of, transports_of
from models.rules.delivery.address_states import REACHABLE
from models.rules.delivery.choice_pages import Paged
from models.rules.delivery.transports import Transport
from models.rules.regulation.organisations import OrganisationId
from models.rules.sms.phone_numbers import WITHHELD
from models.tables.among import among, is_one_of
from models.tables.persons import address, conversation, person

#: Why an address is dead until its person writes to the bot that took over.
NOT_STARTED = "new_bot"


@dataclass(frozen=True)
class Newcomer:
    """Somebody at an address: a chat id, a phone number."""

    organisation_id: OrganisationId
    transport: str
    account: str
    address: str
    name: str
    language: str
    zone: str


@dataclass(frozen=True)
class Requester(Newcomer):
    """A person at one address. traits: what its transport can do. address_state: models/rules/delivery/chain.py.

    others: their other addresses, as models/queries/reach.py reads them.
    accepted: has accepted an edition of the regulation, with the first request. shown_edition_id: in force when they
    were told that it does; None for who was never told. sim: which SIM answers a phone. tier: of the regulation, when
    staff set one. blocked: what they write opens nothing and is not answered. role: of our number that they write to,
    as the regulation calls it. heard_at: when they last wrote there, where that matters. asks_them: they were asked
    for leave to write, or staff were reminded of them: what they write next ends that.
    """

    traits: Transport
    person_id: int
    address_id: int
    address_state: str
    accepted: bool
    shown_edition_id: int | None = None
    sim: str | None = None
    tier: str | None = None
    blocked: bool = False
    others: str | None = None
    role: str | None = None
    heard_at: datetime | None = None
    asks_them: bool = False


class Window(NamedTuple):
    """How many messages came in the minute that began then."""

    messages: int
    began: datetime


class Found(NamedTuple):
    """Somebody who is known, and the state of their dialogue."""

    who: Requester
    dialogue: dict[str, Any]
    window: Window


_OTHERS = others_than(address.c.id, address)
_WHO = (
    person.c.id.label("person_id"),
    person.c.name,
    person.c.language,
    person.c.zone,
    person.c.tier,
    person.c.shown_edition_id,
    person.c.accepted_edition_id,
    address.c.id.label("address_id"),
    address.c.transport,
    address.c.account,
    address.c.address,
    address.c.state,
    address.c.sim,
    address.c.blocked_at,
    address.c.heard_at,
    or_(address.c.leave_again_at.is_not(None), address.c.reminded_at.is_not(None)).label("asks_them"),
    _OTHERS.label("others"),
)
_HERE = address.join(
    person, and_(person.c.id == address.c.person_id, person.c.organisation_id == address.c.organisation_id)
)
_WHOSE: Select[Any] = (
    select(*_WHO).select_from(_HERE).where(address.c.organisation_id == bindparam("organisation_id"))
)
_AT_ADDRESS = _WHOSE.where(address.c.id == bindparam("address_id"))
_AT_ALL = _WHOSE.where(address.c.person_id == bindparam("person_id")).order_by(address.c.place, address.c.id)
_WHERE_REACHED = _AT_ALL.where(is_one_of(address.c.state, REACHABLE))
_REQUESTERS: Select[Any] = (
    select(
        *_WHO,
        conversation.c.state.label("dialogue"),
        conversation.c.messages_in_window,
        conversation.c.window_at,
    )
    .select_from(_HERE.join(conversation))
    .where(
        address.c.organisation_id == bindparam("organisation_id"),
        address.c.transport == bindparam("transport"),
        address.c.account == bindparam("account"),
    )
)
_REQUESTER = _REQUESTERS.where(address.c.address == bindparam("address"))
_MANY_REQUESTERS = _REQUESTERS.where(among(address.c.address, "addresses"))


def requester_at(
    tx: Connection, organisation_id: OrganisationId, transport: str, account: str, address_text: str
) -> Found | None:
    """The requester with the state of their conversation; None for somebody new."""
    place = {"organisation_id": organisation_id, "transport": transport, "account": account}
    row = tx.execute(_REQUESTER, {**place, "address": address_text}).one_or_none()
    return None if row is None else _found(tx, organisation_id, row)


def requesters_at(
    tx: Connection, organisation_id: OrganisationId, transport: str, account: str, addresses: Collection[str]
) -> dict[str, Found]:
    """Those who are known, by their addresses."""
    place = {"organisation_id": organisation_id, "transport": transport, "account": account}
    rows = tx.execute(_MANY_REQUESTERS, {**place, "addresses": list(addresses)})
    return {row.address: _found(tx, organisation_id, row) for row in rows}


def requester_of_address(tx: Connection, organisation_id: OrganisationId, address_id: int) -> Requester | None:
    """Whoever has it now."""
    row = tx.execute(_AT_ADDRESS, {"organisation_id": organisation_id, "address_id": address_id}).one_or_none()
    return None if row is None else _requester(tx, organisation_id, row)


def reached_of_person(
    tx: Connection, organisation_id: OrganisationId, person_id: int, *, dead_too: bool = False
) -> list[Requester]:
    """At each of their addresses, in their order. dead_too: where nothing arrives as well."""
    query = _AT_ALL if dead_too else _WHERE_REACHED
    rows = tx.execute(query, {"organisation_id": organisation_id, "person_id": person_id})
    return [_requester(tx, organisation_id, row) for row in rows]


def _found(tx: Connection, organisation_id: OrganisationId, row: Row[Any]) -> Found:
    who = _requester(tx, organisation_id, row)
    return Found(who, row.dialogue, Window(row.messages_in_window, row.window_at))


def _requester(tx: Connection, organisation_id: OrganisationId, row: Row[Any]) -> Requester:
    return Requester(
        organisation_id=organisation_id,
        transport=row.transport,
        account=row.account,
        address=row.address,
        name=row.name or "",
        language=row.language,
        zone=row.zone,
        traits=traits_of(tx, row.transport),
        person_id=row.person_id,
        address_id=row.address_id,
        address_state=row.state,
        accepted=row.accepted_edition_id is not None,
        shown_edition_id=row.shown_edition_id,
        sim=row.sim,
        tier=row.tier,
        blocked=row.blocked_at is not None,
        others=row.others,
        role=transports_of(tx).role(row.transport, row.account),
        heard_at=row.heard_at,
        asks_them=bool(row.asks_them),
    )


_OFFERED = select(conversation.c.offered).where(conversation.c.address_id == bindparam("address_id"))


def offered_to(tx: Connection, address_id: int) -> tuple[str, ...]:
    """The choices that were last offered there by number, in their order."""
    offered = tx.execute(_OFFERED, {"address_id": address_id}).scalar_one_or_none()
    return tuple(offered) if isinstance(offered, list) else ()


def paged_to(tx: Connection, address_id: int) -> Paged | None:
    """The list that was last offered there page by page."""
    offered = tx.execute(_OFFERED, {"address_id": address_id}).scalar_one_or_none()
    return cast(Paged, offered) if isinstance(offered, dict) else None


def last_withheld(
    tx: Connection,
    organisation_id: OrganisationId,
    transport: str,
    account: str,
    through: str | None,
    since: datetime,
) -> str | None:
    """The address of whoever last hid theirs and was heard there by that number of ours."""
    place = (address.c.transport == transport, address.c.account == account, address.c.sim == through)
    hidden = (address.c.address.startswith(f"{WITHHELD}:"), address.c.heard_at >= since)
    query = select(address.c.address).where(address.c.organisation_id == organisation_id, *place, *hidden)
    found: str | None = tx.execute(query.order_by(address.c.id.desc()).limit(1)).scalar_one_or_none()
    return found


def has_stopped(tx: Connection, organisation_id: OrganisationId, transport: str, phone: str) -> bool:
    """The last that came from this phone was the wish to get no more SMS."""
    phones = select(address.c.id).where(address.c.transport == transport, address.c.address == phone)
    stopped = phones.where(address.c.organisation_id == organisation_id, address.c.stopped_at.is_not(None))
    return tx.execute(stopped).first() is not None


class AtAddress(Protocol):
    """A requester, or the ticket of one, at one address."""

    @property
    def organisation_id(self) -> OrganisationId: ...
    @property
    def person_id(self) -> int: ...
    @property
    def address_id(self) -> int: ...


_ADDRESS = select(address.c.person_id, address.c.heard_at, address.c.blocked_at, address.c.state_reason).where(
    address.c.id == bindparam("address_id"), address.c.organisation_id == bindparam("organisation_id")
)


def is_blocked(tx: Connection, organisation_id: OrganisationId, address_id: int) -> bool:
    """Whether what they write opens nothing and is not answered."""
    row = tx.execute(_ADDRESS, {"organisation_id": organisation_id, "address_id": address_id}).one_or_none()
    return row is not None and row.blocked_at is not None


def why_dead(tx: Connection, organisation_id: OrganisationId, address_id: int) -> str | None:
    """Why nobody can be written to there; None while they can."""
    found: str | None = _address(tx, organisation_id, address_id).state_reason
    return found


def heard_at(tx: Connection, who: AtAddress) -> datetime | None:
    """When somebody last wrote or rang from there, where that matters (a window, numbers that change hands)."""
    found: datetime | None = _address(tx, who.organisation_id, who.address_id).heard_at
    return found


def _address(tx: Connection, organisation_id: OrganisationId, address_id: int) -> Any:
    return tx.execute(_ADDRESS, {"organisation_id": organisation_id, "address_id": address_id}).one()


_WRITTEN = select(address.c.written_at).where(
    address.c.organisation_id == bindparam("organisation_id"),
    address.c.transport == bindparam("transport"),
    address.c.address == bindparam("address"),
    address.c.written_at.is_not(None),
)


def written_at(tx: Connection, organisation_id: OrganisationId, transport: str, address_text: str) -> datetime | None:
    """When this organisation last wrote there from a SIM that it shares with others."""
    place = {"organisation_id": organisation_id, "transport": transport, "address": address_text}
    found: datetime | None = tx.execute(_WRITTEN, place).scalars().first()
    return found


def has_another_owner(tx: Connection, who: AtAddress) -> bool:
    """The address belonged to that person once, and belongs to somebody else now."""
    found = tx.execute(_ADDRESS, {"organisation_id": who.organisation_id, "address_id": who.address_id}).one_or_none()
    return found is not None and found.person_id != who.person_id


def talks_in(tx: Connection, who: Asker) -> tuple[str, str] | None:
    """Language and zone of somebody who was greeted; None for who never talked to us."""
    this = (person.c.id == who.person_id, person.c.organisation_id == who.organisation_id)
    talked = select(person.c.language, person.c.zone).where(*this, person.c.shown_edition_id.is_not(None))
    row = tx.execute(talked).one_or_none()
    return None if row is None else (row.language, row.zone)


def name_of(tx: Connection, organisation_id: OrganisationId, person_id: int) -> str:
    """As they are called; empty for who has no name."""
    query = select(person.c.name).where(person.c.id == person_id, person.c.organisation_id == organisation_id)
    return tx.execute(query).scalar_one() or ""
