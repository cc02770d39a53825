"""Step 7: several organisations in one installation: whose a bot and a SIM is, and who wrote to a shared phone."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, UtcDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("bot_account", sa.Column("organisation_id", Id, nullable=True))
    # until now there was one organisation
    op.execute("UPDATE bot_account SET organisation_id = (SELECT min(id) FROM organisation)")
    op.create_table(
        "sim_owner",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("sim", sa.String(64), nullable=False),
        sa.Column("organisation_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_sim_owner_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sim_owner")),
        sa.UniqueConstraint("sim", name=op.f("uq_sim_owner_sim")),
    )
    op.add_column("address", sa.Column("written_at", UtcDateTime(), nullable=True))
    _limits_told()


def _limits_told() -> None:
    """Marks of single days: whoever was told today is told once more at most."""
    op.drop_table("sms_limit_told")
    op.create_table(
        "sms_limit_told",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("organisation_id", Id, nullable=False),
        sa.Column("sim", sa.String(64), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_sms_limit_told_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_limit_told")),
        sa.UniqueConstraint(
            "organisation_id", "sim", "day", "what", name=op.f("uq_sms_limit_told_organisation_id_sim_day_what")
        ),
    )
