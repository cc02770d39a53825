"""A message that could not be processed is kept and named where staff can see it; the lane goes on."""

import logging
from typing import Any

from sqlalchemy import Connection

from models.actions import topics
from models.actions.inbox import Waiting
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.persons import person_in_chat
from models.queries.regulation import edition_by_id
from models.queries.tickets import open_tickets_of

log = logging.getLogger(__name__)


def set_aside(tx: Connection, at: Instant, row: Waiting) -> None:
    """Tells the topics of the person's open tickets; the raw payload stays in the inbox with its error."""
    log.error("inbound message %s is set aside", row.provider_id)
    message: dict[str, Any] = row.payload.get("message") or row.payload.get("edited_message") or {}
    chat_id = (message.get("chat") or {}).get("id")
    person_id = person_in_chat(tx, chat_id) if isinstance(chat_id, int) else None
    for ticket in open_tickets_of(tx, person_id) if person_id is not None else ():
        language = topics.staff_language(ticket, edition_by_id(tx, ticket.edition_id).regulation)
        named = f"update {row.provider_id}"
        topics.tell_staff(tx, at, ticket, say(language, "staff.unsupported_kept", type=named))
