"""SMS and missed calls: phones as addresses, parts that came and parts that left, the modems."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, Json, UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("address", sa.Column("sim", sa.String(length=64), nullable=True))
    op.add_column("conversation", sa.Column("offered", Json, nullable=True))
    op.add_column("ticket", sa.Column("unidentified", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("outbox", sa.Column("address", sa.String(length=128), nullable=True))
    _modem()
    _sms_part()
    _sms_sent()


def _modem() -> None:
    op.create_table(
        "modem",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("device", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.String(length=255), nullable=True),
        sa.Column("sim", sa.String(length=64), nullable=True),
        sa.Column("number", sa.String(length=32), nullable=True),
        sa.Column("operator", sa.String(length=64), nullable=True),
        sa.Column("signal", sa.Integer(), nullable=True),
        sa.Column("state_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modem")),
        sa.UniqueConstraint("device", name=op.f("uq_modem_device")),
    )


def _sms_part() -> None:
    op.create_table(
        "sms_part",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sim", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("flash", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("passed_on_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_part")),
        sa.UniqueConstraint("digest", name=op.f("uq_sms_part_digest")),
    )
    op.create_index(
        "ix_sms_part_waiting",
        "sms_part",
        ["sim", "received_at"],
        unique=False,
        sqlite_where=sa.text("passed_on_at IS NULL"),
        postgresql_where=sa.text("passed_on_at IS NULL"),
    )


def _sms_sent() -> None:
    op.create_table(
        "sms_sent",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("outbox_id", Id, nullable=False),
        sa.Column("sim", sa.String(length=64), nullable=False),
        sa.Column("last_ten", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("reported_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_sms_sent_outbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_sent")),
        sa.UniqueConstraint("outbox_id", name=op.f("uq_sms_sent_outbox_id")),
    )
    op.create_index("ix_sms_sent_report", "sms_sent", ["sim", "last_ten", "left_at"], unique=False)
