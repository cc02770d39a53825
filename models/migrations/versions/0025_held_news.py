"""Step 8: news of a ticket wait for quiet hours to end, and what they say with them."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import MaybeJson

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("delivery", sa.Column("words", MaybeJson, nullable=True))


def downgrade() -> None:
    op.drop_column("delivery", "words")
