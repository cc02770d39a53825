"""Who takes part in a ticket besides its requester: begun, ended, kept."""

from sqlalchemy import Connection, bindparam, insert, select, update

from models.clock import Instant
from models.queries.tickets import Asker, TicketView
from models.rules.contracts.sight import Grants, Role
from models.tables.tickets import ticket_participant

_NOW = (
    ticket_participant.c.ticket_id == bindparam("of_ticket"),
    ticket_participant.c.organisation_id == bindparam("of_organisation"),
    ticket_participant.c.person_id == bindparam("of_person"),
    ticket_participant.c.until_at.is_(None),
)
_TAKES_PART = select(ticket_participant.c.role).where(*_NOW)


def begins(tx: Connection, at: Instant, view: TicketView, who: Asker) -> bool:
    """Somebody who speaks for its contract wrote in it. view: held. False: they took part before."""
    if tx.execute(_TAKES_PART, _which(view, who)).first() is not None:
        return False
    _add(tx, at, view, who, Role.CONTACT, Grants.RIGHT, None)
    return True


def _add(
    tx: Connection, at: Instant, view: TicketView, who: Asker, role: Role, sees: Grants, agent_id: int | None
) -> None:
    row = {
        "organisation_id": view.organisation_id,
        "ticket_id": view.id,
        "person_id": who.person_id,
        "role": role,
        "sees": sees,
        "agent_id": agent_id,
        "from_at": at.now,
    }
    tx.execute(insert(ticket_participant), row)


def _end(tx: Connection, at: Instant, view: TicketView, who: Asker) -> bool:
    ended = update(ticket_participant).where(*_NOW).values(until_at=at.now)
    return bool(tx.execute(ended, _which(view, who)).rowcount)


def _which(view: TicketView, who: Asker) -> dict[str, int]:
    return {"of_ticket": view.id, "of_organisation": view.organisation_id, "of_person": who.person_id}
