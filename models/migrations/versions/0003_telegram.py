"""When Telegram was last heard; places and contacts as they are; files that an edit replaced."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Json, UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("bot_account", sa.Column("heard_at", UtcDateTime(), nullable=True))
    op.add_column("message", sa.Column("native", Json, nullable=True))
    op.add_column("attachment", sa.Column("provider_unique_id", sa.String(length=255), nullable=True))
    op.add_column("attachment", sa.Column("replaced_at", UtcDateTime(), nullable=True))
