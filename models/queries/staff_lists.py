"""Everybody of the staff, for whoever administers them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, select

from models.rules.regulation.organisations import OrganisationId
from models.tables.organisations import desk
from models.tables.staff import agent, desk_head, desk_member


@dataclass(frozen=True)
class Listed:
    """Somebody who acts or acted for a desk. head_of, left: keys of desks. state: as of models/tables/staff.py."""

    agent_id: int
    name: str
    telegram_id: str
    staff_key: str | None
    state: str
    head_of: tuple[str, ...]
    left: tuple[str, ...]


def everybody(tx: Connection, organisation_id: OrganisationId) -> list[Listed]:
    """Everybody who ever acted for a desk or enrolled, in the order in which they came."""
    heads = _keys_by_agent(tx, organisation_id, desk_head, desk_head.c.state != "dismissed")
    left = _keys_by_agent(tx, organisation_id, desk_member, desk_member.c.state == "left")
    rows = tx.execute(select(agent).where(agent.c.organisation_id == organisation_id).order_by(agent.c.id))
    return [
        Listed(
            row.id,
            row.name,
            row.address,
            row.staff_key,
            row.state,
            tuple(heads.get(row.id, ())),
            tuple(left.get(row.id, ())),
        )
        for row in rows
    ]


def _keys_by_agent(
    tx: Connection, organisation_id: OrganisationId, table: Table, where: ColumnElement[bool]
) -> dict[int, list[str]]:
    keys: dict[int, list[str]] = {}
    found = (
        select(table.c.agent_id, desk.c.key)
        .select_from(table.join(desk))
        .where(desk.c.organisation_id == organisation_id, where)
        .order_by(desk.c.id)
    )
    for agent_id, key in tx.execute(found):
        keys.setdefault(agent_id, []).append(key)
    return keys
