"""What the bridge knows of its modems."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from models.clock import Instant
from models.rules.health.modem_health import GOOD, STEADY, Condition
from models.tables.modems import modem

#: What is noted of a modem; that its bridge does not run is seen by others.
STATES = tuple(state for state in Condition if state is not Condition.NOT_SERVED)


def note_modem(tx: Connection, at: Instant, device: str, *, bad_for: timedelta = timedelta(0), **known: Any) -> None:
    """known: state (of STATES), detail, sim, number, operator, signal (percent or None): what is not named stays.

    bad_for: how long a trouble has lasted already when it is noted.
    """
    if "state" in known and known["state"] not in STATES:
        raise ValueError(f"a modem is never {known['state']!r}; it is one of {', '.join(STATES)}")
    before = tx.execute(select(modem).where(modem.c.device == device)).one_or_none()
    seen = {"seen_at": at.real, "served_at": at.real}
    if before is None:
        state = known.get("state", Condition.STARTING)
        bad = {"bad_since": at.real - bad_for, "bad_state": state} if state not in GOOD else {}
        new = {"device": device, "state": state, "state_at": at.real, **bad}
        tx.execute(insert(modem).values({**new, **known, **seen}))
        return
    changed = _changed(before, known.get("state", before.state), at.real, bad_for)
    tx.execute(update(modem).where(modem.c.id == before.id).values({**known, **changed, **seen}))


def _changed(before: Any, state: str, real: datetime, bad_for: timedelta) -> dict[str, Any]:
    """A short spell of work does not end a trouble."""
    if state == before.state:
        return {}
    steady = before.state == Condition.WORKING and real - before.state_at >= STEADY
    if state in GOOD:
        over = {"bad_since": None, "bad_state": None} if steady else {}
        return {"state_at": real, **over}
    since = real - bad_for if before.bad_since is None or steady else before.bad_since
    return {"state_at": real, "bad_since": since, "bad_state": state}


def begin_serving(tx: Connection, at: Instant, host: str, devices: Collection[str]) -> None:
    """A bridge starts. Modems that it kept before and that are not named to it any more concern nobody."""
    retire_others(tx, at, host, devices)
    for device in devices:
        note_modem(tx, at, device, state=Condition.STARTING, host=host)


def retire_others(tx: Connection, at: Instant, host: str, devices: Collection[str]) -> None:
    """devices: those that are named in the settings of this host."""
    kept_here = or_(modem.c.host == host, modem.c.host.is_(None))
    gone = update(modem).where(kept_here, modem.c.device.not_in(devices), modem.c.state != Condition.RETIRED)
    tx.execute(gone.values(state=Condition.RETIRED, state_at=at.real))


def keep_serving(tx: Connection, at: Instant, host: str) -> None:
    """The heartbeat of a bridge: it runs, whatever its modems do."""
    tx.execute(update(modem).where(modem.c.host == host).values(served_at=at.real))


def allow_rings(tx: Connection, at: Instant, device: str, *, allowed: bool) -> bool:
    """When a modem begins: what it refused before may be tried anew. True: it was left with a call on its line."""
    this = modem.c.device == device
    if tx.execute(select(modem.c.id).where(this)).one_or_none() is None:
        note_modem(tx, at, device)
    if allowed:
        tx.execute(update(modem).where(this, modem.c.voice.is_(False)).values(voice=None))
    else:
        tx.execute(update(modem).where(this).values(voice=False))
    return tx.execute(select(modem.c.dialled_at).where(this)).scalar_one() is not None


def note_dialling(tx: Connection, device: str, at: Instant) -> None:
    """A call leaves: whoever has this modem next ends it first."""
    tx.execute(update(modem).where(modem.c.device == device).values(dialled_at=at.real))


def note_line_free(tx: Connection, device: str) -> None:
    tx.execute(update(modem).where(modem.c.device == device).values(dialled_at=None))


def note_voice(tx: Connection, device: str, *, voice: bool) -> None:
    """voice: it rang, or this time it could not. What has rung once counts as able, whatever the network did."""
    this = modem.c.device == device
    if voice:
        tx.execute(update(modem).where(this).values(voice=True))
    else:
        tx.execute(update(modem).where(this, modem.c.voice.is_(None)).values(voice=False))
