"""Step 8: a code that goes out stands in its row no longer than it has to."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("secret", sa.String(64), nullable=True))
    kept = sa.text("secret IS NOT NULL")
    op.create_index("ix_outbox_secret", "outbox", ["ended_at"], sqlite_where=kept, postgresql_where=kept)
