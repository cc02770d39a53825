"""What was said: messages, their versions, their files, and where each of them can be seen."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from models.tables.base import Id, Json, UtcDateTime, identity, metadata

#: `author`: requester, participant (somebody else outside the staff), agent, note (internal), unsent (an agent's
#: words that did not go), kept (such as go once the requester writes), system, line (of ours, in the topic, edited as
#: it counts). `ticket_id` is empty while the message waits in a draft. `overflow_id`: it came above the limit, and
#: staff have not opened it yet.
#: `person_id`: whose words they are outside the staff; of an agent's answer, whom it went to besides the requester.
#: `audience`: who sees it, where its author does not say so (models/rules/contracts/sight.py); empty for most.
#: `provider_at` is the service's clock, `created_at` ours. Erasure empties `text`, `entities`, `native` and `manner`.
#: `unsupported` names the type of what can be kept, but not shown to the other side. `native`: a place or a contact
#: as the service shows it (shapes: models/rules/delivery/outgoing.py); `text` says the same in words. `meaning`: of a
#: requester's words, whether they are thanks (models/rules/requests/thanks.py). `manner`: how it was said, beside the
#: words (models/rules/texts/manner.py); empty for most.
message = Table(
    "message",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=True, index=True),
    Column("address_id", Id, ForeignKey("address.id"), nullable=True),
    Column("agent_id", Id, ForeignKey("agent.id"), nullable=True),
    Column("person_id", Id, nullable=True),
    Column("author", String(16), nullable=False),
    Column("audience", String(16), nullable=True),
    Column("text", Text, nullable=True),
    Column("entities", Json, nullable=True),
    Column("unsupported", String(32), nullable=True),
    Column("native", Json, nullable=True),
    Column("meaning", String(16), nullable=True),
    Column("manner", Json, nullable=True),
    Column("files", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("provider_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("erased_at", UtcDateTime, nullable=True),
    Column("overflow_id", Id, nullable=True),
)
Index(
    "ix_message_overflow",
    message.c.overflow_id,
    sqlite_where=message.c.overflow_id.is_not(None),
    postgresql_where=message.c.overflow_id.is_not(None),
)

#: Messages of one address above the limit of a minute. They belong to no ticket until staff open them (`shown_at`);
#: `ticket_id`: where that is offered, empty until the person has a ticket. `line_id`: the message of ours that counts
#: them there.
overflow = Table(
    "overflow",
    metadata,
    identity(),
    Column("address_id", Id, ForeignKey("address.id"), nullable=False),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=True, index=True),
    Column("line_id", Id, ForeignKey("message.id"), nullable=True),
    Column("began_at", UtcDateTime, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("shown_at", UtcDateTime, nullable=True),
)
Index(
    "ix_overflow_open",
    overflow.c.address_id,
    sqlite_where=overflow.c.shown_at.is_(None),
    postgresql_where=overflow.c.shown_at.is_(None),
)

#: What the message said before: the current words stand in `message`.
message_version = Table(
    "message_version",
    metadata,
    identity(),
    Column("message_id", Id, ForeignKey("message.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=True),
    Column("entities", Json, nullable=True),
    Column("manner", Json, nullable=True),
    Column("replaced_at", UtcDateTime, nullable=False),
    UniqueConstraint("message_id", "version"),
)

#: `state`: models/rules/requests/file_quota.py. `path` is relative to var/files. `replaced_at`: an edit
#: put another file in its place; it is kept as evidence. `provider_unique_id` is the same for the same bytes, unlike
#: the provider's file id, which may change from one update to the next.
attachment = Table(
    "attachment",
    metadata,
    identity(),
    Column("message_id", Id, ForeignKey("message.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("file_name", String(255), nullable=True),
    Column("mime_type", String(128), nullable=True),
    Column("size", BigInteger, nullable=True),
    Column("transport", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("provider_file_id", String(255), nullable=False),
    Column("provider_unique_id", String(255), nullable=True),
    Column("replaced_at", UtcDateTime, nullable=True),
    Column("state", String(16), nullable=False),
    Column("sha256", String(64), nullable=True),
    Column("path", String(255), nullable=True),
    Column("erased_at", UtcDateTime, nullable=True),
)

#: The requester's reactions to a message, as they are now. `signs`: emoji, or empty for a sign that only the service
#: can show. `line_id`: the message of ours that says so in the topic; empty: nothing is said.
reaction = Table(
    "reaction",
    metadata,
    identity(),
    Column("message_id", Id, ForeignKey("message.id"), nullable=False),
    Column("address_id", Id, ForeignKey("address.id"), nullable=False),
    Column("signs", Json, nullable=False),
    Column("line_id", Id, ForeignKey("message.id"), nullable=True),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("message_id", "address_id"),
)

#: Every place where a message can be seen: the original and each copy. Edits, replies, reactions, receipts and
#: rebuilt topics find their way by it. `part`: number of the part or file, from 0. `delivery_id`: what brought it
#: there (deliveries.py); empty for an original and for copies in topics. `outbox_id`: the row whose post shows others
#: beside it (outbox_message).
message_copy = Table(
    "message_copy",
    metadata,
    identity(),
    Column("message_id", Id, ForeignKey("message.id"), nullable=False),
    Column("transport", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("address", String(254), nullable=False),
    Column("thread_id", BigInteger, nullable=True),
    Column("provider_id", String(255), nullable=False),
    Column("part", Integer, nullable=False, server_default="0"),
    Column("delivery_id", Id, nullable=True),
    Column("outbox_id", Id, nullable=True),
    UniqueConstraint("transport", "account", "address", "provider_id", "message_id", name="uq_message_copy_place"),
)
Index("ix_message_copy_message", message_copy.c.message_id, message_copy.c.address)

#: What a post says that shows several messages (models/rules/delivery/merged.py), in their order: `outbox_id` is its
#: row. Of each message: whose words and of which day (`heading`), when (`time`), and the words as they stand there.
outbox_message = Table(
    "outbox_message",
    metadata,
    identity(),
    Column("outbox_id", Id, ForeignKey("outbox.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("message_id", Id, ForeignKey("message.id"), nullable=False, index=True),
    Column("part", Integer, nullable=False),
    Column("heading", String(128), nullable=False),
    Column("time", String(16), nullable=False),
    Column("text", Text, nullable=True),
    Column("entities", Json, nullable=True),
    UniqueConstraint("outbox_id", "position"),
)

#: Where words of ours about a ticket can be seen that are no message of anybody. `asks_if_solved`: a sign under them
#: is an answer. `outbox_id`: the row that posted it, while its button calls for somebody to take the ticket.
told = Table(
    "told",
    metadata,
    identity(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("transport", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("address", String(254), nullable=False),
    Column("provider_id", String(255), nullable=False),
    Column("asks_if_solved", Boolean, nullable=False),
    Column("outbox_id", Id, nullable=True),
    UniqueConstraint("transport", "account", "address", "provider_id"),
)
