"""What a clock that ran ahead left about how people are reached: chains, codes, links, re-checks, erasures.

Each row knows when it was written: what it waits for comes as much earlier as that lies in the future.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Row, Select, Table, bindparam, or_, select, update

from models.clock import Instant
from models.rules.health.stepped_clock import TOLERANCE
from models.tables.deliveries import delivery
from models.tables.erasures import erasure
from models.tables.identification import invitation
from models.tables.persons import address
from models.tables.reach import address_challenge, address_event

_BELIEVED: BindParameter[datetime] = bindparam("believed")
#: Quiet hours end within a day, and an hour more in the night in which clocks go back.
_LONGEST_QUIET: Final = timedelta(hours=26)
_CHALLENGES: Final = select(address_challenge).where(address_challenge.c.created_at > _BELIEVED)
_INVITATIONS: Final = select(invitation).where(invitation.c.issued_at > _BELIEVED)
_ERASURES: Final = select(erasure).where(erasure.c.asked_at > _BELIEVED, erasure.c.done_at.is_(None))
_CHANGES: Final = select(address_event).where(address_event.c.at > _BELIEVED)
_CHAINS: Final = select(delivery).where(delivery.c.next_at.is_not(None), delivery.c.created_at > _BELIEVED)
_HELD_CHAINS: Final = select(delivery).where(
    delivery.c.proof.is_(None),
    delivery.c.waits_at.is_(None),
    delivery.c.next_at > bindparam("longest", type_=delivery.c.next_at.type),
)
_ADDRESSES: Final = select(address).where(
    or_(address.c.verified_at > _BELIEVED, address.c.heard_at > _BELIEVED, address.c.state_at > _BELIEVED)
)
#: Rows, when each was written, and what it waits for.
_SHIFTED: Final[Sequence[tuple[Select[Any], Table, str, tuple[str, ...]]]] = (
    (_CHALLENGES, address_challenge, "created_at", ("expires_at",)),
    (_INVITATIONS, invitation, "issued_at", ("expires_at",)),
    (_ERASURES, erasure, "asked_at", ("begins_at", "next_at")),
    (_CHANGES, address_event, "at", ()),
    (_CHAINS, delivery, "created_at", ("next_at",)),
)


def mend(tx: Connection, at: Instant) -> int:
    """Returns how many rows were moved."""
    believed = {"believed": at.now + TOLERANCE}
    moved = 0
    for rows, table, written, awaited in _SHIFTED:
        for row in tx.execute(rows, believed).all():
            _change(tx, table, row, {written: at.now, **_earlier(row, getattr(row, written) - at.now, awaited)})
            moved += 1
    for row in tx.execute(_ADDRESSES, believed).all():
        ahead = (row.verified_at or at.now) - at.now
        happened = ("verified_at", "heard_at", "state_at")
        passed = {one: at.now for one in happened if getattr(row, one) is not None and getattr(row, one) > at.now}
        _change(tx, address, row, {**passed, **(_earlier(row, ahead, ("recheck_at",)) if ahead > TOLERANCE else {})})
        moved += 1
    longest = {"longest": at.now + _LONGEST_QUIET + TOLERANCE}
    for row in tx.execute(_HELD_CHAINS, longest).all():
        _change(tx, delivery, row, {"next_at": at.now})
        moved += 1
    return moved


def _earlier(row: Row[Any], ahead: timedelta, columns: Sequence[str]) -> dict[str, datetime]:
    return {one: getattr(row, one) - ahead for one in columns if getattr(row, one) is not None}


def _change(tx: Connection, table: Table, row: Row[Any], values: dict[str, datetime]) -> None:
    this = (table.c.id == row.id, table.c.organisation_id == row.organisation_id)
    tx.execute(update(table).where(*this).values(values))
