"""Step 8: the order, quiet hours and states of addresses, and how far the chain of a delivery has come."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, Json, UtcDateTime

revision = "0017"
down_revision = "0016"

_OF_ADDRESS: tuple[sa.Column[Any], ...] = (
    sa.Column("verified_at", UtcDateTime(), nullable=True),
    sa.Column("recheck_at", UtcDateTime(), nullable=True),
    sa.Column("place", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("paused_at", UtcDateTime(), nullable=True),
    sa.Column("quiet_from", sa.Integer(), nullable=True),
    sa.Column("quiet_until", sa.Integer(), nullable=True),
    sa.Column("categories", Json, nullable=True),
)
_OF_DELIVERY: tuple[sa.Column[Any], ...] = (
    sa.Column("step", sa.Integer(), nullable=False, server_default="1"),
    sa.Column("proof", sa.String(16), nullable=True),
    sa.Column("next_at", UtcDateTime(), nullable=True),
)


def upgrade() -> None:
    for column in _OF_ADDRESS:
        op.add_column("address", column)
    # until now only who wrote from an address had one
    op.execute("UPDATE address SET verified_at = state_at WHERE state = 'verified'")
    for column in _OF_DELIVERY:
        op.add_column("delivery", column)
    due = sa.text("next_at IS NOT NULL")
    op.create_index("ix_delivery_due", "delivery", ["next_at"], sqlite_where=due, postgresql_where=due)
    op.add_column("ticket", sa.Column("came_by_transport", sa.String(16), nullable=True))
    op.add_column("ticket", sa.Column("came_by_address_id", Id, nullable=True))
