"""The modems and the SIMs in them."""

from sqlalchemy import Connection, select

from models.tables.modems import modem

_ANY = select(modem.c.sim).where(modem.c.sim.is_not(None)).order_by(modem.c.seen_at.desc()).limit(1)


def any_sim(tx: Connection) -> str:
    """The SIM that was heard of last; empty when there has never been one."""
    return tx.execute(_ANY).scalar_one_or_none() or ""
