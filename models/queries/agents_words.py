"""What became of what agents wrote, ticket by ticket."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, select

from models.rules.delivery.outcomes import OF_AGENTS, Delivered, Purpose
from models.rules.delivery.states import DeliveryState
from models.rules.regulation.organisations import OrganisationId
from models.tables.among import is_one_of
from models.tables.deliveries import delivery

_OF_TICKET: Final = (
    select(delivery.c.message_id, delivery.c.purpose, delivery.c.state, delivery.c.header)
    .where(
        delivery.c.organisation_id == bindparam("of_organisation"),
        delivery.c.ticket_id == bindparam("ticket_id"),
        delivery.c.message_id.is_not(None),
        is_one_of(delivery.c.purpose, OF_AGENTS),
    )
    .order_by(delivery.c.id)
)


def of_agents_words(
    tx: Connection, organisation_id: OrganisationId, ticket_id: int, message_id: int | None = None
) -> Sequence[Delivered]:
    """What became of what agents wrote to the requester in this ticket, or of that message, in the order in which it
    was decided.
    """
    rows = tx.execute(_OF_TICKET, {"of_organisation": organisation_id, "ticket_id": ticket_id}).all()
    return [
        Delivered(Purpose(row.purpose), DeliveryState(row.state))
        for row in rows
        if message_id is None or row.message_id == message_id
    ]


def header_of(tx: Connection, organisation_id: OrganisationId, ticket_id: int, message_id: int) -> str:
    """The line that was put before a message when it went out; empty when there was none."""
    rows = tx.execute(_OF_TICKET, {"of_organisation": organisation_id, "ticket_id": ticket_id})
    return next((str(row.header) for row in rows if row.message_id == message_id), "")
