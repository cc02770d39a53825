"""Step 8: who takes part in a ticket, whose words a message holds, and who sees them."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, UtcDateTime

revision = "0021"
down_revision = "0020"

#: Until now nobody but its requester wrote in a ticket. What belongs to none is of whoever has the address.
_WHOSE = """
UPDATE message SET person_id = COALESCE(
    (SELECT ticket.person_id FROM ticket WHERE ticket.id = message.ticket_id),
    (SELECT address.person_id FROM address WHERE address.id = message.address_id)
) WHERE author = 'requester'
"""


def upgrade() -> None:
    op.create_table(
        "ticket_participant",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        *(sa.Column(f"{name}_id", Id, nullable=False) for name in ("organisation", "ticket", "person")),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("sees", sa.String(16), nullable=False),
        sa.Column("agent_id", Id, nullable=True),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=True),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_ticket_participant_{name}_id"))
            for name in ("organisation", "ticket", "person", "agent")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_participant")),
    )
    now = sa.text("until_at IS NULL")
    op.create_index(
        "uq_ticket_participant_now",
        "ticket_participant",
        ["ticket_id", "person_id"],
        unique=True,
        sqlite_where=now,
        postgresql_where=now,
    )
    op.create_index("ix_ticket_participant_person_id", "ticket_participant", ["person_id"])
    op.add_column("message", sa.Column("person_id", Id, nullable=True))
    op.add_column("message", sa.Column("audience", sa.String(16), nullable=True))
    op.execute(_WHOSE)
