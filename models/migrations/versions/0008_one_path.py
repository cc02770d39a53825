"""Step 6: one path for every transport. One function per subject."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, Json, UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    _manner()
    _reactions()


def _manner() -> None:
    """How something was said, beside its words."""
    op.add_column("message", sa.Column("manner", Json, nullable=True))
    op.add_column("message_version", sa.Column("manner", Json, nullable=True))


def _reactions() -> None:
    """What requesters put under messages."""
    op.create_table(
        "reaction",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("signs", Json, nullable=False),
        sa.Column("line_id", Id, nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_reaction_message_id")),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_reaction_address_id")),
        sa.ForeignKeyConstraint(["line_id"], ["message.id"], name=op.f("fk_reaction_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reaction")),
        sa.UniqueConstraint("message_id", "address_id", name=op.f("uq_reaction_message_id_address_id")),
    )
