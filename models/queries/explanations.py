"""What an explanation of deadlines tells besides the clocks: who extended them, and why."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from models.rules.deadlines.clock_states import Event
from models.rules.regulation.organisations import OrganisationId
from models.tables.staff import agent
from models.tables.tickets import ticket_event

_ACTED_BY = (
    select(ticket_event.c.at, agent.c.name)
    .select_from(ticket_event.join(agent, agent.c.id == ticket_event.c.agent_id))
    .where(
        agent.c.organisation_id == bindparam("organisation_id"),
        ticket_event.c.ticket_id == bindparam("ticket_id"),
        ticket_event.c.kind == bindparam("event"),
    )
)
_EXTENSIONS = (
    select(ticket_event.c.ticket_id, ticket_event.c.facts)
    .where(
        ticket_event.c.ticket_id.in_(bindparam("ticket_ids", expanding=True)),
        ticket_event.c.kind == Event.EXTENDED,
    )
    .order_by(ticket_event.c.id)
)


def agents_by_moment(
    tx: Connection, organisation_id: OrganisationId, ticket_id: int, event: Event
) -> dict[datetime, str]:
    """The names of the agents who did that, by when they did."""
    rows = tx.execute(_ACTED_BY, {"organisation_id": organisation_id, "ticket_id": ticket_id, "event": event})
    return {row.at: row.name for row in rows}


def reasons_of_extensions(tx: Connection, ticket_ids: Sequence[int]) -> dict[int, str]:
    """By ticket, the reason of the last one."""
    rows = tx.execute(_EXTENSIONS, {"ticket_ids": ticket_ids})
    return {row.ticket_id: str(row.facts.get("reason", "")) for row in rows}
