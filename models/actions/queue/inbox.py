"""The inbox: everything that came in is stored first, then confirmed to its provider, then processed in order."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, null, select, update

from models.actions.queue import lanes
from models.actions.queue.many_rows import insert_many
from models.rules.delivery.outgoing import INBOX, Urgency
from models.tables.among import among, is_one_of
from models.tables.lanes import inbox, lane

#: Raw payloads are evidence for a while, then emptied; the key against duplicates stays.
KEEP_RAW = timedelta(days=30)
#: So many in one transaction: others wait to write meanwhile.
PURGE_BATCH = 500
ALBUM_HOLD = timedelta(seconds=1)
MAX_ATTEMPTS = 3


@dataclass(frozen=True)
class RawInbound:
    """One thing as the provider gave it. lane: what keeps its order (a conversation, a topic).

    hold: how long after now it is processed at the earliest; at most LONGEST_HOLD (stepped_clock.py of rules).
    """

    provider_id: str
    lane: str
    payload: Mapping[str, Any]
    album: str | None = None
    hold: timedelta = timedelta(0)


@dataclass(frozen=True)
class Waiting:
    """A stored inbound row that is ready to be processed. attempts: how often it raised before."""

    id: int
    lane_id: int
    seq: int
    provider_id: str
    payload: Mapping[str, Any]
    album: str | None
    attempts: int
    not_before: datetime
    transport: str
    account: str

    @property
    def own_kind(self) -> str:
        """What row of ours it is; empty: it came from outside, whatever its payload says.

        Whoever has a bot's token can make an update with any keys in it, but it is called by its number, and rows of
        ours are called by their kind.
        """
        kind = self.payload.get("kind")
        return kind if isinstance(kind, str) and self.provider_id.startswith(f"{kind}:") else ""


_IS_PENDING = is_one_of(inbox.c.state, ["pending"])
_KNOWN = select(inbox.c.provider_id).where(
    inbox.c.transport == bindparam("transport"),
    inbox.c.account == bindparam("account"),
    among(inbox.c.provider_id, "provider_ids"),
)


def store_inbound(tx: Connection, transport: str, account: str, items: Sequence[RawInbound], real: datetime) -> int:
    """Stores what is new among `items`; what was stored before is left alone. Returns how many were new.

    Call inside a durable transaction, and confirm to the provider only after its commit.
    """
    batch = {"transport": transport, "account": account, "provider_ids": [item.provider_id for item in items]}
    known = set(tx.execute(_KNOWN, batch).scalars())
    new = {item.provider_id: item for item in items if item.provider_id not in known}
    if not new:
        return 0
    counts = Counter(item.lane for item in new.values())
    wanted = [((INBOX, account, key), Urgency.CONVERSATION, count) for key, count in counts.items()]
    places = lanes.take_many_places(tx, wanted, real)
    rows = []
    for item in new.values():
        lane_id, seq = places[INBOX, account, item.lane]
        places[INBOX, account, item.lane] = (lane_id, seq + 1)
        rows.append(_row(item, transport, account, real) | {"lane_id": lane_id, "seq": seq})
    insert_many(tx, inbox, rows)
    return len(rows)


def _row(item: RawInbound, transport: str, account: str, real: datetime) -> dict[str, Any]:
    return {
        "transport": transport,
        "account": account,
        "provider_id": item.provider_id,
        "album": item.album,
        "payload": item.payload,
        "received_at": real,
        "not_before": real + (ALBUM_HOLD if item.album else item.hold),
        "state": "pending",
        "attempts": 0,
        "purge_at": real + KEEP_RAW,
    }


_DUE = (
    select(lane.c.id)
    .where(
        lane.c.queue == INBOX,
        among(lane.c.account, "accounts"),
        lane.c.due_at <= bindparam("real"),
    )
    .order_by(lane.c.urgency, lane.c.due_at, lane.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_WAITING: Select[Any] = (
    select(
        inbox.c.id,
        inbox.c.lane_id,
        inbox.c.seq,
        inbox.c.provider_id,
        inbox.c.payload,
        inbox.c.album,
        inbox.c.attempts,
        inbox.c.not_before,
        inbox.c.transport,
        inbox.c.account,
    )
    .where(among(inbox.c.lane_id, "lane_ids"), _IS_PENDING)
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)


def lock_due_lanes(tx: Connection, accounts: Collection[str], real: datetime, limit: int) -> list[int]:
    """Lanes with something to process, locked until the commit: nobody else processes them meanwhile."""
    return list(tx.execute(_DUE, {"accounts": accounts, "real": real, "most": limit}).scalars())


_FIRST_DUE = select(func.min(lane.c.due_at)).where(
    lane.c.queue == INBOX, among(lane.c.account, "accounts"), lane.c.due_at.is_not(None)
)


def first_due_of(tx: Connection, accounts: Collection[str]) -> datetime | None:
    """When the first of the lanes may be processed in which something waits; in the past when one is due."""
    due: datetime | None = tx.execute(_FIRST_DUE, {"accounts": accounts}).scalar_one()
    return due


def waiting_in(tx: Connection, lane_ids: Sequence[int], limit: int) -> list[Waiting]:
    """What waits in these lanes, in order of arrival."""
    return [Waiting(*row) for row in tx.execute(_WAITING, {"lane_ids": lane_ids, "most": limit})]


_DONE = update(inbox).where(among(inbox.c.id, "row_ids")).values(state="done")


def mark_done(tx: Connection, row_ids: Sequence[int]) -> None:
    if row_ids:
        tx.execute(_DONE, {"row_ids": row_ids})


def note_failure(tx: Connection, row: Waiting, error: str, real: datetime) -> bool:
    """Remembers that processing raised. True: it was the last attempt, and the row is set aside."""
    attempts = row.attempts + 1
    last = attempts >= MAX_ATTEMPTS
    tx.execute(
        update(inbox)
        .where(inbox.c.id == row.id)
        .values(
            attempts=attempts,
            error=error,
            state="failed" if last else "pending",
            not_before=real + timedelta(seconds=2**attempts),
        )
    )
    return last


def put_off(tx: Connection, row_ids: Sequence[int], until: datetime) -> None:
    """They came too early, and are processed then."""
    tx.execute(update(inbox).where(inbox.c.id.in_(row_ids)).values(not_before=until))


_HEAD_MAY_GO = (
    select(inbox.c.not_before)
    .where(inbox.c.lane_id == lane.c.id, _IS_PENDING)
    .order_by(inbox.c.seq)
    .limit(1)
    .scalar_subquery()
)
_RESCHEDULE = update(lane).where(among(lane.c.id, "lane_ids")).values(due_at=_HEAD_MAY_GO)


def reschedule(tx: Connection, lane_ids: Sequence[int]) -> None:
    """Sets each processed lane to the time of the first row that still waits in it, or to rest."""
    tx.execute(_RESCHEDULE, {"lane_ids": lane_ids})


def take_over(tx: Connection, old: str, new: str, real: datetime) -> None:
    """What one bot stored and did not process yet is processed for another one, in the same order."""
    waiting = (
        select(inbox.c.id, inbox.c.provider_id, lane.c.key)
        .select_from(inbox.join(lane))
        .where(lane.c.queue == INBOX, lane.c.account == old, inbox.c.state == "pending")
    )
    for row in tx.execute(waiting.order_by(inbox.c.id)).all():
        lane_id, seq = lanes.take_places(tx, INBOX, new, row.key, Urgency.CONVERSATION, real)
        moved = {"lane_id": lane_id, "seq": seq, "account": new, "provider_id": f"{old}:{row.provider_id}"}
        tx.execute(update(inbox).where(inbox.c.id == row.id).values(**moved))


def forget(tx: Connection, row_ids: Sequence[int]) -> None:
    """Empties what was not for us; the keys against duplicates stay."""
    tx.execute(update(inbox).where(inbox.c.id.in_(row_ids)).values(payload=null(), purge_at=None))


def keep_instead(tx: Connection, row_id: int, payload: Mapping[str, Any]) -> None:
    """Keeps less of it than came."""
    tx.execute(update(inbox).where(inbox.c.id == row_id).values(payload=payload))


def purge_raw(tx: Connection, now: datetime) -> int:
    """Empties raw payloads whose time is over, at most PURGE_BATCH of them; the keys against duplicates stay.

    What was set aside goes as well: it may hold the same words as what was processed. Returns how many were emptied.
    """
    over = (
        select(inbox.c.id)
        .where(inbox.c.purge_at <= now, inbox.c.payload.is_not(None), inbox.c.state.in_(("done", "failed")))
        .order_by(inbox.c.purge_at)
        .limit(PURGE_BATCH)
    )
    return tx.execute(update(inbox).where(inbox.c.id.in_(over)).values(payload=null(), purge_at=None)).rowcount
