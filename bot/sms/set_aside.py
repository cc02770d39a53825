"""An SMS or a call that could not be processed is kept and named where staff can see it."""

import logging

from sqlalchemy import Connection

from models.actions import topics
from models.actions.inbox import Waiting
from models.actions.sms_words import SMS
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.persons import persons_at
from models.queries.regulation import edition_by_id
from models.queries.tickets import open_tickets_of
from models.rules.phone_numbers import normal_number

log = logging.getLogger(__name__)


def set_aside(tx: Connection, at: Instant, row: Waiting) -> None:
    """Tells the topics of the person's open tickets; the raw payload stays in the inbox with its error."""
    log.error("inbound SMS %s is set aside", row.provider_id)
    sender = str(row.payload.get("sender", ""))
    for person_id in persons_at(tx, SMS, normal_number(sender) or sender):
        for ticket in open_tickets_of(tx, person_id):
            language = topics.staff_language(ticket, edition_by_id(tx, ticket.edition_id).regulation)
            topics.tell_staff(tx, at, ticket, say(language, "staff.unsupported_kept", type=f"SMS {row.provider_id}"))
