"""The modems and the SIMs in them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, case, func, literal_column, select

from models.rules.phone_numbers import shown_number
from models.tables.lanes import outbox
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


#: As a literal: with a parameter SQLite does not see that the index of SMS fits.
_SMS = outbox.c.kind == literal_column("'sms'")


def sms_given_to(tx: Connection, sim: str, since: datetime, *, automatic: bool) -> int:
    """How many SMS the SIM got to send, counted in parts. since: real time. automatic: only those nobody typed."""
    of_sim = select(func.count()).select_from(outbox).where(_SMS, outbox.c.account == sim)
    given = of_sim.where(outbox.c.created_at >= since)
    return int(tx.execute(given.where(outbox.c.message_id.is_(None)) if automatic else given).scalar_one())


def sim_name(tx: Connection, sim: str) -> str:
    """For people: its number where somebody wrote it on the SIM, else the modem that it is in, else its IMSI."""
    row = tx.execute(
        select(modem.c.number, modem.c.device).where(modem.c.sim == sim).order_by(modem.c.seen_at.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return f"IMSI {sim}"
    return shown_number(row.number) if row.number else f"IMSI {sim} ({row.device})"
