"""What is known of a modem's voice, and the call that it has placed and not yet ended."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("modem", sa.Column("voice", sa.Boolean(), nullable=True))
    op.add_column("modem", sa.Column("dialled_at", UtcDateTime(), nullable=True))
