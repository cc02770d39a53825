"""The modems that serve us, as they last were."""

from sqlalchemy import Boolean, Column, Integer, String, Table

from models.tables.base import UtcDateTime, identity, metadata

#: `state`: starting, working, silent, unplugged, refused_pin, no_network, full. `sim`: IMSI. `signal`: percent.
#: `voice`: whether it can ring a phone: yes when it has, no when it refused or may not, empty while nobody knows.
#: `dialled_at`: when it placed a call that nobody has seen end.
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
)
