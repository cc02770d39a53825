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
