"""What the bridge knows of its modems."""

from typing import Any

from sqlalchemy import Connection, insert, select, update

from models.clock import Instant
from models.tables.modems import modem

STATES = ("starting", "working", "silent", "unplugged", "refused_pin", "no_network", "full")


def note_modem(tx: Connection, at: Instant, device: str, **known: Any) -> None:
    """known: state (of STATES), detail, sim, number, operator, signal (percent or None): what is not named stays."""
    if "state" in known and known["state"] not in STATES:
        raise ValueError(f"a modem is never {known['state']!r}; it is one of {', '.join(STATES)}")
    before = tx.execute(select(modem.c.id, modem.c.state).where(modem.c.device == device)).one_or_none()
    values = {**known, "seen_at": at.real}
    if before is None:
        tx.execute(insert(modem).values({"device": device, "state": "starting", "state_at": at.real, **values}))
        return
    if known.get("state", before.state) != before.state:
        values["state_at"] = at.real
    tx.execute(update(modem).where(modem.c.id == before.id).values(values))


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
