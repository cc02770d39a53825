"""What is wrong with the installation itself, from when staff were told until it is over."""

from sqlalchemy import Column, String, Table

from models.tables.base import UtcDateTime, identity, metadata

#: `key`: models/actions/desk/troubles.py.
trouble = Table(
    "trouble",
    metadata,
    identity(),
    Column("key", String(64), nullable=False, unique=True),
    Column("since_at", UtcDateTime, nullable=False),
)
