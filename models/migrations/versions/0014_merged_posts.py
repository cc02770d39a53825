"""Step 7: a post may show several messages: which ones, and what it says of each."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, Json

revision = "0014"
down_revision = "0013"

_FORMER = "uq_message_copy_transport_account_address_provider_id"
_UNIQUE = "uq_message_copy_place"
_KEY = ("transport", "account", "address", "provider_id", "message_id")
_COLUMNS = "id, message_id, transport, account, address, thread_id, provider_id, part, delivery_id"


def upgrade() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("outbox_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(128), nullable=False),
        sa.Column("time", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("entities", Json, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("outbox_id", "position", name=op.f("uq_outbox_message_outbox_id_position")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_outbox_message_outbox_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_outbox_message_message_id")),
    )
    op.create_index(op.f("ix_outbox_message_message_id"), "outbox_message", ["message_id"])
    if op.get_bind().dialect.name == "sqlite":
        _made_anew()
        return
    op.add_column("message_copy", sa.Column("outbox_id", Id, nullable=True))
    op.drop_constraint(_FORMER, "message_copy", type_="unique")
    op.create_unique_constraint(_UNIQUE, "message_copy", list(_KEY))


def _made_anew() -> None:
    """SQLite takes no constraint from a table."""
    op.drop_index("ix_message_copy_message", "message_copy")
    op.rename_table("message_copy", "former_copy")
    op.create_table(
        "message_copy",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.Column("transport", sa.String(16), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("provider_id", sa.String(255), nullable=False),
        sa.Column("part", sa.Integer(), server_default="0", nullable=False),
        sa.Column("delivery_id", Id, nullable=True),
        sa.Column("outbox_id", Id, nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_copy_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_copy")),
        sa.UniqueConstraint(*_KEY, name=_UNIQUE),
    )
    op.execute(f"INSERT INTO message_copy ({_COLUMNS}) SELECT {_COLUMNS} FROM former_copy")
    op.drop_table("former_copy")
    op.create_index("ix_message_copy_message", "message_copy", ["message_id", "address"])
