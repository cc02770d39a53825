"""Contracts, and who may speak for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, or_, select

from models.queries.tickets import OPEN_STATES, Asker
from models.queries.transports import traits_of
from models.rules.contracts.numbers import normal_number
from models.rules.contracts.standing import OWN, Contract
from models.rules.regulation.organisations import OrganisationId
from models.tables.among import among, is_one_of
from models.tables.contracts import contact_person, contract
from models.tables.persons import address, person
from models.tables.tickets import ticket

_AT_ONCE = 500
_CONTRACT = select(*(contract.c[name] for name in Contract.__dataclass_fields__))


@dataclass(frozen=True)
class ContactPerson:
    """sees: own or all. email: nothing can be sent there yet. addresses: (transport, text) of the living ones."""

    person_id: int
    name: str
    sees: str
    may_change_contacts: bool
    email: str | None
    addresses: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Listed:
    contract: Contract
    persons: Sequence[ContactPerson]


_OURS = contract.c.organisation_id == bindparam("organisation_id")
_BY_ID = _CONTRACT.where(_OURS, contract.c.id == bindparam("contract_id"))
_BY_NUMBER = _CONTRACT.where(_OURS, contract.c.normal_number == bindparam("number"))
_PAGE = _CONTRACT.where(_OURS, contract.c.id > bindparam("after")).order_by(contract.c.id).limit(_AT_ONCE)
_OF_PERSON = (
    _CONTRACT.select_from(
        contact_person.join(
            contract,
            and_(
                contract.c.id == contact_person.c.contract_id,
                contract.c.organisation_id == contact_person.c.organisation_id,
            ),
        )
    )
    .where(_OURS, contact_person.c.person_id == bindparam("person_id"))
    .order_by(contract.c.normal_number)
)
#: Who speaks for any of `contract_ids`.
PERSONS_OF_CONTRACTS = (
    select(
        contact_person.c.contract_id,
        contact_person.c.person_id,
        person.c.name,
        contact_person.c.sees,
        contact_person.c.may_change_contacts,
        contact_person.c.email,
    )
    .select_from(
        contact_person.join(
            person,
            and_(
                person.c.id == contact_person.c.person_id,
                person.c.organisation_id == contact_person.c.organisation_id,
            ),
        )
    )
    .where(
        contact_person.c.organisation_id == bindparam("organisation_id"),
        among(contact_person.c.contract_id, "contract_ids"),
    )
    .order_by(contact_person.c.id)
)
_ADDRESSES = (
    select(address.c.person_id, address.c.transport, address.c.address)
    .where(
        address.c.organisation_id == bindparam("organisation_id"),
        address.c.state != "dead",
        among(address.c.person_id, "person_ids"),
    )
    .order_by(address.c.id)
)
_OPEN_NUMBERS = (
    select(ticket.c.number)
    .where(
        ticket.c.organisation_id == bindparam("organisation_id"),
        ticket.c.contract_id == bindparam("contract_id"),
        is_one_of(ticket.c.state, OPEN_STATES),
    )
    .order_by(ticket.c.number)
)


def contract_by_id(tx: Connection, organisation_id: OrganisationId, contract_id: int) -> Contract | None:
    """By an id that may have come from outside: only a contract of this organisation is found."""
    return _one(tx.execute(_BY_ID, {"organisation_id": organisation_id, "contract_id": contract_id}).one_or_none())


def contract_by_number(tx: Connection, organisation_id: OrganisationId, number: str) -> Contract | None:
    """number: in any spelling."""
    wanted = {"organisation_id": organisation_id, "number": normal_number(number)}
    return _one(tx.execute(_BY_NUMBER, wanted).one_or_none())


def contracts_of(tx: Connection, who: Asker) -> list[Contract]:
    """All that the person may speak for, ended ones too, by number."""
    of_person = {"organisation_id": who.organisation_id, "person_id": who.person_id}
    return [Contract(**row._asdict()) for row in tx.execute(_OF_PERSON, of_person)]


def sees_more(tx: Connection, who: Asker) -> bool:
    """Whether they see what others of a contract ask, or say who speaks for one."""
    more = or_(contact_person.c.sees != OWN, contact_person.c.may_change_contacts)
    theirs = (contact_person.c.organisation_id == who.organisation_id, contact_person.c.person_id == who.person_id)
    return tx.execute(select(contact_person.c.id).where(*theirs, more).limit(1)).first() is not None


def contact_persons_of(tx: Connection, organisation_id: OrganisationId, contract_id: int) -> list[ContactPerson]:
    """Who may speak for it, the first to do so first."""
    return _persons_of(tx, organisation_id, [contract_id]).get(contract_id, [])


def all_contracts(tx: Connection, organisation_id: OrganisationId) -> Iterator[Listed]:
    """In the order in which they came, with everybody who speaks for them; a page is in memory at a time."""
    after = 0
    while page := tx.execute(_PAGE, {"organisation_id": organisation_id, "after": after}).all():
        persons = _persons_of(tx, organisation_id, [row.id for row in page])
        yield from (Listed(Contract(**row._asdict()), persons.get(row.id, [])) for row in page)
        after = page[-1].id


def phones_of(tx: Connection, one: ContactPerson) -> list[str]:
    return [text for transport, text in one.addresses if traits_of(tx, transport).by_sms]


def open_tickets_under(tx: Connection, organisation_id: OrganisationId, contract_id: int) -> Sequence[int]:
    """Their numbers."""
    which = {"organisation_id": organisation_id, "contract_id": contract_id}
    return tx.execute(_OPEN_NUMBERS, which).scalars().all()


def _persons_of(
    tx: Connection, organisation_id: OrganisationId, contract_ids: Sequence[int]
) -> dict[int, list[ContactPerson]]:
    ours = {"organisation_id": organisation_id}
    rows = tx.execute(PERSONS_OF_CONTRACTS, {**ours, "contract_ids": contract_ids}).all()
    addresses: dict[int, list[tuple[str, str]]] = {}
    for found in tx.execute(_ADDRESSES, {**ours, "person_ids": [row.person_id for row in rows]}):
        addresses.setdefault(found.person_id, []).append((found.transport, found.address))
    persons: dict[int, list[ContactPerson]] = {}
    for row in rows:
        persons.setdefault(row.contract_id, []).append(_person(row, addresses.get(row.person_id, [])))
    return persons


def _person(row: Any, addresses: Sequence[tuple[str, str]]) -> ContactPerson:
    rights = (row.sees, row.may_change_contacts)
    return ContactPerson(row.person_id, row.name or "", *rights, row.email, tuple(addresses))


def _one(row: Row[Any] | None) -> Contract | None:
    return None if row is None else Contract(**row._asdict())
