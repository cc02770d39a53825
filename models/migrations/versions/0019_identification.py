"""Step 8: who somebody is. Invitations, attempts, addresses joined to persons, the word of the staff."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, Json, UtcDateTime

revision = "0019"
# 0017 and 0018 of the same step stand between as soon as they are there
down_revision = "0018"


def upgrade() -> None:
    op.add_column("person", sa.Column("known_at", UtcDateTime(), nullable=True))
    _invitations()
    _attempts()
    _joins()
    _vouching()


def _invitations() -> None:
    op.create_table(
        "invitation",
        *_begins("invitation"),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("contract_id", Id, nullable=True),
        sa.Column("may_change_contacts", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("issued_by", Id, nullable=True),
        *(sa.Column(f"{name}_at", UtcDateTime(), nullable=False) for name in ("issued", "expires")),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("used_address_id", Id, nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.UniqueConstraint("digest", name=op.f("uq_invitation_digest")),
        *_points("invitation", person_id="person", contract_id="contract", issued_by="agent"),
    )


def _attempts() -> None:
    op.create_table(
        "identification_attempt",
        *_begins("identification_attempt"),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        *_points("identification_attempt", address_id="address"),
    )
    op.create_index("ix_identification_attempt", "identification_attempt", ["address_id", "at"])


def _joins() -> None:
    op.create_table(
        "person_join",
        *_begins("person_join"),
        *(sa.Column(name, Id, nullable=False) for name in ("address_id", "from_person_id", "to_person_id")),
        sa.Column("contract_id", Id, nullable=True),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("agent_id", Id, nullable=True),
        sa.Column("code_proved", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("tickets", Json, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by", Id, nullable=True),
        *_points("person_join", address_id="address", contract_id="contract", agent_id="agent", undone_by="agent"),
        *_points("person_join", from_person_id="person", to_person_id="person"),
    )
    op.create_index("ix_person_join_address_id", "person_join", ["address_id"])
    op.create_index("ix_person_join_to_person_id", "person_join", ["to_person_id"])


def _vouching() -> None:
    op.create_table(
        "vouching",
        *_begins("vouching"),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", Id, nullable=True),
        *_points("vouching", address_id="address", decided_by="agent"),
    )
    op.create_index("ix_vouching_address_id", "vouching", ["address_id"])


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
