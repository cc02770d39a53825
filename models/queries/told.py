"""Words of ours about a ticket, by where a requester sees them."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from models.rules.regulation.organisations import OrganisationId
from models.tables.messages import told
from models.tables.tickets import ticket

_AT = (
    select(told.c.ticket_id, told.c.asks_if_solved)
    .join(ticket, ticket.c.id == told.c.ticket_id)
    .where(
        ticket.c.organisation_id == bindparam("organisation_id"),
        told.c.transport == bindparam("transport"),
        told.c.account == bindparam("account"),
        told.c.address == bindparam("address"),
        told.c.provider_id == bindparam("provider_id"),
    )
)


@dataclass(frozen=True)
class Told:
    ticket_id: int
    asks_if_solved: bool


def told_at(
    tx: Connection, organisation_id: OrganisationId, transport: str, account: str, address: str, provider_id: str
) -> Told | None:
    """None: no words of ours about a ticket stand there; messages of people are found by their copies."""
    place = {"transport": transport, "account": account, "address": address, "provider_id": provider_id}
    row = tx.execute(_AT, {**place, "organisation_id": organisation_id}).one_or_none()
    return None if row is None else Told(*row)
