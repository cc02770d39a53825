"""Step 6: outgoing rows say where they go, by which transport; addresses and ids of every service have room."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id

revision = "0009"
down_revision = "0008"

#: table, column, length. SQLite pays no heed to it, so there the words of the schema stay as they are.
_WIDER = (
    ("lane", "key", 288),
    ("inbox", "provider_id", 255),
    ("outbox", "address", 254),
    ("address", "address", 254),
)


def upgrade() -> None:
    _outbox()
    _attachments()
    if _is_sqlite():
        _copies_on_sqlite()
    else:
        _copies()
        for table, column, length in _WIDER:
            op.alter_column(table, column, type_=sa.String(length))
        for table, column in _FILLED:
            op.alter_column(table, column, server_default=None)
    # until now a copy that went by SMS was nowhere: its chat was 0
    phone = (
        "SELECT address.address FROM message JOIN address ON address.id = message.address_id"
        " WHERE message.id = message_copy.message_id"
    )
    op.execute(f"UPDATE message_copy SET address = coalesce(({phone}), address) WHERE transport = 'sms'")


#: table, column: filled here and never empty from now on.
_FILLED = (("outbox", "transport"), ("outbox", "place"), ("attachment", "transport"))


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _filled(name: str, length: int) -> sa.Column[str]:
    """What SQLite can not take away again is a default that names nothing: a row without one would go nowhere."""
    return sa.Column(name, sa.String(length), nullable=False, server_default="")


def _outbox() -> None:
    op.add_column("outbox", _filled("transport", 16))
    op.add_column("outbox", _filled("place", 8))
    op.execute(
        "UPDATE outbox SET transport = CASE WHEN kind IN ('sms', 'ring') THEN 'sms' ELSE 'telegram' END,"
        " place = CASE WHEN kind = 'fetch_file' THEN 'account' WHEN address IS NOT NULL THEN 'address'"
        " WHEN chat_id IS NULL THEN 'topic' WHEN chat_id < 0 THEN 'group' ELSE 'address' END,"
        " address = coalesce(address, CAST(chat_id AS VARCHAR(20)))"
    )
    op.drop_column("outbox", "chat_id")


def _attachments() -> None:
    op.add_column("attachment", _filled("transport", 16))
    op.execute("UPDATE attachment SET transport = 'telegram'")


def _copies() -> None:
    op.alter_column(
        "message_copy",
        "chat_id",
        new_column_name="address",
        type_=sa.String(254),
        postgresql_using="chat_id::varchar",
    )
    op.alter_column("message_copy", "provider_id", type_=sa.String(255))
    op.execute(
        f"ALTER TABLE message_copy RENAME CONSTRAINT {_UNIQUE.format('chat_id')} TO {_UNIQUE.format('address')}"
    )


_UNIQUE = "uq_message_copy_transport_account_{}_provider_id"


def _copies_on_sqlite() -> None:
    """Nothing refers to this table, so that it can be made anew."""
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
        sa.Column("part", sa.Integer(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_copy_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_copy")),
        sa.UniqueConstraint("transport", "account", "address", "provider_id", name=op.f(_UNIQUE.format("address"))),
    )
    kept = "id, message_id, transport, account, {}, thread_id, provider_id, part"
    op.execute(
        f"INSERT INTO message_copy ({kept.format('address')}) SELECT {kept.format('CAST(chat_id AS TEXT)')}"
        " FROM former_copy ORDER BY id"
    )
    op.drop_table("former_copy")
    op.create_index("ix_message_copy_message", "message_copy", ["message_id", "address"])
