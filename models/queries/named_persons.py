"""Persons as an administrator names them: by name, phone, contract, address, or the number that their act has."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from models.queries.addresses import addresses_of
from models.queries.contracts import contracts_of
from models.queries.identities import Somebody
from models.rules.contracts.numbers import normal_number
from models.rules.regulation.organisations import OrganisationId
from models.rules.sms import phone_numbers
from models.tables.contracts import contact_person, contract
from models.tables.persons import address, person

_MOST = 20


@dataclass(frozen=True)
class NamedPerson:
    """code: the public id. reached: their addresses in words. contracts: their numbers."""

    id: int
    code: str
    name: str
    reached: Sequence[str]
    contracts: Sequence[str]

    @property
    def shown(self) -> str:
        under = f"; {', '.join(self.contracts)}" if self.contracts else ""
        return f"{self.code}  {self.name or '-'} ({', '.join(self.reached) or '-'}{under})"


def persons_named(tx: Connection, organisation_id: OrganisationId, who: str, region: str) -> list[NamedPerson]:
    """At most twenty, who are not erased."""
    wanted = who.strip()
    phone = phone_numbers.normal_number(wanted, region) or wanted
    at = select(address.c.person_id).where(
        address.c.organisation_id == organisation_id, address.c.address.in_((wanted, phone))
    )
    under = (
        select(contact_person.c.person_id)
        .join(contract, contract.c.id == contact_person.c.contract_id)
        .where(
            contact_person.c.organisation_id == organisation_id,
            contract.c.organisation_id == organisation_id,
            contract.c.normal_number == normal_number(wanted),
        )
    )
    names = func.lower(person.c.name).in_((wanted.lower(), wanted.casefold()))
    called = or_(names, person.c.name == wanted, person.c.public_id == wanted)
    query = select(person.c.id, person.c.public_id, person.c.name).where(
        person.c.organisation_id == organisation_id,
        person.c.erased_at.is_(None),
        or_(called, person.c.id.in_(at), person.c.id.in_(under)),
    )
    found = []
    for row in tx.execute(query.order_by(person.c.id).limit(_MOST)).all():
        whose = Somebody(organisation_id, row.id)
        reached = [f"{one.traits.title} {one.shown or one.address}" for one in addresses_of(tx, whose)]
        numbers = [one.number for one in contracts_of(tx, whose)]
        if not reached and not numbers and row.public_id != wanted:
            continue  # what a join left behind
        found.append(NamedPerson(row.id, row.public_id, row.name or "", reached, numbers))
    return found
