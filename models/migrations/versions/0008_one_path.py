"""Step 6: one path for every transport. One function per subject."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Json

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    _manner()


def _manner() -> None:
    """How something was said, beside its words."""
    op.add_column("message", sa.Column("manner", Json, nullable=True))
    op.add_column("message_version", sa.Column("manner", Json, nullable=True))
