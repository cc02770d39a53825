"""Persons who ask, their addresses, and where each conversation stands."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from models.tables.base import Id, Json, UtcDateTime, identity, metadata

#: `tier`: of the regulation, set by staff; where the contract names none (models/rules/contracts/choosing.py).
#: `shown_edition_id`: in force when they were told that the first request accepts the regulation; empty: nobody told
#: them, and their requests accept nothing.
#: `known_at`: since when somebody of the staff, or a proof, says that they are who they say (identification.py).
person = Table(
    "person",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("public_id", String(32), nullable=False, unique=True),
    Column("name", String(200), nullable=True),
    Column("language", String(8), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("tier", String(64), nullable=True),
    Column("shown_edition_id", Id, nullable=True),
    Column("accepted_edition_id", Id, ForeignKey("edition.id"), nullable=True),
    Column("accepted_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("known_at", UtcDateTime, nullable=True),
    Column("erased_at", UtcDateTime, nullable=True),
)

#: One way to reach a person. `state`: models/rules/delivery/address_states.py; `state_reason`: why it is dead.
#: `verified_at`: when its person last proved it; `recheck_at`: from then on it is stale. `place`: its place in the
#: person's order, the first is 0. `paused_at`: since when they want nothing there. `quiet_from`, `quiet_until`:
#: minutes of the day in the person's zone, between which it is not disturbed. `categories`: what it is for; empty:
#: for everything.
#: `sim`: of a phone, the SIM (IMSI) that last heard from it, which answers. `stopped_at`: since when it wants no SMS
#: but those that people type. `heard_at`: when it last texted or rang; empty also once its service said its window
#: is closed. `leave_until`: leave to write was asked for, and answers wait for it until then; `leave_again_at`: it is
#: not asked for before. `remind_at`: when staff are reminded that its window closes; `reminded_at`: they were.
#: `written_at`: when we last wrote there from a SIM that organisations share. `blocked_at`: what comes from there is
#: kept, opens nothing and is not answered; `blocked_ticket_id` shows how much came, `blocked_messages`.
#: A dead address never stops the person's other addresses.
address = Table(
    "address",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("transport", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("address", String(254), nullable=False),
    Column("state", String(16), nullable=False),
    Column("state_reason", String(64), nullable=True),
    Column("state_at", UtcDateTime, nullable=False),
    Column("verified_at", UtcDateTime, nullable=True),
    Column("recheck_at", UtcDateTime, nullable=True),
    Column("place", Integer, nullable=False, server_default="0"),
    Column("paused_at", UtcDateTime, nullable=True),
    Column("quiet_from", Integer, nullable=True),
    Column("quiet_until", Integer, nullable=True),
    Column("categories", Json, nullable=True),
    Column("sim", String(64), nullable=True),
    Column("stopped_at", UtcDateTime, nullable=True),
    Column("heard_at", UtcDateTime, nullable=True),
    Column("written_at", UtcDateTime, nullable=True),
    Column("leave_until", UtcDateTime, nullable=True),
    Column("leave_again_at", UtcDateTime, nullable=True),
    Column("remind_at", UtcDateTime, nullable=True),
    Column("reminded_at", UtcDateTime, nullable=True),
    Column("blocked_at", UtcDateTime, nullable=True),
    Column("blocked_ticket_id", Id, nullable=True),
    Column("blocked_messages", Integer, nullable=False, server_default="0"),
    UniqueConstraint("organisation_id", "transport", "account", "address"),
)

Index(
    "ix_address_recheck",
    address.c.recheck_at,
    sqlite_where=address.c.recheck_at.is_not(None),
    postgresql_where=address.c.recheck_at.is_not(None),
)
Index(
    "ix_address_remind",
    address.c.remind_at,
    sqlite_where=address.c.remind_at.is_not(None),
    postgresql_where=address.c.remind_at.is_not(None),
)

#: `state` is the dialogue's own JSON (bot/conversation/state.py). `offered`: the choices last sent by
#: number, or those of a list with several pages (models/rules/delivery/choice_pages.py).
#: `next_at`: what is begun there is not gone on with until then, so the dialogue looks again.
#: `reply_*`: the words that last came at once after an SMS of ours, and the message that counts how often they came.
#: `close_*`: the code that closes a ticket of another address (its digest); how many
#: there were and how often a wrong one came in the day that began at `close_codes_since`.
#: `files_since`, `files_bytes`: what was kept of the requester's files in the day that began then; `files_told`:
#: staff know that the rest of this day is not kept.
conversation = Table(
    "conversation",
    metadata,
    identity(),
    Column("address_id", Id, ForeignKey("address.id"), nullable=False, unique=True),
    Column("state", Json, nullable=False),
    Column("offered", Json, nullable=True),
    Column("messages_in_window", Integer, nullable=False, server_default="0"),
    Column("window_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=True),
    Column("reply_digest", String(64), nullable=True),
    Column("reply_at", UtcDateTime, nullable=True),
    Column("reply_message_id", Id, nullable=True),
    Column("close_code", String(64), nullable=True),
    Column("close_ticket_id", Id, nullable=True),
    Column("close_code_until", UtcDateTime, nullable=True),
    Column("close_code_tries", Integer, nullable=False, server_default="0"),
    Column("close_codes_since", UtcDateTime, nullable=True),
    Column("close_codes", Integer, nullable=False, server_default="0"),
    Column("files_since", UtcDateTime, nullable=True),
    Column("files_bytes", BigInteger, nullable=False, server_default="0"),
    Column("files_told", Boolean, nullable=False, server_default="0"),
)
Index(
    "ix_conversation_due",
    conversation.c.next_at,
    sqlite_where=conversation.c.next_at.is_not(None),
    postgresql_where=conversation.c.next_at.is_not(None),
)
