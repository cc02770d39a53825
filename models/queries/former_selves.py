"""Rows of persons that turned out to be one person."""

from sqlalchemy import Connection, select

from models.queries.tickets import Asker
from models.rules.regulation.organisations import OrganisationId
from models.tables.among import among
from models.tables.identification import person_join
from models.tables.persons import address


def with_former_selves(tx: Connection, who: Asker) -> list[int]:
    """Whoever turned out to be this person was one of our rows before; what is left there is theirs as well."""
    ours, found, new = who.organisation_id, {who.person_id}, {who.person_id}
    while new:
        bound = {"persons": sorted(new)}
        joined = select(person_join.c.from_person_id).where(
            person_join.c.organisation_id == ours,
            among(person_join.c.to_person_id, "persons"),
            person_join.c.undone_at.is_(None),
        )
        former = set(tx.execute(joined, bound).scalars())
        new = {one for one in former if one and not _is_somebody(tx, ours, one)} - found
        found |= new
    return sorted(found)


def _is_somebody(tx: Connection, organisation_id: OrganisationId, person_id: int) -> bool:
    """Has an address of their own left, so is more than what a join left behind."""
    has = select(address.c.id).where(address.c.organisation_id == organisation_id, address.c.person_id == person_id)
    return tx.execute(has.limit(1)).first() is not None
