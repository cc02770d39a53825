"""Step 8: contracts with their contact persons, and the contract that a ticket is under."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, UtcDateTime

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "contract",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("organisation_id", Id, nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("normal_number", sa.String(64), nullable=False),
        sa.Column("tier", sa.String(64), nullable=True),
        sa.Column("client_kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("paid_until", sa.Date(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_contract_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint(
            "organisation_id", "normal_number", name=op.f("uq_contract_organisation_id_normal_number")
        ),
    )
    op.create_table(
        "contact_person",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        *(sa.Column(f"{name}_id", Id, nullable=False) for name in ("organisation", "contract", "person")),
        sa.Column("sees", sa.String(8), nullable=False, server_default="own"),
        sa.Column("may_change_contacts", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_contact_person_{name}_id"))
            for name in ("organisation", "contract", "person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_person")),
        sa.UniqueConstraint("contract_id", "person_id", name=op.f("uq_contact_person_contract_id_person_id")),
    )
    op.create_index("ix_contact_person_person_id", "contact_person", ["person_id"])
    op.add_column("ticket", sa.Column("contract_id", Id, nullable=True))
    under_one = sa.text("contract_id IS NOT NULL")
    op.create_index(
        "ix_ticket_contract", "ticket", ["contract_id"], sqlite_where=under_one, postgresql_where=under_one
    )
