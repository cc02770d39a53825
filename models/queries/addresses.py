"""The addresses of a person, as they and those who change them see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from models.queries.tickets import Asker
from models.queries.transports import traits_of
from models.rules.delivery.address_changes import REMOVED, Change
from models.rules.delivery.address_states import REACHABLE, AddressState
from models.rules.delivery.quiet_hours import QuietHours
from models.rules.delivery.transports import Transport, TypedAddress
from models.rules.sms.phone_numbers import is_withheld, shown_number
from models.tables.persons import address
from models.tables.reach import address_event, consent


@dataclass(frozen=True)
class AddressRow:
    """One that its person has not removed. categories: None: all."""

    id: int
    person_id: int
    traits: Transport
    account: str
    address: str
    state: AddressState
    reason: str | None
    place: int
    paused: bool
    quiet: QuietHours | None
    categories: Sequence[str] | None
    verified_at: datetime | None

    @property
    def transport(self) -> str:
        return self.traits.name

    @property
    def works(self) -> bool:
        return self.state in REACHABLE and not self.paused

    @property
    def shown(self) -> str:
        return shown_address(self.traits, self.address)

    @property
    def named(self) -> str:
        """«SMS +7 916 123-45-67»."""
        return f"{self.traits.title} {self.shown}".strip()


def shown_address(traits: Transport, text: str) -> str:
    """As its person knows it; empty for the number of a chat, which nobody knows."""
    return shown_number(text) if traits.typed is TypedAddress.PHONE else ""


_COLUMNS = (
    address.c.id,
    address.c.person_id,
    address.c.transport,
    address.c.account,
    address.c.address,
    address.c.state,
    address.c.state_reason,
    address.c.place,
    address.c.paused_at,
    address.c.quiet_from,
    address.c.quiet_until,
    address.c.categories,
    address.c.verified_at,
)


def addresses_of(tx: Connection, who: Asker, *, held: bool = False) -> list[AddressRow]:
    """In their order. held: until the transaction ends."""
    there = or_(address.c.state_reason.is_(None), address.c.state_reason != REMOVED)
    query = select(*_COLUMNS).where(
        address.c.organisation_id == who.organisation_id, address.c.person_id == who.person_id, there
    )
    query = query.order_by(address.c.place, address.c.id)
    rows = tx.execute(query.with_for_update() if held else query).all()
    return [_read(tx, row) for row in rows if not is_withheld(row.address)]


def has_chat(tx: Connection, who: Asker) -> bool:
    """Whether an address of theirs is none that SMS go to; one that was removed, perhaps by somebody else, too."""
    theirs = (address.c.organisation_id == who.organisation_id, address.c.person_id == who.person_id)
    transports = tx.execute(select(address.c.transport).where(*theirs).distinct()).scalars()
    return any(not traits_of(tx, transport).by_sms for transport in transports)


def addresses_of_persons(
    tx: Connection, organisation_id: int, person_ids: Sequence[int]
) -> dict[int, list[AddressRow]]:
    """Of each of these, in their order; nobody without any is there."""
    there = or_(address.c.state_reason.is_(None), address.c.state_reason != REMOVED)
    of_these = (address.c.organisation_id == organisation_id, address.c.person_id.in_(person_ids))
    query = select(*_COLUMNS).where(*of_these, there).order_by(address.c.place, address.c.id)
    found: dict[int, list[AddressRow]] = {}
    for row in tx.execute(query) if person_ids else ():
        if not is_withheld(row.address):
            found.setdefault(row.person_id, []).append(_read(tx, row))
    return found


def address_at(tx: Connection, organisation_id: int, transport: str, account: str, text: str) -> AddressRow | None:
    """Held; whosever it is, removed ones too."""
    place = (address.c.transport == transport, address.c.account == account, address.c.address == text)
    return _one(tx, select(*_COLUMNS).where(address.c.organisation_id == organisation_id, *place).with_for_update())


def address_by_id(tx: Connection, organisation_id: int, address_id: int, *, held: bool = True) -> AddressRow | None:
    """Whosever it is, removed ones too. held: until the transaction ends."""
    this = (address.c.organisation_id == organisation_id, address.c.id == address_id)
    query = select(*_COLUMNS).where(*this)
    return _one(tx, query.with_for_update() if held else query)


def _one(tx: Connection, query: Select[Any]) -> AddressRow | None:
    row = tx.execute(query).one_or_none()
    return None if row is None else _read(tx, row)


def _read(tx: Connection, row: Any) -> AddressRow:
    return AddressRow(
        id=row.id,
        person_id=row.person_id,
        traits=traits_of(tx, row.transport),
        account=row.account,
        address=row.address,
        state=AddressState(row.state),
        reason=row.state_reason,
        place=row.place,
        paused=row.paused_at is not None,
        quiet=QuietHours(row.quiet_from, row.quiet_until) if row.quiet_from is not None else None,
        categories=row.categories,
        verified_at=row.verified_at,
    )


def tested_since(tx: Connection, who: Asker, now: datetime) -> list[datetime]:
    """When tests were sent to this person in the day before now."""
    theirs = (address_event.c.organisation_id == who.organisation_id, address_event.c.person_id == who.person_id)
    query = select(address_event.c.at).where(
        *theirs, address_event.c.kind == Change.TESTED, address_event.c.at > now - timedelta(days=1)
    )
    return list(tx.execute(query).scalars())


def consents_given(tx: Connection, who: Asker) -> frozenset[str]:
    """What for; those that were not withdrawn."""
    theirs = (consent.c.organisation_id == who.organisation_id, consent.c.person_id == who.person_id)
    return frozenset(tx.execute(select(consent.c.purpose).where(*theirs, consent.c.withdrawn_at.is_(None))).scalars())
