"""Since when the bridge hears what comes to a SIM: what it was deaf to may have come at any time before."""

from sqlalchemy import Connection, insert, select, update

from models.clock import Instant
from models.rules.sms.stamps import Listening, listened
from models.tables.sms import sim_listening


def listening_of(tx: Connection, sim: str) -> Listening | None:
    found = tx.execute(select(sim_listening).where(sim_listening.c.sim == sim)).one_or_none()
    return None if found is None else Listening(found.since, found.until, found.before)


def note_listening(tx: Connection, at: Instant, sim: str) -> None:
    """The SIM was emptied, while the network could reach it. sim: IMSI."""
    known = listening_of(tx, sim)
    now = vars(listened(known, at.real))
    if known is None:
        tx.execute(insert(sim_listening).values(sim=sim, **now))
    else:
        tx.execute(update(sim_listening).where(sim_listening.c.sim == sim).values(**now))
