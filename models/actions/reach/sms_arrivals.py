"""What a modem received: stored durably, so that it may be deleted from the SIM; the inbox loop does the rest."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, func, insert, select, update

from models.actions.queue.inbox import RawInbound, store_inbound
from models.actions.queue.outbox import sms_lane
from models.actions.reach.sms_listening import listening_of
from models.actions.reach.sms_words import GSM_ACCOUNT, SMS
from models.clock import Instant
from models.rules.sms.stamps import is_believed
from models.tables.sms import sms_part

#: A part that has not come by then is given up, and the rest is passed on as it is.
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Concat:
    """A part's place in a long SMS. reference: 0..65535, of the sender's choice; part: from 1."""

    reference: int
    of: int
    part: int


@dataclass(frozen=True)
class Arrived:
    """One SMS, or one part, as it lay on the SIM.

    sender: as the network gave it, a name spelled like a number in «» (named_sender); empty when it gave none.
    sent_at: the network's stamp, aware UTC.
    binary: hex, of what is no text. port: of the application that it is for. raw: hex, all octets as they lay there.
    """

    sender: str
    text: str
    sent_at: datetime
    flash: bool = False
    binary: str | None = None
    concat: Concat | None = None
    port: int | None = None
    raw: str | None = None


@dataclass(frozen=True)
class _Said:
    """at: when it counts as said. stamp: the network's, if that is not believed."""

    at: datetime
    stamp: datetime | None


def keep_sms(tx: Connection, at: Instant, sim: str, sms: Arrived) -> bool:
    """True: something is ready for the inbox loop. What was kept before changes nothing, however often it comes.

    sim: IMSI. Call inside a durable transaction, and delete from the SIM only after its commit.
    """
    sms = replace(sms, sender=_storable(sms.sender))
    digest = _digest(sim, sms)
    said = _said(tx, at, sim, sms.sent_at)
    if sms.concat is None or sms.concat.of < 2:
        return _pass_on(tx, at, sim, sms.sender, digest, _payload(sms, said))
    if not _keep_part(tx, at, sim, sms, sms.concat, said, digest):
        return False
    parts = _waiting_with(tx, sim, sms.sender, sms.concat)
    if {part.part for part in parts} != set(range(1, sms.concat.of + 1)):
        return False
    _pass_parts_on(tx, at, sim, parts)
    return True


def _said(tx: Connection, at: Instant, sim: str, stamp: datetime) -> _Said:
    """In a rehearsal the simulated network's clock may run ahead with the organisation's."""
    listening = listening_of(tx, sim)
    for real in (stamp, stamp - (at.now - at.real)):
        if is_believed(real, at.real, listening):
            return _Said(min(real, at.real), None)
    return _Said(at.real, stamp)


def keep_call(tx: Connection, at: Instant, sim: str, number: str) -> None:
    """Somebody rang. number: as the network gave it; empty when it was withheld."""
    number = _storable(number)
    payload = {"kind": "call", "sender": number, "at": at.real.isoformat()}
    _pass_on(tx, at, sim, number, f"call:{uuid4().hex}", payload)


def give_up_waiting(tx: Connection, at: Instant, sim: str) -> int:
    """Long SMS whose missing parts did not come in time are passed on as they are. Returns how many."""
    # by the youngest part: as long as parts come, the others may
    late = (
        select(sms_part.c.sender, sms_part.c.reference, sms_part.c.parts)
        .where(sms_part.c.sim == sim, sms_part.c.passed_on_at.is_(None))
        .group_by(sms_part.c.sender, sms_part.c.reference, sms_part.c.parts)
        .having(func.max(sms_part.c.received_at) <= at.real - PATIENCE)
    )
    groups = tx.execute(late).all()
    for sender, reference, of in groups:
        _pass_parts_on(tx, at, sim, _waiting_with(tx, sim, sender, Concat(reference, of, 1)))
    return len(groups)


def _keep_part(tx: Connection, at: Instant, sim: str, sms: Arrived, concat: Concat, said: _Said, digest: str) -> bool:
    """False: it was kept before."""
    if tx.execute(select(sms_part.c.id).where(sms_part.c.digest == digest)).first() is not None:
        return False
    tx.execute(
        insert(sms_part).values(
            digest=digest,
            sim=sim,
            sender=sms.sender,
            reference=concat.reference,
            parts=concat.of,
            part=concat.part,
            text=json.dumps(sms.text),  # escaped: half a surrogate pair finds its other half in the next part
            binary=sms.binary,
            raw=sms.raw,
            port=sms.port,
            flash=int(sms.flash),
            sent_at=said.at,
            stamp=said.stamp,
            received_at=at.real,
        )
    )
    return True


def _waiting_with(tx: Connection, sim: str, sender: str, concat: Concat) -> Sequence[Row[Any]]:
    """The parts of one SMS that wait, in order; of two that claim the same place the one that came first."""
    found = tx.execute(
        select(sms_part)
        .where(
            sms_part.c.sim == sim,
            sms_part.c.sender == sender,
            sms_part.c.reference == concat.reference,
            sms_part.c.parts == concat.of,
            sms_part.c.passed_on_at.is_(None),
        )
        .order_by(sms_part.c.part, sms_part.c.id)
    ).all()
    return list({part.part: part for part in reversed(found)}.values())[::-1]


def _pass_parts_on(tx: Connection, at: Instant, sim: str, parts: Sequence[Row[Any]]) -> None:
    first = parts[0]
    missing = sorted(set(range(1, first.parts + 1)) - {part.part for part in parts})
    octets = [part.binary for part in parts if part.binary is not None]
    payload = {
        "kind": "sms",
        "sender": first.sender,
        "text": _storable("".join(json.loads(part.text) for part in parts)),
        "at": min(part.sent_at for part in parts).isoformat(),
        **_doubted(min((part.stamp for part in parts if part.stamp is not None), default=None)),
        "flash": bool(first.flash),
        "binary": "".join(octets) if octets else None,
        "port": first.port,
        "raw": [part.raw for part in parts if part.raw is not None],
        "parts": first.parts,
        "missing": missing,
    }
    digest = hashlib.sha256("".join(part.digest for part in parts).encode()).hexdigest()
    _pass_on(tx, at, sim, first.sender, digest, payload)
    tx.execute(
        update(sms_part)
        .where(sms_part.c.id.in_([part.id for part in parts]))
        .values(passed_on_at=at.real, text="", binary=None, raw=None)  # they stand in the inbox now
    )


def _pass_on(tx: Connection, at: Instant, sim: str, sender: str, provider_id: str, payload: dict[str, Any]) -> bool:
    item = RawInbound(provider_id, sms_lane(sender), {**payload, "sim": sim})
    return store_inbound(tx, SMS, GSM_ACCOUNT, [item], at.real) == 1


def _storable(text: str) -> str:
    """Without what no database holds: its picture for a NUL, but not for those that fill up the end; no half of a
    surrogate pair. Two halves become one letter again."""
    text = text.rstrip("\0").replace("\0", "\u2400")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _payload(sms: Arrived, said: _Said) -> dict[str, Any]:
    return {
        "kind": "sms",
        "sender": sms.sender,
        "text": _storable(sms.text),
        "at": said.at.isoformat(),
        **_doubted(said.stamp),
        "flash": sms.flash,
        "binary": sms.binary,
        "port": sms.port,
        "raw": [] if sms.raw is None else [sms.raw],
    }


def _doubted(stamp: datetime | None) -> dict[str, str]:
    return {} if stamp is None else {"stamp": stamp.isoformat()}


def _digest(sim: str, sms: Arrived) -> str:
    """The same for the same SMS, whichever slot of the SIM it is read from."""
    parts = (sim, sms.sender, sms.sent_at.isoformat(), sms.text, sms.binary, sms.concat)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
