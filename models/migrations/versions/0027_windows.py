"""Step 9: leave to write where a window has closed, what waits for it, and staff are reminded before it closes."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, UtcDateTime

revision = "0027"
down_revision = "0026"

_WAITS = sa.text("waits_at IS NOT NULL")
_REMINDS = sa.text("remind_at IS NOT NULL")
_TIMES = ("leave_until", "leave_again_at", "remind_at", "reminded_at")


def upgrade() -> None:
    op.add_column("delivery", sa.Column("waits_at", Id, nullable=True))
    op.create_index("ix_delivery_waits", "delivery", ["waits_at"], sqlite_where=_WAITS, postgresql_where=_WAITS)
    for name in _TIMES:
        op.add_column("address", sa.Column(name, UtcDateTime(), nullable=True))
    op.create_index("ix_address_remind", "address", ["remind_at"], sqlite_where=_REMINDS, postgresql_where=_REMINDS)
    op.create_table(
        "window_reminder",
        sa.Column("id", Id, primary_key=True),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("ticket_id", Id, sa.ForeignKey("ticket.id"), nullable=False, index=True),
        sa.Column("address_id", Id, sa.ForeignKey("address.id"), nullable=False, index=True),
        sa.Column("line_id", Id, sa.ForeignKey("message.id"), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("window_reminder")
    op.drop_index("ix_address_remind", "address")
    for name in reversed(_TIMES):
        op.drop_column("address", name)
    op.drop_index("ix_delivery_waits", "delivery")
    op.drop_column("delivery", "waits_at")
