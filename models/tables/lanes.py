"""Lanes keep order; inbox and outbox rows wait in them."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
)

from models.rules.delivery.outgoing import RowKind
from models.tables.base import Id, Json, UtcDateTime, identity, metadata

#: `queue`: inbox, deliver, slow, sms. `due_at` is empty when nothing waits. `urgency`: lower goes first.
#: `leased_until` and `lease` belong to the sender that holds the lane.
#: `run_to`: the last place that a sender took together with the head; what may be repeated and stands up to there may
#: have been sent.
#: `written_at`: what the clock said when somebody last made the lane due or took it
#: (models/rules/health/stepped_clock.py).
lane = Table(
    "lane",
    metadata,
    identity(),
    Column("queue", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("key", String(288), nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("next_seq", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=True),
    Column("leased_until", UtcDateTime, nullable=True),
    Column("lease", String(32), nullable=True),
    Column("run_to", Integer, nullable=True),
    Column("written_at", UtcDateTime, nullable=True),
    UniqueConstraint("queue", "account", "key"),
)
Index(
    "ix_lane_due",
    lane.c.queue,
    lane.c.urgency,
    lane.c.due_at,
    sqlite_where=lane.c.due_at.is_not(None),
    postgresql_where=lane.c.due_at.is_not(None),
)

#: Everything that came in, raw. `state`: pending, done, failed (set aside, staff told).
#: `not_before` holds an album together. After `purge_at` the payload is emptied; the dedup key stays.
inbox = Table(
    "inbox",
    metadata,
    identity(),
    Column("lane_id", Id, ForeignKey("lane.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("transport", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("provider_id", String(255), nullable=False),
    Column("album", String(64), nullable=True),
    Column("payload", Json, nullable=True),
    Column("received_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text, nullable=True),
    Column("purge_at", UtcDateTime, nullable=True),
    UniqueConstraint("transport", "account", "provider_id"),
)
Index(
    "ix_inbox_waiting",
    inbox.c.lane_id,
    inbox.c.seq,
    sqlite_where=inbox.c.state == "pending",
    postgresql_where=inbox.c.state == "pending",
)
Index(
    "ix_inbox_purge",
    inbox.c.purge_at,
    sqlite_where=inbox.c.purge_at.is_not(None),
    postgresql_where=inbox.c.purge_at.is_not(None),
)

#: Everything that goes out. `kind`: models/rules/delivery/outgoing.py. `payload`: models/rules/delivery/payloads.py.
#: `state`: models/rules/delivery/states.py. `repeatable` rows may be sent twice, others never.
#: `transport`, `account`, `place` and `address` say where it goes (models/rules/delivery/places.py). `address_id`:
#: the requester's address of this name; what is refused there says nothing about their others. `delivery_id`: whose
#: attempt it is (deliveries.py), in that `step` of its chain; empty for prompts of a dialogue and for topics.
#: `secret`: what stands in the payload until the row has ended, and is not kept after that: a code, a one-time link.
outbox = Table(
    "outbox",
    metadata,
    identity(),
    Column("lane_id", Id, ForeignKey("lane.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("state", String(24), nullable=False),
    Column("repeatable", Boolean, nullable=False),
    Column("repeated", Boolean, nullable=False, server_default="0"),
    Column("transport", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("place", String(8), nullable=False),
    Column("address", String(254), nullable=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=True),
    Column("message_id", Id, ForeignKey("message.id"), nullable=True),
    Column("delivery_id", Id, nullable=True),
    Column("address_id", Id, nullable=True),
    Column("step", Integer, nullable=False, server_default="1"),
    Column("payload", Json, nullable=False),
    Column("secret", String(64), nullable=True),
    Column("not_before", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sending_at", UtcDateTime, nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("error", Text, nullable=True),
    UniqueConstraint("lane_id", "seq"),
)
_waiting = and_(outbox.c.state.in_(("pending", "sending", "failed_temporarily")))
Index("ix_outbox_waiting", outbox.c.lane_id, outbox.c.seq, sqlite_where=_waiting, postgresql_where=_waiting)
Index("ix_outbox_message", outbox.c.message_id)
Index(
    "ix_outbox_delivery",
    outbox.c.delivery_id,
    sqlite_where=outbox.c.delivery_id.is_not(None),
    postgresql_where=outbox.c.delivery_id.is_not(None),
)
Index(
    "ix_outbox_secret",
    outbox.c.ended_at,
    sqlite_where=outbox.c.secret.is_not(None),
    postgresql_where=outbox.c.secret.is_not(None),
)
#: How many SMS a SIM was given on a day.
_sms = outbox.c.kind == RowKind.SMS
Index("ix_outbox_sms", outbox.c.account, outbox.c.created_at, sqlite_where=_sms, postgresql_where=_sms)
