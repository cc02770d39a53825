"""Step 8: which desk was asked who somebody is, and whose staff said it: no other decides it."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Of what was asked before, it is the desk that gets what nobody chose a desk for."""
    for table in ("invitation", "person_join", "vouching"):
        op.add_column(table, sa.Column("desk_id", Id, nullable=True))
