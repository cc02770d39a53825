"""Step 5: what closes doors and keeps promises. One part per subject, with its own columns, tables and indexes."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, Json, UtcDateTime

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
    op.add_column("lane", sa.Column("written_at", UtcDateTime(), nullable=True))
    op.create_table(
        "heartbeat",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("beat_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
        sa.UniqueConstraint("role", name=op.f("uq_heartbeat_role")),
    )


def _staff_groups() -> None:
    """Bindings, heads, agents who left, bots that were replaced."""
    op.add_column("staff_group", sa.Column("additional", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("staff_group", sa.Column("ended_at", UtcDateTime(), nullable=True))
    op.add_column("staff_group", sa.Column("trouble", sa.String(200), nullable=True))
    op.add_column("bot_account", sa.Column("replaced_by", sa.String(64), nullable=True))
    # until now new tickets appeared in the group that was bound first
    first = "SELECT min(one.id) FROM staff_group AS one WHERE one.state = 'bound' GROUP BY one.desk_id"
    yes = "true" if op.get_bind().dialect.name == "postgresql" else "1"
    op.execute(f"UPDATE staff_group SET additional = {yes} WHERE state = 'bound' AND id NOT IN ({first})")
    _former_topics()
    op.create_table(
        "desk_member",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("desk_id", Id, nullable=False),
        sa.Column("agent_id", Id, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_desk_member_desk_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_desk_member_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_member")),
        sa.UniqueConstraint("desk_id", "agent_id", name=op.f("uq_desk_member_desk_id_agent_id")),
    )


def _former_topics() -> None:
    op.create_table(
        "former_topic",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_former_topic_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_topic")),
    )
    op.create_index("ix_former_topic_thread", "former_topic", ["account", "chat_id", "thread_id"])


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
    _sms_parts()
    _sim_listening()
    _phones()


def _sms_parts() -> None:
    for name in ("binary", "raw"):
        op.add_column("sms_part", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("sms_part", sa.Column("port", sa.Integer(), nullable=True))
    op.add_column("sms_part", sa.Column("stamp", UtcDateTime(), nullable=True))


def _phones() -> None:
    """A phone was last heard when the minute began in which it last wrote."""
    op.add_column("address", sa.Column("stopped_at", UtcDateTime(), nullable=True))
    op.add_column("address", sa.Column("heard_at", UtcDateTime(), nullable=True))
    op.add_column("conversation", sa.Column("reply_digest", sa.String(64), nullable=True))
    op.add_column("conversation", sa.Column("reply_at", UtcDateTime(), nullable=True))
    op.add_column("conversation", sa.Column("reply_message_id", Id, nullable=True))
    op.add_column("conversation", sa.Column("close_code", sa.String(64), nullable=True))
    op.add_column("conversation", sa.Column("close_ticket_id", Id, nullable=True))
    op.add_column("conversation", sa.Column("close_code_until", UtcDateTime(), nullable=True))
    op.add_column("conversation", sa.Column("close_code_tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("conversation", sa.Column("close_codes_since", UtcDateTime(), nullable=True))
    op.add_column("conversation", sa.Column("close_codes", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE address SET heard_at = "
        "(SELECT window_at FROM conversation WHERE conversation.address_id = address.id) WHERE transport = 'sms'"
    )


def _sim_listening() -> None:
    """What comes while the upgrade runs is believed: the bridge listened until the modem was last seen."""
    op.create_table(
        "sim_listening",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("sim", sa.String(64), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("before", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sim_listening")),
        sa.UniqueConstraint("sim", name=op.f("uq_sim_listening_sim")),
    )
    op.execute(
        'INSERT INTO sim_listening (sim, "since", "until") '
        "SELECT sim, max(seen_at), max(seen_at) FROM modem WHERE sim IS NOT NULL GROUP BY sim"
    )


def _conversation() -> None:
    """What is no request, thanks, answers that wait for a word of the agent."""
    op.add_column("message", sa.Column("meaning", sa.String(16), nullable=True))
    op.add_column("ticket", sa.Column("dismissed_as", sa.String(16), nullable=True))
    op.add_column("address", sa.Column("blocked_at", UtcDateTime(), nullable=True))
    op.add_column("address", sa.Column("blocked_ticket_id", Id, nullable=True))
    op.add_column("address", sa.Column("blocked_messages", sa.Integer(), nullable=False, server_default="0"))


def _requests() -> None:
    """Drafts, limits of messages, time zones, acceptance."""
    _acceptance()
    _drafts()
    _overflows()


def _acceptance() -> None:
    """Who texted was never shown what the first request accepts; who was met in a chat was greeted with it."""
    op.add_column("person", sa.Column("shown_edition_id", Id, nullable=True))
    op.add_column("person", sa.Column("accepted_at", UtcDateTime(), nullable=True))
    op.execute(
        "UPDATE person SET accepted_edition_id = NULL"
        " WHERE id IN (SELECT person_id FROM address WHERE transport = 'sms')"
    )
    op.execute("UPDATE person SET shown_edition_id = accepted_edition_id")


def _drafts() -> None:
    op.add_column("conversation", sa.Column("next_at", UtcDateTime(), nullable=True))
    op.create_index(
        "ix_conversation_due",
        "conversation",
        ["next_at"],
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.add_column("ticket", sa.Column("unfinished", Json, nullable=True))


def _overflows() -> None:
    op.create_table(
        "overflow",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("ticket_id", Id, nullable=True),
        sa.Column("line_id", Id, nullable=True),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("shown_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_overflow_address_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_overflow_ticket_id")),
        sa.ForeignKeyConstraint(["line_id"], ["message.id"], name=op.f("fk_overflow_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overflow")),
    )
    op.create_index("ix_overflow_ticket_id", "overflow", ["ticket_id"])
    op.create_index(
        "ix_overflow_open",
        "overflow",
        ["address_id"],
        sqlite_where=sa.text("shown_at IS NULL"),
        postgresql_where=sa.text("shown_at IS NULL"),
    )
    op.add_column("message", sa.Column("overflow_id", Id, nullable=True))
    op.create_index(
        "ix_message_overflow",
        "message",
        ["overflow_id"],
        sqlite_where=sa.text("overflow_id IS NOT NULL"),
        postgresql_where=sa.text("overflow_id IS NOT NULL"),
    )


def _files() -> None:
    """Quotas of bytes, downloads. What nobody read goes until a step that reads it."""
    op.add_column("conversation", sa.Column("files_since", UtcDateTime(), nullable=True))
    op.add_column("conversation", sa.Column("files_bytes", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("conversation", sa.Column("files_told", sa.Boolean(), nullable=False, server_default="0"))
    op.create_table(
        "trouble",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("since_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trouble")),
        sa.UniqueConstraint("key", name=op.f("uq_trouble_key")),
    )
    op.drop_column("attachment", "sniffed_type")
    op.drop_table("audit_entry")
    op.drop_table("api_idempotency")
