"""Parts of SMS: those that came and wait for the others, and those that left and wait for the word of the network;
daily limits that staff know of."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from models.tables.base import Id, UtcDateTime, identity, metadata

#: A part of a long SMS, kept until all are there or the rest is given up. The digest recognises it for as long as the
#: row lives, because a SIM may refuse to forget it; what it says goes once it is passed on. `stamp`: the network's,
#: when it is not believed. `binary`, `raw`: hex.
sms_part = Table(
    "sms_part",
    metadata,
    identity(),
    Column("digest", String(64), nullable=False, unique=True),
    Column("sim", String(64), nullable=False),
    Column("sender", String(64), nullable=False),
    Column("reference", Integer, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("binary", Text, nullable=True),
    Column("raw", Text, nullable=True),
    Column("port", Integer, nullable=True),
    Column("stamp", UtcDateTime, nullable=True),
    Column("flash", Integer, nullable=False, server_default="0"),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("passed_on_at", UtcDateTime, nullable=True),
)
Index(
    "ix_sms_part_waiting",
    sms_part.c.sim,
    sms_part.c.received_at,
    sqlite_where=sms_part.c.passed_on_at.is_(None),
    postgresql_where=sms_part.c.passed_on_at.is_(None),
)

#: Since when each SIM is listened to (models/rules/sms/stamps.py).
sim_listening = Table(
    "sim_listening",
    metadata,
    identity(),
    Column("sim", String(64), nullable=False, unique=True),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("before", UtcDateTime, nullable=True),
)

#: What left a modem. `reference` is the network's name for the part (0..255, it wraps), empty while nobody knows
#: it; `last_ten` the end of the number, as networks write the beginning in several ways. `status`: TP-ST of the last
#: report.
sms_sent = Table(
    "sms_sent",
    metadata,
    identity(),
    Column("outbox_id", Id, ForeignKey("outbox.id"), nullable=False),
    Column("sim", String(64), nullable=False),
    Column("last_ten", String(16), nullable=False),
    Column("reference", Integer, nullable=True),
    Column("left_at", UtcDateTime, nullable=False),
    Column("status", Integer, nullable=True),
    Column("reported_at", UtcDateTime, nullable=True),
    UniqueConstraint("outbox_id"),
)
Index("ix_sms_sent_report", sms_sent.c.sim, sms_sent.c.last_ten, sms_sent.c.left_at)

#: That staff of an organisation were told of a daily limit of a SIM. `day`: of the organisation.
#: `what`: Hold of models/rules/sms/automatic.py.
sms_limit_told = Table(
    "sms_limit_told",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("sim", String(64), nullable=False),
    Column("day", String(10), nullable=False),
    Column("what", String(16), nullable=False),
    UniqueConstraint("organisation_id", "sim", "day", "what"),
)
