"""Adopted editions of the regulation, whole."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from models.tables.base import Id, UtcDateTime, identity, metadata

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
    UniqueConstraint("organisation_id", "number"),
)
