"""Lanes: places in order, leases. The pattern behind inbox and outbox, written once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Result, and_, bindparam, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from models.actions.queue.many_rows import document, rows_of_document, takes_documents
from models.rules.delivery.outgoing import DELIVER, SLOW
from models.tables.among import among
from models.tables.lanes import lane

#: A sender that vanished frees its lanes after this; a living one renews every third of it.
LEASE = timedelta(seconds=15)
#: After the death of a sender: what it asked the world for in its last moment may still be happening.
ON_THE_WIRE = timedelta(seconds=1)


@dataclass(frozen=True)
class Lease:
    """A lane held by one sender. recovered: its former holder vanished without giving it back."""

    lane_id: int
    token: str
    recovered: bool


def _take_places(
    new: "postgresql.Insert | sqlite.Insert",
) -> ReturningInsert[tuple[int, int, str, str, str]]:
    return new.on_conflict_do_update(
        index_elements=["queue", "account", "key"],
        # a lane that already waits keeps its time: its head decides when it moves
        set_={
            "next_seq": lane.c.next_seq + new.excluded.next_seq,
            "due_at": func.coalesce(lane.c.due_at, new.excluded.due_at),
            "written_at": case((lane.c.due_at.is_(None), new.excluded.written_at), else_=lane.c.written_at),
        },
    ).returning(lane.c.id, lane.c.next_seq, lane.c.queue, lane.c.account, lane.c.key)


_TAKE_PLACES = {"postgresql": _take_places(postgresql.insert(lane)), "sqlite": _take_places(sqlite.insert(lane))}
_PLACE = ("queue", "account", "key", "urgency", "next_seq", "due_at")
_TAKE_MANY = _take_places(postgresql.insert(lane).from_select(list(_PLACE), rows_of_document(lane, _PLACE)))


def take_places(
    tx: Connection, queue: str, account: str, key: str, urgency: int, due_at: datetime, places: int = 1
) -> tuple[int, int]:
    """Reserves consecutive places at the end of a lane, making the lane when it is new.

    due_at: real time. Returns (lane id, first seq). The lane's row stays locked until the commit, so places
    become visible in their order.
    """
    place = (queue, account, key)
    return take_many_places(tx, [(place, urgency, places)], due_at)[place]


def take_many_places(
    tx: Connection, wanted: Sequence[tuple[tuple[str, str, str], int, int]], due_at: datetime
) -> dict[tuple[str, str, str], tuple[int, int]]:
    """`take_places` for many lanes at once. wanted: ((queue, account, key), urgency, places), each lane once.

    In the order of their names, so that two who want the same lanes never wait for each other.
    """
    places_of = {place: places for place, _, places in wanted}
    rows = [
        {
            "queue": place[0],
            "account": place[1],
            "key": place[2],
            "urgency": urgency,
            "next_seq": places,
            "due_at": due_at,
            "written_at": due_at,
        }
        for place, urgency, places in sorted(wanted)
    ]
    taken = {}
    for row in _take(tx, rows) if rows else ():
        place = (row.queue, row.account, row.key)
        taken[place] = (row.id, row.next_seq - places_of[place])
    return taken


def _take(tx: Connection, rows: Sequence[Mapping[str, Any]]) -> Result[tuple[int, int, str, str, str]]:
    if takes_documents(tx, rows):
        return tx.execute(_TAKE_MANY, {"document": document(rows)})
    return tx.execute(_TAKE_PLACES[tx.dialect.name], rows)


_DUE = (
    select(lane.c.id, lane.c.leased_until)
    .where(
        lane.c.queue == bindparam("queue"),
        lane.c.due_at <= bindparam("real"),
        or_(lane.c.leased_until.is_(None), lane.c.leased_until <= bindparam("real")),
    )
    .order_by(lane.c.urgency, lane.c.due_at, lane.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_LEASE = (
    update(lane)
    .where(among(lane.c.id, "lane_ids"))
    .values(leased_until=bindparam("until"), lease=bindparam("token"), written_at=bindparam("real"))
)


_DUE_OF_ACCOUNT = _DUE.where(lane.c.account == bindparam("account"))


def lease_lane_of(
    tx: Connection, queue: str, account: str, token: str, real: datetime, lasting: timedelta
) -> Lease | None:
    """Takes the most urgent due lane of one account, for a sender that has the account for itself."""
    row = tx.execute(_DUE_OF_ACCOUNT, {"queue": queue, "account": account, "real": real, "most": 1}).one_or_none()
    if row is None:
        return None
    tx.execute(_LEASE, {"lane_ids": [row.id], "until": real + lasting, "token": token, "real": real})
    return Lease(row.id, token, recovered=row.leased_until is not None)


def lease_lane(tx: Connection, lane_id: int, token: str, real: datetime, lasting: timedelta) -> Lease | None:
    """Takes this very lane; None when somebody else holds it."""
    free = or_(lane.c.leased_until.is_(None), lane.c.leased_until <= real)
    query = select(lane.c.id, lane.c.leased_until).where(lane.c.id == lane_id, free).with_for_update(skip_locked=True)
    row = tx.execute(query).one_or_none()
    if row is None:
        return None
    tx.execute(_LEASE, {"lane_ids": [row.id], "until": real + lasting, "token": token, "real": real})
    return Lease(row.id, token, recovered=row.leased_until is not None)


def end_leases_of(tx: Connection, queue: str, account: str, real: datetime) -> None:
    """The sender that had this account for itself is known to be dead: what it held is due, to be recovered."""
    held = and_(lane.c.queue == queue, lane.c.account == account, lane.c.leased_until.is_not(None))
    tx.execute(update(lane).where(held).values(leased_until=real))


def end_leases_held_by(tx: Connection, holder: str, real: datetime) -> int:
    """The process of this name is known to be dead: its lanes are recovered in a moment, before their leases end.

    Returns how many there were. holder: how the tokens of its leases begin.
    """
    soon = real + ON_THE_WIRE
    among = and_(lane.c.queue.in_((DELIVER, SLOW)), lane.c.due_at.is_not(None), lane.c.leased_until > soon)
    held = and_(among, lane.c.lease.startswith(token_of(holder, "")))
    return tx.execute(update(lane).where(held).values(leased_until=soon)).rowcount


def token_of(holder: str, run: str) -> str:
    """The token of a sender's leases. holder: the process that it is part of."""
    return f"{holder}.{run}"


def lease_lanes(tx: Connection, queue: str, token: str, real: datetime, limit: int) -> list[Lease]:
    """Takes up to `limit` due lanes, the most urgent and then the longest waiting first."""
    due = tx.execute(_DUE, {"queue": queue, "real": real, "most": limit}).all()
    if not due:
        return []
    leased = {"lane_ids": [row.id for row in due], "until": real + LEASE, "token": token, "real": real}
    tx.execute(_LEASE, leased)
    return [Lease(row.id, token, recovered=row.leased_until is not None) for row in due]


def is_held(tx: Connection, lease: Lease) -> bool:
    """Whether nobody else has taken the lane since, though the lease may have ended."""
    return tx.execute(select(lane.c.lease).where(lane.c.id == lease.lane_id)).scalar_one_or_none() == lease.token


def renew_leases(tx: Connection, token: str, real: datetime) -> None:
    # a leased lane keeps its due time, so it is found among the few that wait, not among all that ever were
    among = and_(lane.c.queue.in_((DELIVER, SLOW)), lane.c.due_at.is_not(None))
    longer = {"leased_until": real + LEASE, "written_at": real}
    tx.execute(update(lane).where(among, lane.c.lease == token).values(longer))


def look_now(tx: Connection, lane_id: int, real: datetime) -> None:
    """Something else is its head now, and waits for nothing."""
    tx.execute(update(lane).where(lane.c.id == lane_id).values(due_at=real))


def look_at_once(tx: Connection, queue: str, account: str, real: datetime) -> None:
    """What waited for a state of the world need not wait any longer; what waits for its time goes on waiting."""
    here = and_(lane.c.queue == queue, lane.c.account == account)
    tx.execute(update(lane).where(here, lane.c.due_at > real).values(due_at=real))


_RELEASE = (
    update(lane)
    .where(among(lane.c.id, "lane_ids"), lane.c.lease == bindparam("token"))
    .values(leased_until=None, lease=None, due_at=bindparam("due"))
)


def release_lane(tx: Connection, lease: Lease, due_at: datetime | None) -> None:
    """Gives a lane back. due_at: when its head may move; None when nothing waits in it."""
    release_lanes(tx, [lease], due_at)


def release_lanes(tx: Connection, leases: Sequence[Lease], due_at: datetime | None) -> None:
    """leases: of one sender."""
    lane_ids = [lease.lane_id for lease in leases]
    tx.execute(_RELEASE, {"lane_ids": lane_ids, "token": leases[0].token, "due": due_at})


_LOCK = select(lane.c.id).where(among(lane.c.id, "lane_ids")).order_by(lane.c.id).with_for_update()


def lock_lanes(tx: Connection, lane_ids: Sequence[int]) -> None:
    """Whoever wants to add to these lanes waits until we commit (on SQLite everybody waits anyway)."""
    if tx.dialect.name == "postgresql":
        tx.execute(_LOCK, {"lane_ids": lane_ids})


def lock_lane(tx: Connection, lane_id: int) -> None:
    lock_lanes(tx, [lane_id])


_RUN_TO = update(lane).where(lane.c.id == bindparam("lane_id")).values(run_to=bindparam("seq"))


def note_run(tx: Connection, lane_id: int, seq: int) -> None:
    """The rows up to that place are about to be sent one after the other, and recorded together."""
    tx.execute(_RUN_TO, {"lane_id": lane_id, "seq": seq})


def name_of(tx: Connection, lane_id: int) -> tuple[str, int, str]:
    """(key, urgency, queue) of a lane."""
    row = tx.execute(select(lane.c.key, lane.c.urgency, lane.c.queue).where(lane.c.id == lane_id)).one()
    return row.key, row.urgency, row.queue
