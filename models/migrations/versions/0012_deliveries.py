"""Step 7: a delivery is one message to one addressee; rows of the outbox are its attempts. A function per subject."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, Json, UtcDateTime

revision = "0012"
down_revision = "0011"

Row = sa.Row[Any]

outbox = sa.table(
    "outbox",
    *(sa.column(name, Id) for name in ("id", "lane_id", "ticket_id", "message_id", "delivery_id", "address_id")),
    *(
        sa.column(name)
        for name in ("kind", "state", "repeatable", "transport", "account", "place", "address", "error")
    ),
    sa.column("payload", Json),
    sa.column("created_at", UtcDateTime()),
)
ticket = sa.table("ticket", *(sa.column(name, Id) for name in ("id", "organisation_id", "person_id")))
message = sa.table("message", sa.column("id", Id), sa.column("author"))
topic = sa.table("topic", sa.column("ticket_id", Id), sa.column("account"), sa.column("chat_id", sa.BigInteger()))
agent = sa.table("agent", *(sa.column(name) for name in ("id", "organisation_id", "transport", "account", "address")))
delivery = sa.table(
    "delivery",
    *(sa.column(name, Id) for name in ("id", "organisation_id", "person_id", "agent_id", "ticket_id", "message_id")),
    *(sa.column(name) for name in ("transport", "address", "purpose", "state", "header")),
    sa.column("created_at", UtcDateTime()),
)
message_copy = sa.table(
    "message_copy",
    *(sa.column(name, Id) for name in ("message_id", "delivery_id")),
    *(sa.column(name) for name in ("account", "address", "part")),
)
told = sa.table(
    "told",
    *(sa.column(name, Id) for name in ("ticket_id", "outbox_id")),
    *(sa.column(name) for name in ("transport", "account", "address", "provider_id")),
    sa.column("asks_if_solved", sa.Boolean()),
)

_WAITING: Final = ("pending", "sending", "failed_temporarily")
#: Of these something may still become known, or an agent may send them again.
_OPEN: Final = (*_WAITING, "unknown", "sent")
#: What payloads said of that until now.
_GONE: Final = ("report_to", "report_in", "last", "header", "duty", "kept")
_MESSAGES_AT_ONCE: Final = 500


def upgrade() -> None:
    _tables()
    _addresses()
    _answers()
    _phones_on_duty()
    _colleagues()
    _calls_of_the_ladder()
    _payloads()


def _tables() -> None:
    named = ("organisation", "person", "agent", "ticket", "message")
    op.create_table(
        "delivery",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        *(sa.Column(f"{name}_id", Id, nullable=name != "organisation") for name in named),
        sa.Column("transport", sa.String(16), nullable=True),
        sa.Column("address", sa.String(254), nullable=True),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("header", sa.Text(), nullable=False, server_default=""),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NOT NULL AND agent_id IS NULL AND address IS NULL)"
            " OR (person_id IS NULL AND agent_id IS NOT NULL AND address IS NULL)"
            " OR (person_id IS NULL AND agent_id IS NULL AND address IS NOT NULL)",
            name=op.f("ck_delivery_one_addressee"),
        ),
        sa.CheckConstraint("(transport IS NULL) = (address IS NULL)", name=op.f("ck_delivery_whole_address")),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_delivery_{name}_id"))
            for name in named
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_ticket_id"), "delivery", ["ticket_id"])
    op.add_column("outbox", sa.Column("delivery_id", Id, nullable=True))
    op.add_column("outbox", sa.Column("address_id", Id, nullable=True))
    op.add_column("outbox", sa.Column("step", sa.Integer(), nullable=False, server_default="1"))
    some = sa.text("delivery_id IS NOT NULL")
    op.create_index("ix_outbox_delivery", "outbox", ["delivery_id"], sqlite_where=some, postgresql_where=some)
    op.add_column("message_copy", sa.Column("delivery_id", Id, nullable=True))
    op.add_column("told", sa.Column("outbox_id", Id, nullable=True))


def _addresses() -> None:
    """Which address of a requester waiting rows go to. A phone is the same whichever SIM sends."""
    op.execute(
        "UPDATE outbox SET address_id = (SELECT max(address.id) FROM address"
        " WHERE address.transport = outbox.transport AND address.address = outbox.address"
        " AND (address.transport = 'sms' OR address.account = outbox.account)"
        " AND (outbox.ticket_id IS NULL OR address.person_id ="
        " (SELECT ticket.person_id FROM ticket WHERE ticket.id = outbox.ticket_id)))"
        " WHERE place = 'address' AND kind <> 'ring'"
        " AND state IN ('pending', 'sending', 'failed_temporarily', 'unknown')"
    )


def _rows() -> sa.Select[Any]:
    return (
        sa.select(outbox, ticket.c.organisation_id, ticket.c.person_id)
        .select_from(outbox.join(ticket, ticket.c.id == outbox.c.ticket_id))
        .where(outbox.c.place == "address")
        .order_by(outbox.c.id)
    )


def _answers() -> None:
    """Of every message of an agent, because later words, failures and corrections ask what became of it."""
    last = 0
    while True:
        some = (
            sa.select(outbox.c.message_id)
            .select_from(outbox.join(message, message.c.id == outbox.c.message_id))
            .where(message.c.author == "agent", outbox.c.message_id > last, outbox.c.kind.in_(("post", "sms")))
            .distinct()
            .order_by(outbox.c.message_id)
            .limit(_MESSAGES_AT_ONCE)
        )
        message_ids = list(op.get_bind().execute(some).scalars())
        if not message_ids:
            return
        theirs = _rows().where(outbox.c.message_id.in_(message_ids), outbox.c.kind.in_(("post", "sms")))
        rows = sorted(op.get_bind().execute(theirs), key=lambda row: (row.message_id, row.id))
        for _, of_message in groupby(rows, key=lambda row: row.message_id):
            for number, whole in enumerate(_wholes(of_message)):
                _store(whole, "correction" if number else "answer", person_id=whole[0].person_id)
        last = message_ids[-1]


def _wholes(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows that made one message together. A part that comes again begins another one, unless it was sent again."""
    whole: list[Row] = []
    parts: dict[int, Row] = {}
    for row in rows:
        part = row.payload.get("part", 0)
        before = parts.get(part)
        again = before is not None and before.error == "sent again by an agent"
        other_file = bool(whole) and part // 100 != whole[0].payload.get("part", 0) // 100
        if (before is not None and not again) or other_file:
            yield whole
            whole, parts = [], {}
        whole.append(row)
        parts[part] = row
    if whole:
        yield whole


def _phones_on_duty() -> None:
    open_ones = _rows().where(outbox.c.kind.in_(("sms", "ring")), outbox.c.state.in_(_OPEN))
    rows = [row for row in op.get_bind().execute(open_ones) if row.kind == "ring" or row.payload.get("duty")]
    wholes = [[row] for row in rows if row.kind == "ring"]
    texts = sorted((row for row in rows if row.kind == "sms"), key=lambda row: (row.lane_id, row.id))
    for _, of_lane in groupby(texts, key=lambda row: row.lane_id):
        wholes += _wholes(of_lane)
    for whole in wholes:
        _store(whole, "duty", transport="sms", address=whole[0].address)
        _set(whole, address_id=None)


def _colleagues() -> None:
    """What waits for staff in private, about a ticket."""
    to_them = sa.and_(
        agent.c.organisation_id == ticket.c.organisation_id,
        agent.c.transport == outbox.c.transport,
        agent.c.account == outbox.c.account,
        agent.c.address == outbox.c.address,
    )
    waiting = (
        sa.select(outbox, ticket.c.organisation_id, agent.c.id.label("agent_id"))
        .select_from(outbox.join(ticket, ticket.c.id == outbox.c.ticket_id).join(agent, to_them))
        .where(outbox.c.kind == "post", outbox.c.repeatable, outbox.c.place == "address")
        .where(outbox.c.state.in_(_WAITING), outbox.c.message_id.is_(None))
        .order_by(outbox.c.lane_id, outbox.c.id)
    )
    for _, of_lane in groupby(op.get_bind().execute(waiting).all(), key=lambda row: row.lane_id):
        for whole in _wholes(of_lane):
            _store(whole, "escalation", agent_id=whole[0].agent_id)


def _calls_of_the_ladder() -> None:
    """Posts in topics whose button is to go when somebody takes the ticket."""
    posts = (
        sa.select(outbox, topic.c.chat_id)
        .select_from(outbox.join(topic, topic.c.ticket_id == outbox.c.ticket_id))
        .where(outbox.c.kind == "post", outbox.c.place == "topic", outbox.c.message_id.is_(None))
        .where(outbox.c.account == topic.c.account, sa.cast(outbox.c.payload, sa.Text).like('%"kept"%'))
    )
    for row in op.get_bind().execute(posts).all():
        place = {"transport": row.transport, "account": row.account, "address": str(row.chat_id)}
        for provider_id in row.payload.get("kept", ()):
            ids = {"ticket_id": row.ticket_id, "provider_id": provider_id, "outbox_id": row.id}
            op.get_bind().execute(sa.insert(told).values(**place, **ids, asks_if_solved=False))


def _payloads() -> None:
    """Nobody reads these keys any more, nor has a type for them."""
    with_keys = " OR ".join(f"CAST(payload AS TEXT) LIKE '%\"{key}\"%'" for key in _GONE)
    paths = ", ".join(f"'$.{key}'" for key in _GONE)
    names = ", ".join(f"'{key}'" for key in _GONE)
    without = f"json_remove(payload, {paths})" if _is_sqlite() else f"payload - ARRAY[{names}]"
    op.execute(f"UPDATE outbox SET payload = {without} WHERE kind IN ('post', 'sms') AND ({with_keys})")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _store(whole: Sequence[Row], purpose: str, **addressee: Any) -> None:
    first = whole[0]
    values: Mapping[str, Any] = {
        "organisation_id": first.organisation_id,
        "ticket_id": first.ticket_id,
        "message_id": first.message_id,
        "purpose": purpose,
        "state": _state_of({row.state for row in whole}),
        "header": first.payload.get("header") or "",
        "created_at": first.created_at,
        **addressee,
    }
    new = op.get_bind().execute(sa.insert(delivery).values(**values).returning(delivery.c.id)).scalar_one()
    _set(whole, delivery_id=new)
    for row in whole if first.message_id is not None else ():
        there = sa.and_(
            message_copy.c.message_id == row.message_id,
            message_copy.c.account == row.account,
            message_copy.c.address == row.address,
            message_copy.c.part == row.payload.get("part", 0),
        )
        op.get_bind().execute(sa.update(message_copy).where(there).values(delivery_id=new))


def _set(rows: Sequence[Row], **values: Any) -> None:
    op.get_bind().execute(sa.update(outbox).where(outbox.c.id.in_([row.id for row in rows])).values(**values))


def _state_of(states: set[str]) -> str:
    live = states - {"cancelled"}
    if not live:
        return "cancelled"
    for worst in ("failed_permanently", "unknown"):
        if worst in live:
            return worst
    if live & set(_WAITING):
        return "pending"
    return "sent" if "sent" in live else "delivered"
