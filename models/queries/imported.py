"""What is there of the contracts, persons and phones that a part of a sheet names."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, and_, bindparam, select

from models.queries.contracts import PERSONS_OF_CONTRACTS
from models.queries.erasures import erased_among
from models.rules.contracts.known import Known, KnownContact, KnownContract, Owner
from models.rules.regulation.organisations import OrganisationId
from models.tables.among import among
from models.tables.contracts import contact_person, contract
from models.tables.persons import address, person


@dataclass(frozen=True)
class PhonePlace:
    """By what phones are reached."""

    transport: str
    account: str


_CONTRACTS = select(
    contract.c.id,
    contract.c.number,
    contract.c.normal_number,
    contract.c.tier,
    contract.c.client_kind,
    contract.c.state,
    contract.c.paid_until,
).where(contract.c.organisation_id == bindparam("organisation_id"), among(contract.c.normal_number, "numbers"))
_OWNERS = (
    select(address.c.address, address.c.state, person.c.id, person.c.name)
    .select_from(
        address.join(
            person, and_(person.c.id == address.c.person_id, person.c.organisation_id == address.c.organisation_id)
        )
    )
    .where(
        address.c.organisation_id == bindparam("organisation_id"),
        address.c.transport == bindparam("transport"),
        address.c.account == bindparam("account"),
        among(address.c.address, "phones"),
    )
)
_SPEAKING = select(contact_person.c.person_id).where(
    contact_person.c.organisation_id == bindparam("organisation_id"), among(contact_person.c.person_id, "person_ids")
)
_PAGE = (
    select(contract.c.id, contract.c.normal_number, contract.c.number, contract.c.state)
    .where(contract.c.organisation_id == bindparam("organisation_id"), contract.c.normal_number > bindparam("after"))
    .order_by(contract.c.normal_number)
    .limit(bindparam("at_once"))
)


def known_of(
    tx: Connection,
    organisation_id: OrganisationId,
    numbers: Sequence[str],
    phones: Sequence[str],
    place: PhonePlace,
) -> Known:
    """numbers: normal."""
    ours = {"organisation_id": organisation_id}
    rows = tx.execute(_CONTRACTS, {**ours, "numbers": numbers}).all()
    contracts = {
        row.normal_number: KnownContract(row.id, row.number, row.tier, row.client_kind, row.state, row.paid_until)
        for row in rows
    }
    by_id = {one.id: one for one in contracts.values()}
    for row in tx.execute(PERSONS_OF_CONTRACTS, {**ours, "contract_ids": list(by_id)}):
        contact = KnownContact(row.person_id, row.name or "", row.sees, row.may_change_contacts, row.email)
        by_id[row.contract_id].contacts.append(contact)
    owners = tx.execute(_OWNERS, {**ours, **asdict(place), "phones": phones}).all()
    speaking = set(tx.execute(_SPEAKING, {**ours, "person_ids": [row.id for row in owners]}).scalars())
    whose = {row.address: Owner(row.id, row.name or "", row.id in speaking, row.state) for row in owners}
    erased = erased_among(tx, organisation_id, place.transport, set(phones) - whose.keys())
    return Known(contracts, whose, erased)


def contracts_after(
    tx: Connection, organisation_id: OrganisationId, after: str, at_once: int
) -> Sequence[tuple[int, str, str, str]]:
    """(id, normal number, number, state), by normal number: SQLite sorts all of them for a page by id."""
    which = {"organisation_id": organisation_id, "after": after, "at_once": at_once}
    return [(row.id, row.normal_number, row.number, row.state) for row in tx.execute(_PAGE, which)]
