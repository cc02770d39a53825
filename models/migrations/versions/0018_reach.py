"""Step 8: codes that prove an address, what changed about addresses, and what people consented to."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, Json, UtcDateTime

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    _challenges()
    op.create_table(
        "address_event",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("organisation_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("address_id", Id, nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_address_id", Id, nullable=True),
        sa.Column("before", Json, nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_event")),
        *_of("address_event"),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_address_event_address_id")),
    )
    op.create_index("ix_address_event_person_id", "address_event", ["person_id"])
    op.create_index("ix_address_event_address_id", "address_event", ["address_id"])
    op.create_table(
        "consent",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("organisation_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("edition_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_address_id", Id, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        *_of("consent"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_consent_edition_id")),
    )
    op.create_index("ix_consent_person_id", "consent", ["person_id"])
    due = sa.text("recheck_at IS NOT NULL")
    op.create_index("ix_address_recheck", "address", ["recheck_at"], sqlite_where=due, postgresql_where=due)


def _challenges() -> None:
    op.create_table(
        "address_challenge",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("organisation_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("transport", sa.String(16), nullable=True),
        sa.Column("account", sa.String(64), nullable=True),
        sa.Column("address", sa.String(254), nullable=True),
        sa.Column("subject_id", Id, nullable=True),
        sa.Column("counted_as", sa.String(64), nullable=False),
        sa.Column("also_counted_as", sa.String(64), nullable=True),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_challenge")),
        *_of("address_challenge"),
    )
    for column in ("person_id", "counted_as", "also_counted_as"):
        op.create_index(f"ix_address_challenge_{column}", "address_challenge", [column, "created_at"])
    op.create_index("ix_address_challenge_digest", "address_challenge", ["digest"])


def _of(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return (
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id")),
    )
