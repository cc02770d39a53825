"""Reminders that a window closes while a request is unanswered: one for each open window and ticket."""

from sqlalchemy import Column, ForeignKey, Table

from models.tables.base import Id, UtcDateTime, identity, metadata

#: `line_id`: the message of ours in the topic, which says later what became of it. A row is gone once it does; at
#: `closes_at` at the latest.
window_reminder = Table(
    "window_reminder",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("address_id", Id, ForeignKey("address.id"), nullable=False, index=True),
    Column("line_id", Id, ForeignKey("message.id"), nullable=False),
    Column("closes_at", UtcDateTime, nullable=False, index=True),
)
