"""Contracts and who speaks for them, by hand: one at a time (models/actions/reach/imported_contracts.py: many)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from models.errors import OtklikError
from models.queries.contracts import contract_by_number
from models.queries.tickets import Asker
from models.rules.contracts.numbers import LONGEST, normal_number, shown_number
from models.rules.contracts.standing import ACTIVE, OWN, PERSON, Contract
from models.rules.regulation.organisations import OrganisationId
from models.tables.contracts import contact_person, contract


class NoNumber(OtklikError):
    """found: what stands in its place."""


class IsThereAlready(OtklikError):
    """number: as it is kept."""


def add_contract(
    tx: Connection,
    now: datetime,
    organisation_id: OrganisationId,
    number: str,
    *,
    tier: str | None = None,
    client_kind: str = PERSON,
    state: str = ACTIVE,
    paid_until: date | None = None,
) -> Contract:
    """Raises NoNumber, IsThereAlready."""
    if not normal_number(number) or len(shown_number(number)) > LONGEST:
        raise NoNumber(found=number)
    known = contract_by_number(tx, organisation_id, number)
    if known is not None:
        raise IsThereAlready(number=known.number)
    facts: dict[str, Any] = {"tier": tier, "client_kind": client_kind, "state": state, "paid_until": paid_until}
    row = {
        **facts,
        "organisation_id": organisation_id,
        "number": shown_number(number),
        "normal_number": normal_number(number),
        "created_at": now,
        "changed_at": now,
    }
    contract_id: int = tx.execute(insert(contract).returning(contract.c.id), row).scalar_one()
    return Contract(contract_id, organisation_id, row["number"], **facts)


def may_speak(
    tx: Connection,
    now: datetime,
    contract_id: int,
    who: Asker,
    *,
    sees: str = OWN,
    may_change_contacts: bool = False,
    email: str | None = None,
) -> None:
    """The person speaks for the contract from now on; of one who does already, the rights are these."""
    rights = {"sees": sees, "may_change_contacts": may_change_contacts, "email": email}
    this = _this(contract_id, who)
    if not tx.execute(update(contact_person).where(*this).values(rights)).rowcount:
        row = {"organisation_id": who.organisation_id, "contract_id": contract_id, "person_id": who.person_id}
        tx.execute(insert(contact_person), {**row, **rights, "created_at": now})


def speaks_no_more(tx: Connection, contract_id: int, who: Asker) -> bool:
    """Their tickets stay under the contract. False: they did not speak for it."""
    this = _this(contract_id, who)
    return bool(tx.execute(delete(contact_person).where(*this)).rowcount)


def _this(contract_id: int, who: Asker) -> tuple[Any, ...]:
    return (
        contact_person.c.contract_id == contract_id,
        contact_person.c.person_id == who.person_id,
        contact_person.c.organisation_id == who.organisation_id,
    )
