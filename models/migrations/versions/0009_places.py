"""Step 6: outgoing rows say where they go, by which transport; addresses and ids of every service have room."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id

revision = "0009"
down_revision = "0008"

#: table, column, old and new length.
_WIDER = (
    ("lane", "key", 96, 288),
    ("inbox", "provider_id", 96, 255),
    ("outbox", "address", 128, 254),
    ("address", "address", 128, 254),
)


def upgrade() -> None:
    _outbox()
    _attachments()
    if _is_sqlite():
        _copies_on_sqlite()
        _reshape_sqlite()
    else:
        _copies()
        for table, column, _, length in _WIDER:
            op.alter_column(table, column, type_=sa.String(length))
        for table, column, _ in _FILLED:
            op.alter_column(table, column, nullable=False)
    # until now a copy that went by SMS was nowhere: its chat was 0
    phone = (
        "SELECT address.address FROM message JOIN address ON address.id = message.address_id"
        " WHERE message.id = message_copy.message_id"
    )
    op.execute(f"UPDATE message_copy SET address = coalesce(({phone}), address) WHERE transport = 'sms'")


#: table, column, length: filled here and never empty from now on.
_FILLED = (("outbox", "transport", 16), ("outbox", "place", 8), ("attachment", "transport", 16))


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _outbox() -> None:
    op.add_column("outbox", sa.Column("transport", sa.String(16), nullable=True))
    op.add_column("outbox", sa.Column("place", sa.String(8), nullable=True))
    op.execute(
        "UPDATE outbox SET transport = CASE WHEN kind IN ('sms', 'ring') THEN 'sms' ELSE 'telegram' END,"
        " place = CASE WHEN kind = 'fetch_file' THEN 'account' WHEN address IS NOT NULL THEN 'address'"
        " WHEN chat_id IS NULL THEN 'topic' WHEN chat_id < 0 THEN 'group' ELSE 'address' END,"
        " address = coalesce(address, CAST(chat_id AS VARCHAR(20)))"
    )
    op.drop_column("outbox", "chat_id")


def _attachments() -> None:
    op.add_column("attachment", sa.Column("transport", sa.String(16), nullable=True))
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


def _reshape_sqlite() -> None:
    """Declared lengths and NOT NULL are words in the schema and nothing else: SQLite's documentation of ALTER TABLE
    names this way for them. Tables that others refer to can't be made anew within a transaction.
    """
    bind = op.get_bind()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    changes = [(t, f"{_word(c)} VARCHAR({old})", f"{_word(c)} VARCHAR({new})") for t, c, old, new in _WIDER]
    changes += [(t, f"{c} VARCHAR({n})", f"{c} VARCHAR({n}) NOT NULL") for t, c, n in _FILLED]
    for table, before, after in changes:
        bind.exec_driver_sql(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?",
            (before, after, table),
        )
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = RESET")


def _word(column: str) -> str:
    return '"key"' if column == "key" else column
