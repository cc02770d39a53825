"""Organisations, their desks, the staff groups of a desk, and the one-time codes that bind them."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, String, Table, UniqueConstraint

from models.tables.base import Id, UtcDateTime, identity, metadata

organisation = Table(
    "organisation",
    metadata,
    identity(),
    Column("key", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("next_ticket_number", Integer, nullable=False, server_default="1"),
)

desk = Table(
    "desk",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("key", String(64), nullable=False),
    UniqueConstraint("organisation_id", "key"),
)

#: One staff group. `state`: bound, left (the bot was removed; topics there are lost until it comes back), replaced
#: (another group took over, or it was unbound). `ended_at`: since when it is not bound. `additional`: stands beside
#: the group where new tickets appear. `trouble`: what staff were told does not work there
#: (names of models/rules/health/group_health.py). `strain`: why new tickets go to another group of the desk, if there
#: is one (models/rules/health/group_load.py), `strain_at`: since when, in real time.
staff_group = Table(
    "staff_group",
    metadata,
    identity(),
    Column("desk_id", Id, ForeignKey("desk.id"), nullable=False),
    Column("account", String(64), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("title", String(255), nullable=False),
    Column("state", String(16), nullable=False),
    Column("bound_at", UtcDateTime, nullable=False),
    Column("bound_by", Id, ForeignKey("agent.id"), nullable=True),
    Column("additional", Boolean, nullable=False, server_default="0"),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("trouble", String(200), nullable=True),
    Column("strain", String(16), nullable=True),
    Column("strain_at", UtcDateTime, nullable=True),
    UniqueConstraint("account", "chat_id"),
)

#: `purpose`: group (binds a staff group), additional (binds one beside it), head (enrols a head), staff (enrols
#: `staff_key` of the regulation).
#: Only a digest of the code is kept.
one_time_code = Table(
    "one_time_code",
    metadata,
    identity(),
    Column("desk_id", Id, ForeignKey("desk.id"), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("staff_key", String(64), nullable=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=True),
)

#: The bots that serve us. `account` stands beside every provider id: ids are unique per bot only.
#: `organisation_id`: whose requesters and staff it serves; empty until the bot has started.
#: `replaced_by`: the account that took over from it.
#: `heard_at`: until then nothing that people wrote can be missing, in real time (Telegram keeps updates for a day).
bot_account = Table(
    "bot_account",
    metadata,
    identity(),
    Column("transport", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("organisation_id", Id, nullable=True),
    Column("username", String(64), nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("heard_at", UtcDateTime, nullable=True),
    Column("replaced_by", String(64), nullable=True),
    UniqueConstraint("transport", "account"),
)
