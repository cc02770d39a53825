"""Whose a SIM is: an organisation's own, or shared by all."""

from sqlalchemy import Connection, delete, insert, update

from models.rules.regulation.organisations import OrganisationId
from models.tables.modems import sim_owner


def give(tx: Connection, sim: str, organisation_id: OrganisationId) -> None:
    """From now on it hears and sends for that organisation alone. What waits to leave by it leaves by it."""
    owned = update(sim_owner).where(sim_owner.c.sim == sim).values(organisation_id=organisation_id)
    if tx.execute(owned).rowcount == 0:
        tx.execute(insert(sim_owner).values(sim=sim, organisation_id=organisation_id))


def share(tx: Connection, sim: str) -> None:
    tx.execute(delete(sim_owner).where(sim_owner.c.sim == sim))
