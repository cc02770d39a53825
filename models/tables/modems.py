"""The modems that serve us, as they last were, and places of their SIMs that can't be read."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from models.tables.base import Id, UtcDateTime, identity, metadata

#: `state`: Condition of models/rules/health/modem_health.py. `sim`: IMSI. `signal`: percent.
#: `voice`: whether it can ring a phone: yes when it has, no when it refused or may not, empty while nobody knows.
#: `dialled_at`: when it placed a call that nobody has seen end. `host`: of the bridge that keeps it.
#: `served_at`: when that bridge last said that it runs. `bad_since`, `bad_state`: of a trouble that is not over for
#: sure; `told_state`, `told_at`: of the trouble that staff were told and whose end they were not; `well_at`: when
#: they last were told of an end.
modem = Table(
    "modem",
    metadata,
    identity(),
    Column("device", String(255), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("detail", String(255), nullable=True),
    Column("sim", String(64), nullable=True),
    Column("number", String(32), nullable=True),
    Column("operator", String(64), nullable=True),
    Column("signal", Integer, nullable=True),
    Column("voice", Boolean, nullable=True),
    Column("dialled_at", UtcDateTime, nullable=True),
    Column("state_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("host", String(255), nullable=True),
    Column("served_at", UtcDateTime, nullable=True),
    Column("bad_since", UtcDateTime, nullable=True),
    Column("bad_state", String(16), nullable=True),
    Column("told_state", String(16), nullable=True),
    Column("told_at", UtcDateTime, nullable=True),
    Column("well_at", UtcDateTime, nullable=True),
)

#: Whose a SIM is (IMSI): it hears and sends for that organisation alone. One that stands here for nobody is shared.
sim_owner = Table(
    "sim_owner",
    metadata,
    identity(),
    Column("sim", String(64), nullable=False, unique=True),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
)

#: A place of a SIM at which a child died while it read; `location` 0: while it listed, at a place that nobody knows.
#: `raw`: what lies there, as the modem gives it (hex of the PDU); empty when it gave nothing. `told`: staff know.
sim_slot = Table(
    "sim_slot",
    metadata,
    identity(),
    Column("sim", String(64), nullable=False),
    Column("location", Integer, nullable=False),
    Column("deaths", Integer, nullable=False),
    Column("raw", Text, nullable=True),
    Column("noted_at", UtcDateTime, nullable=False),
    Column("told", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("sim", "location"),
)
