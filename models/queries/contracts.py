"""Contracts, and who may speak for them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, select

from models.queries.tickets import Asker
from models.rules.contracts.numbers import normal_number
from models.rules.contracts.standing import Contract
from models.rules.regulation.organisations import OrganisationId
from models.tables.contracts import contact_person, contract
from models.tables.persons import address, person

CONTRACT_COLUMNS = tuple(contract.c[name] for name in Contract.__dataclass_fields__)


@dataclass(frozen=True)
class ContactPerson:
    """sees: own or all. email: nothing can be sent there yet. addresses: (transport, text) of the living ones."""

    person_id: int
    name: str
    sees: str
    may_change_contacts: bool
    email: str | None
    addresses: tuple[tuple[str, str], ...] = ()


_OURS = contract.c.organisation_id == bindparam("organisation_id")
_BY_ID = select(*CONTRACT_COLUMNS).where(_OURS, contract.c.id == bindparam("contract_id"))
_BY_NUMBER = select(*CONTRACT_COLUMNS).where(_OURS, contract.c.normal_number == bindparam("number"))
_OF_PERSON = (
    select(*CONTRACT_COLUMNS)
    .select_from(
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
_PERSONS = (
    select(
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
        contact_person.c.contract_id == bindparam("contract_id"),
    )
    .order_by(contact_person.c.id)
)
_ADDRESSES = (
    select(address.c.person_id, address.c.transport, address.c.address)
    .select_from(
        address.join(
            contact_person,
            and_(
                contact_person.c.person_id == address.c.person_id,
                contact_person.c.organisation_id == address.c.organisation_id,
            ),
        )
    )
    .where(
        address.c.organisation_id == bindparam("organisation_id"),
        address.c.state != "dead",
        contact_person.c.contract_id == bindparam("contract_id"),
    )
    .order_by(address.c.id)
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


def contact_persons_of(tx: Connection, organisation_id: OrganisationId, contract_id: int) -> list[ContactPerson]:
    """Who may speak for it, the first to do so first."""
    which = {"organisation_id": organisation_id, "contract_id": contract_id}
    addresses: dict[int, list[tuple[str, str]]] = {}
    for row in tx.execute(_ADDRESSES, which):
        addresses.setdefault(row.person_id, []).append((row.transport, row.address))
    return [
        ContactPerson(
            row.person_id,
            row.name or "",
            row.sees,
            row.may_change_contacts,
            row.email,
            tuple(addresses.get(row.person_id, ())),
        )
        for row in tx.execute(_PERSONS, which)
    ]


def _one(row: Row[Any] | None) -> Contract | None:
    return None if row is None else Contract(**row._asdict())
