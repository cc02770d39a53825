"""Step 6: where words of ours about a ticket are seen, so that replies and reactions to them find it."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "told",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("transport", sa.String(16), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("provider_id", sa.String(255), nullable=False),
        sa.Column("asks_if_solved", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_told_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told")),
        sa.UniqueConstraint(
            "transport",
            "account",
            "address",
            "provider_id",
            name=op.f("uq_told_transport_account_address_provider_id"),
        ),
    )
    op.create_index(op.f("ix_told_ticket_id"), "told", ["ticket_id"])
