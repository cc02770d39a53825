"""Every clock of the regulation: severity and tier, waits, extensions, rosters, editions that open tickets follow."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("ticket", sa.Column("severity", sa.String(16), nullable=False, server_default="normal"))
    op.add_column("ticket", sa.Column("tier", sa.String(64), nullable=True))
    op.add_column("ticket", sa.Column("next_response_due_at", UtcDateTime(), nullable=True))
    op.add_column("ticket", sa.Column("work_started_due_at", UtcDateTime(), nullable=True))
    op.add_column("ticket", sa.Column("update_due_at", UtcDateTime(), nullable=True))
    op.add_column("ticket", sa.Column("waiting_since", UtcDateTime(), nullable=True))
    op.add_column("ticket", sa.Column("merged_into_id", Id, nullable=True))
    op.add_column("person", sa.Column("tier", sa.String(64), nullable=True))
    op.add_column("timer", sa.Column("since", UtcDateTime(), nullable=True))
    op.add_column("timer", sa.Column("planned_at", UtcDateTime(), nullable=True))
    op.add_column("timer", sa.Column("urgency", sa.Integer(), nullable=False, server_default="2"))
    op.create_index(
        "ix_timer_urgency",
        "timer",
        ["urgency", "due_at"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.add_column("edition", sa.Column("apply_to_open", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("agent", sa.Column("staff_key", sa.String(64), nullable=True))
    op.add_column("agent", sa.Column("state", sa.String(16), nullable=False, server_default="reachable"))
    op.add_column("one_time_code", sa.Column("staff_key", sa.String(64), nullable=True))
    _extension()
    _duty_swap()
    _clock_basis()


def _extension() -> None:
    op.create_table(
        "extension",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("agent_id", Id, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", Id, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_extension_ticket_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_extension_agent_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["agent.id"], name=op.f("fk_extension_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index("ix_extension_ticket_id", "extension", ["ticket_id"])


def _duty_swap() -> None:
    op.create_table(
        "duty_swap",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("desk_id", Id, nullable=False),
        sa.Column("staff_key", sa.String(64), nullable=False),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=False),
        sa.Column("swapped_at", UtcDateTime(), nullable=False),
        sa.Column("swapped_by", Id, nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_duty_swap_desk_id")),
        sa.ForeignKeyConstraint(["swapped_by"], ["agent.id"], name=op.f("fk_duty_swap_swapped_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_swap")),
    )
    op.create_index("ix_duty_swap_desk_id", "duty_swap", ["desk_id"])


def _clock_basis() -> None:
    op.create_table(
        "clock_basis",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("organisation_id", Id, nullable=False),
        sa.Column("edition_id", Id, nullable=False),
        sa.Column("calendars", sa.String(64), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("after_ticket_id", Id, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_clock_basis_organisation_id")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_clock_basis_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_basis")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_clock_basis_organisation_id")),
    )
