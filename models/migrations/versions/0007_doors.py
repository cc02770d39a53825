"""Step 5: what closes doors and keeps promises. One part per subject, with its own columns, tables and indexes."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _machine()
    _outages()
    _staff_groups()
    _modems()
    _sms()
    _conversation()
    _requests()
    _files()


def _machine() -> None:
    """Codes, inbox rows that failed."""


def _outages() -> None:
    """Time that steps back, databases that go away."""


def _staff_groups() -> None:
    """Bindings, heads, agents who left, bots that were replaced."""


def _modems() -> None:
    """Trouble of modems, SMS that wait, slots passed over, daily limits."""
    op.add_column("modem", sa.Column("host", sa.String(255), nullable=True))
    op.add_column("modem", sa.Column("served_at", UtcDateTime(), nullable=True))
    op.add_column("modem", sa.Column("bad_since", UtcDateTime(), nullable=True))
    op.add_column("modem", sa.Column("bad_state", sa.String(16), nullable=True))
    op.add_column("modem", sa.Column("told_state", sa.String(16), nullable=True))
    op.add_column("modem", sa.Column("told_at", UtcDateTime(), nullable=True))
    op.add_column("modem", sa.Column("well_at", UtcDateTime(), nullable=True))
    op.create_table(
        "sim_slot",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("sim", sa.String(64), nullable=False),
        sa.Column("location", sa.Integer(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sim_slot")),
        sa.UniqueConstraint("sim", "location", name=op.f("uq_sim_slot_sim_location")),
    )
    _daily_limits()


def _daily_limits() -> None:
    op.create_table(
        "sms_limit_told",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("sim", sa.String(64), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_limit_told")),
        sa.UniqueConstraint("sim", "day", "what", name=op.f("uq_sms_limit_told_sim_day_what")),
    )
    op.create_index(
        "ix_outbox_sms",
        "outbox",
        ["account", "created_at"],
        sqlite_where=sa.text("kind = 'sms'"),
        postgresql_where=sa.text("kind = 'sms'"),
    )


def _sms() -> None:
    """Phones that said stop, machines that answer, stamps, numbers that changed hands."""


def _conversation() -> None:
    """What is no request, thanks, answers that wait for a word of the agent."""


def _requests() -> None:
    """Drafts, limits of messages, time zones, acceptance."""


def _files() -> None:
    """Quotas of bytes, downloads."""
