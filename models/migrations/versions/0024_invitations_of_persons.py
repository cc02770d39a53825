"""Step 8: who may change a contract's contact persons invites one."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("invitation", sa.Column("issued_by_person_id", Id, nullable=True))
