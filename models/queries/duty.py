"""Who is on duty for a desk, by the edition in force and what was agreed since; whom its ladder can't reach."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select

from models.queries.staff import colleagues, desk_ids, gone_from, staff_key_of
from models.queries.tickets import TicketView
from models.rules.ladder.duty import Roster, Swap, people_of
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation
from models.tables.staff import duty_swap

_SWAPS = (
    select(duty_swap.c.staff_key, duty_swap.c.from_at, duty_swap.c.until_at)
    .where(duty_swap.c.desk_id == bindparam("desk_id"), duty_swap.c.until_at > bindparam("now"))
    .order_by(duty_swap.c.id)
)


def roster_of(
    tx: Connection,
    now: datetime,
    organisation_id: OrganisationId,
    regulation: Regulation,
    desk_key: str,
    desk_id: int,
) -> Roster | None:
    """regulation: the one in force: people change more often than what was promised. None: the desk has no roster."""
    desk = next((desk for desk in regulation.desks if desk.id == desk_key), None)
    rotation = regulation.duty.get(desk.duty or "") if desk is not None else None
    if rotation is None:
        return None
    # whoever left the regulation stands in no more
    swaps = [
        Swap(row.staff_key, row.from_at, row.until_at)
        for row in tx.execute(_SWAPS, {"desk_id": desk_id, "now": now})
        if regulation.member(row.staff_key) is not None
    ]
    gone = gone_from(tx, organisation_id, desk_id)
    return Roster(rotation, ZoneInfo(regulation.organisation.timezone), tuple(swaps), gone)


def not_reached(tx: Connection, regulation: Regulation, desk_key: str, organisation_id: OrganisationId) -> list[str]:
    """Names of those on the desk's ladder or roster to whom nobody can write in private: not enrolled, or away."""
    people = people_of(regulation, desk_key)
    reached = colleagues(tx, organisation_id, desk_ids(tx, organisation_id)[desk_key]) if people else {}
    members = (regulation.member(one) for one in people if one not in reached)
    return [member.name for member in members if member is not None]


def is_called(tx: Connection, now: datetime, regulation: Regulation, view: TicketView, agent_id: int) -> bool:
    """Whether the ladder of a ticket may have written to that agent in private: as assignee, on the roster, by name.

    regulation: the edition in force.
    """
    if view.assignee_id == agent_id:
        return True
    key = staff_key_of(tx, view.organisation_id, agent_id)
    if key is None or regulation.member(key) is None:
        return False
    roster = roster_of(tx, now, view.organisation_id, regulation, view.desk_key, view.desk_id)
    standing_in = [swap.member for swap in roster.swaps] if roster is not None else []
    return key in (*people_of(regulation, view.desk_key), *standing_in)
