"""Step 7: a sender takes several rows of a lane at once; who takes over from it knows how far it may have come."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("lane", sa.Column("run_to", sa.Integer(), nullable=True))
