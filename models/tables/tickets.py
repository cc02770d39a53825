"""Tickets, what happened to them, and the topic that shows each of them to staff."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from models.tables.base import Id, Json, UtcDateTime, identity, metadata

#: `state`: open, closing_proposed, closed. `opened_at` is the provider's time, `created_at` ours.
#: `tier`, `severity`: what its policy is chosen by; no tier: the lowest. `contract_id`: the contract that it is under
#: (models/rules/contracts/choosing.py). `waiting_since`: for the requester, while
#: some clocks stand still; their due times are empty then. `merged_into_id`: closed, because that one goes on.
#: `unidentified`: nobody knows whose phone it came from. `unfinished`: the requester stopped answering, and it was
#: filed as it was; what nobody chose (models/rules/requests/unfinished.py), perhaps nothing. `dismissed_as`: closed,
#: as it was no request (models/rules/desk/dismissals.py).
#: `address_id`: where the requester last wrote. `came_by_transport`, `came_by_address_id`: by which it came; empty in
#: tickets of releases before these were kept.
#: `version` grows with every change of state, so that a button drawn earlier is known to be stale.
ticket = Table(
    "ticket",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("desk_id", Id, ForeignKey("desk.id"), nullable=False),
    Column("edition_id", Id, ForeignKey("edition.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("public_id", String(32), nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("address_id", Id, ForeignKey("address.id"), nullable=False),
    Column("came_by_transport", String(16), nullable=True),
    Column("came_by_address_id", Id, nullable=True),
    Column("kind", String(64), nullable=False),
    Column("severity", String(16), nullable=False, server_default="normal"),
    Column("tier", String(64), nullable=True),
    Column("contract_id", Id, nullable=True),
    Column("fields", Json, nullable=False),
    Column("title", String(200), nullable=False),
    Column("first_message_id", Id, nullable=True),
    Column("state", String(24), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("assignee_id", Id, ForeignKey("agent.id"), nullable=True),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("first_response_due_at", UtcDateTime, nullable=True),
    Column("next_response_due_at", UtcDateTime, nullable=True),
    Column("work_started_due_at", UtcDateTime, nullable=True),
    Column("resolution_due_at", UtcDateTime, nullable=True),
    Column("update_due_at", UtcDateTime, nullable=True),
    Column("answered_at", UtcDateTime, nullable=True),
    Column("waiting_since", UtcDateTime, nullable=True),
    Column("closing_proposed_at", UtcDateTime, nullable=True),
    Column("closed_at", UtcDateTime, nullable=True),
    Column("merged_into_id", Id, nullable=True),
    Column("unidentified", Boolean, nullable=False, server_default="0"),
    Column("dismissed_as", String(16), nullable=True),
    Column("unfinished", Json, nullable=True),
    UniqueConstraint("organisation_id", "number"),
)
Index("ix_ticket_person_state", ticket.c.person_id, ticket.c.state)
Index(
    "ix_ticket_contract",
    ticket.c.contract_id,
    sqlite_where=ticket.c.contract_id.is_not(None),
    postgresql_where=ticket.c.contract_id.is_not(None),
)

#: The clock of a ticket is this log (docs/adr/0004-ticket-clock.md): deadlines are derived from it.
ticket_event = Table(
    "ticket_event",
    metadata,
    identity(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("agent_id", Id, ForeignKey("agent.id"), nullable=True),
    Column("facts", Json, nullable=False),
)

#: A later date for the resolution. `state`: asked (a reason or a date is still wanted), head (the head has to agree),
#: granted, refused, dropped.
extension = Table(
    "extension",
    metadata,
    identity(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("agent_id", Id, ForeignKey("agent.id"), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("until_at", UtcDateTime, nullable=True),
    Column("reason", Text, nullable=False, server_default=""),
    Column("decided_at", UtcDateTime, nullable=True),
    Column("decided_by", Id, ForeignKey("agent.id"), nullable=True),
)

#: Who takes part in a ticket besides its requester. `role`: contact (speaks for its contract, and wrote), invited (an
#: agent brought them in). `sees`: what that lets them see (models/rules/contracts/sight.py). `until_at`: since when
#: they take part no more; who was is kept.
ticket_participant = Table(
    "ticket_participant",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("sees", String(16), nullable=False),
    Column("agent_id", Id, ForeignKey("agent.id"), nullable=True),
    Column("from_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime, nullable=True),
)
Index(
    "uq_ticket_participant_now",
    ticket_participant.c.ticket_id,
    ticket_participant.c.person_id,
    unique=True,
    sqlite_where=ticket_participant.c.until_at.is_(None),
    postgresql_where=ticket_participant.c.until_at.is_(None),
)
Index("ix_ticket_participant_person_id", ticket_participant.c.person_id)

#: The topic is a view of the ticket. `state`: creating, created, lost. `thread_id` is known once created.
topic = Table(
    "topic",
    metadata,
    identity(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False, unique=True),
    Column("account", String(64), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=True),
    Column("state", String(16), nullable=False),
    Column("incarnation", Integer, nullable=False, server_default="1"),
    Column("card_provider_id", String(64), nullable=True),
)
Index(
    "uq_topic_thread",
    topic.c.account,
    topic.c.chat_id,
    topic.c.thread_id,
    unique=True,
    sqlite_where=topic.c.thread_id.is_not(None),
    postgresql_where=topic.c.thread_id.is_not(None),
)

#: Where a ticket was shown before its topic moved: staff still see that topic and may write in it.
former_topic = Table(
    "former_topic",
    metadata,
    identity(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("account", String(64), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False),
)
Index("ix_former_topic_thread", former_topic.c.account, former_topic.c.chat_id, former_topic.c.thread_id)
