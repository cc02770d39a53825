"""Adopted editions of the regulation, whole."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from models.tables.base import Id, UtcDateTime, identity, metadata

#: `apply_to_open`: open tickets follow it from the day on which it takes effect.
edition = Table(
    "edition",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("adopted_at", UtcDateTime, nullable=False),
    Column("effective_at", UtcDateTime, nullable=False),
    Column("apply_to_open", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("organisation_id", "number"),
)
