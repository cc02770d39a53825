"""The modems and the SIMs in them."""

from collections.abc import Collection

from sqlalchemy import Connection, case, select

from models.tables.modems import modem

_ANY = select(modem.c.sim).where(modem.c.sim.is_not(None)).order_by(modem.c.seen_at.desc()).limit(1)


def any_sim(tx: Connection) -> str:
    """The SIM that was heard of last; empty when there has never been one."""
    return tx.execute(_ANY).scalar_one_or_none() or ""


_WORKS = modem.c.state == "working"
_SIMS = select(modem.c.sim).where(modem.c.sim.is_not(None))
#: One that has rung before one that might, and that before one that refused.
_BY_VOICE = case((modem.c.voice.is_(None), 1), (modem.c.voice, 0), else_=2)


def live_sim(tx: Connection) -> str:
    """The SIM that most likely sends what has to arrive: of a modem that works, if there is one. Empty: none ever."""
    query = _SIMS.order_by(case((_WORKS, 0), else_=1), modem.c.seen_at.desc()).limit(1)
    return tx.execute(query).scalar_one_or_none() or ""


def ringing_sim(tx: Connection) -> str:
    """The SIM that most likely can ring a phone. Empty: there has never been one."""
    query = _SIMS.order_by(case((_WORKS, 0), else_=1), _BY_VOICE, modem.c.seen_at.desc()).limit(1)
    return tx.execute(query).scalar_one_or_none() or ""


def another_ringing_sim(tx: Connection, tried: Collection[str]) -> str | None:
    """One that works and was not tried, and of which nobody knows that it can't ring."""
    untried = _SIMS.where(_WORKS, modem.c.voice.is_not(False), modem.c.sim.not_in(tried))
    return tx.execute(untried.order_by(_BY_VOICE, modem.c.seen_at.desc()).limit(1)).scalar_one_or_none()
