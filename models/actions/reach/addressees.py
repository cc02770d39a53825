"""Whom a message about a ticket is for: its requester, a colleague, a phone that is nobody's."""

from models.actions.queue.delivery_rows import NewDelivery
from models.queries.tickets import TicketView
from models.rules.delivery.outcomes import Purpose
from models.rules.delivery.transports import SMS
from models.rules.regulation.organisations import OrganisationId


def to_requester(
    view: TicketView, purpose: Purpose, *, message_id: int | None = None, header: str = ""
) -> NewDelivery:
    """message_id: an agent's message. header: the line of ours that stands before its words."""
    return NewDelivery(
        view.organisation_id, purpose, view.id, person_id=view.person_id, message_id=message_id, header=header
    )


def to_participant(
    view: TicketView, person_id: int, *, message_id: int | None = None, header: str = ""
) -> NewDelivery:
    """Somebody besides the requester."""
    return NewDelivery(
        view.organisation_id, Purpose.COPY, view.id, person_id=person_id, message_id=message_id, header=header
    )


def to_colleague(view: TicketView, agent_id: int) -> NewDelivery:
    return NewDelivery(view.organisation_id, Purpose.ESCALATION, view.id, agent_id=agent_id)


def to_phone(organisation_id: OrganisationId, number: str, ticket_id: int | None) -> NewDelivery | None:
    """The phone on duty. number: E.164. None: it is about no ticket, so there is nobody to tell what became of it."""
    if ticket_id is None:
        return None
    return NewDelivery(organisation_id, Purpose.DUTY, ticket_id, transport=SMS.name, address=number)
