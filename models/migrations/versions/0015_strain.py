"""Step 7: a group that is behind or nearly full gives its new tickets to another one of its desk."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import UtcDateTime

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("staff_group", sa.Column("strain", sa.String(16), nullable=True))
    op.add_column("staff_group", sa.Column("strain_at", UtcDateTime(), nullable=True))
