"""By which transports the people who speak for contracts can be written to: counted, nobody named."""

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, case, func, select

from models.queries.regulation import edition_in_force
from models.rules.contracts.standing import ENDED, LEGAL
from models.rules.delivery.address_states import REACHABLE
from models.rules.health.group_health import Finding
from models.rules.health.reach_health import reach_findings
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.reach_counts import Ways, count_reach
from models.tables.among import is_one_of
from models.tables.contracts import contact_person, contract
from models.tables.persons import address

_WORKS = and_(
    address.c.person_id == contact_person.c.person_id,
    address.c.organisation_id == contact_person.c.organisation_id,
    is_one_of(address.c.state, REACHABLE),
    address.c.paused_at.is_(None),
)
#: A line for each person; a transport stands there once for each address of each contract.
_PERSONS = (
    select(
        func.max(case((contract.c.client_kind == LEGAL, 1), else_=0)).label("legal"),
        func.aggregate_strings(address.c.transport, " ").label("transports"),
    )
    .select_from(
        contact_person.join(
            contract,
            and_(
                contract.c.id == contact_person.c.contract_id,
                contract.c.organisation_id == contact_person.c.organisation_id,
            ),
        ).outerjoin(address, _WORKS)
    )
    .where(contact_person.c.organisation_id == bindparam("organisation_id"), contract.c.state != ENDED)
    .group_by(contact_person.c.person_id)
    .subquery()
)
_COUNTED = select(_PERSONS.c.legal, _PERSONS.c.transports, func.count().label("persons")).group_by(
    _PERSONS.c.legal, _PERSONS.c.transports
)


def ways_of_contacts(tx: Connection, organisation_id: OrganisationId) -> list[Ways]:
    """Of contracts that have not ended. There are few combinations, however many people."""
    rows = tx.execute(_COUNTED, {"organisation_id": organisation_id})
    return [Ways(bool(row.legal), frozenset((row.transports or "").split()), row.persons) for row in rows]


def findings_on_reach(tx: Connection, organisation_id: OrganisationId, now: datetime) -> list[Finding]:
    """What the doctor says of them."""
    edition = edition_in_force(tx, organisation_id, now)
    if edition is None:
        return []
    return reach_findings(edition.regulation, count_reach(edition.regulation, ways_of_contacts(tx, organisation_id)))
