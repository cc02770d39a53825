"""What must be provable later: answered API requests, and the audit chain."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, UniqueConstraint

from models.tables.base import Id, Json, UtcDateTime, identity, metadata

api_idempotency = Table(
    "api_idempotency",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("key", String(255), nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("status", Integer, nullable=True),
    Column("response", Json, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("organisation_id", "key"),
)

#: `digest` = sha256(previous digest, salt, what was done): erasing the salt erases the link to a person's words
#: while the chain still shows that nothing was removed.
audit_entry = Table(
    "audit_entry",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(48), nullable=False),
    Column("salt", String(64), nullable=True),
    Column("facts", Json, nullable=True),
    Column("previous_digest", String(64), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
)
