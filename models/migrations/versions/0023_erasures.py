"""Step 8: persons are erased, and get copies of their data."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, Json, UtcDateTime

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    _erasures()
    _erased_addresses()
    _copies()


def _erasures() -> None:
    op.create_table(
        "erasure",
        *_begins("erasure"),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("person_code", sa.String(32), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("by", sa.String(16), nullable=False),
        sa.Column("by_address_id", Id, nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        *(sa.Column(f"{name}_at", UtcDateTime(), nullable=False) for name in ("asked", "begins")),
        *(sa.Column(f"{name}_at", UtcDateTime(), nullable=True) for name in ("next", "begun", "done")),
        *(sa.Column(name, Json, nullable=True) for name in ("counts", "holds", "kept")),
        sa.Column("again", sa.Boolean(), server_default="0", nullable=False),
        sa.UniqueConstraint("code", name=op.f("uq_erasure_code")),
    )
    op.create_index("ix_erasure_person_id", "erasure", ["person_id"])
    _due("erasure")


def _erased_addresses() -> None:
    op.create_table(
        "erased_address",
        *_begins("erased_address"),
        sa.Column("erasure_id", Id, nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=False),
        *_points("erased_address", erasure_id="erasure"),
    )
    op.create_index("ix_erased_address_digest", "erased_address", ["organisation_id", "digest"])


def _copies() -> None:
    op.create_table(
        "person_copy",
        *_begins("person_copy"),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("message_id", Id, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        *_points("person_copy", person_id="person", address_id="address"),
    )
    op.create_index("ix_person_copy_person_id", "person_copy", ["person_id"])
    _due("person_copy")


def _due(table: str) -> None:
    there = sa.text("next_at IS NOT NULL")
    op.create_index(f"ix_{table}_due", table, ["next_at"], sqlite_where=there, postgresql_where=there)


def _begins(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("organisation_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *_points(table, organisation_id="organisation"),
    )


def _points(table: str, **to: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    """to: by column, the table that its values are ids of."""
    return tuple(
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in to.items()
    )
