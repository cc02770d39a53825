"""Taking outgoing rows out of their lanes. What became of each is said in row_states.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, func, select

from models.actions.queue import lanes, merged_posts, other_releases
from models.actions.queue.lanes import Lease
from models.actions.queue.outgoing_files import NotHere, OutgoingFile, files_of
from models.actions.queue.seen_there import what_it_answers, what_to_edit
from models.actions.queue.topic_waits import goes_to_topic, must_wait
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import Payload
from models.rules.delivery.places import Place
from models.rules.delivery.precedence import stands_at
from models.rules.delivery.states import READY, WAITING, DeliveryState
from models.rules.delivery.transports import STAFF_TRANSPORT, staff_chat_id
from models.tables.among import among, is_one_of
from models.tables.lanes import lane, outbox
from models.tables.tickets import topic

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Dispatch:
    """One row ready to go, with the address as it is now. seq: its place in the lane.

    topic_account: the bot that made the topic of the row's ticket.
    provider_ids: what an edit changes (every copy of the message at that address, part by part).
    incarnation: which life of the topic this row was resolved against.
    reply_to: the provider's id of what it answers there. delivery_id: whose attempt it is. address_id: of a
    requester's address. stands_at: its place among those that wait for the same group
    (models/rules/delivery/precedence.py). behind: how many rows came into its lane after it, most of which wait.
    shows: messages and their parts, of a post that shows several. has_secret: it holds what is not kept afterwards.
    decided_at: in real time. shut: the person's window has closed meanwhile (delivery/shut_windows.py).
    """

    id: int
    lane_id: int
    kind: RowKind
    payload: Payload
    repeatable: bool
    repeated: bool
    attempts: int
    transport: str
    account: str
    place: Place
    address: str | None
    thread_id: int | None
    ticket_id: int | None
    message_id: int | None
    topic_account: str | None
    incarnation: int | None
    provider_ids: tuple[str, ...]
    files: tuple[OutgoingFile, ...] = ()
    seq: int = 0
    reply_to: str | None = None
    delivery_id: int | None = None
    address_id: int | None = None
    stands_at: datetime | None = None
    behind: int = 0
    shows: tuple[tuple[int, int], ...] = ()
    has_secret: bool = False
    decided_at: datetime = _LONG_AGO
    shut: bool = False

    @property
    def to_topic(self) -> bool:
        return self.place is Place.TOPIC

    @property
    def chat_id(self) -> int | None:
        """Of a chat or group of the staff's transport; None elsewhere."""
        if self.address is None or self.transport != STAFF_TRANSPORT:
            return None
        return staff_chat_id(self.address)


#: So often it is looked whether the bytes of a file have come that only another account knows by its id.
_FILE_ON_THE_WAY = timedelta(seconds=1)

_FIRST_READY = (
    select(outbox.c.lane_id, func.min(outbox.c.seq).label("seq"))
    .where(among(outbox.c.lane_id, "lane_ids"), is_one_of(outbox.c.state, READY))
    .group_by(outbox.c.lane_id)
    .subquery()
)
_ROW = select(
    outbox,
    lane.c.urgency,
    lane.c.next_seq,
    topic.c.account.label("topic_account"),
    topic.c.chat_id.label("topic_chat_id"),
    topic.c.state.label("topic_state"),
    topic.c.thread_id,
    topic.c.card_provider_id,
    topic.c.incarnation,
)
_WITH_TOPIC = outbox.join(lane).outerjoin(topic, topic.c.ticket_id == outbox.c.ticket_id)
_ONE = _ROW.select_from(_WITH_TOPIC).where(outbox.c.id == bindparam("row_id"))
_HEADS = _ROW.select_from(
    outbox.join(_FIRST_READY, and_(outbox.c.lane_id == _FIRST_READY.c.lane_id, outbox.c.seq == _FIRST_READY.c.seq))
    # a sender that slept through its lease must not go on beside the one that took over
    .join(lane, and_(lane.c.id == outbox.c.lane_id, lane.c.lease == bindparam("token")))
    .outerjoin(topic, topic.c.ticket_id == outbox.c.ticket_id)
)


#: So many rows of a lane are taken at once at most.
RUN: Final = 10
_BEHIND = (
    _ROW.select_from(_WITH_TOPIC)
    .where(
        outbox.c.lane_id == bindparam("of_lane"),
        outbox.c.seq > bindparam("after"),
        is_one_of(outbox.c.state, WAITING),
    )
    .order_by(outbox.c.seq)
    .limit(RUN - 1)
)


def next_runs(tx: Connection, leases: Sequence[Lease], real: datetime) -> list[list[Dispatch]]:
    """Of each lane its head, if that may go now, and the rows behind it that need not know what becomes of it.

    leases: of one sender; their lanes are locked (lanes.lock_lanes). Where nothing may go the lane is given back, and
    the run is empty; as well when the lease was lost.
    """
    heads = _heads(tx, leases) if leases else {}
    idle = [lease for lease in leases if lease.lane_id not in heads]
    if idle:
        lanes.release_lanes(tx, idle, None)
    return [_run(tx, lease, heads[lease.lane_id], real) if lease.lane_id in heads else [] for lease in leases]


def _run(tx: Connection, lease: Lease, row: Row[Any], real: datetime) -> list[Dispatch]:
    head = _if_it_may_go(tx, lease, row, real)
    if head is None:
        return []
    run = [head]
    if _is_plain(row):
        behind = tx.execute(_BEHIND, {"of_lane": lease.lane_id, "after": head.seq})
        following = takewhile(lambda one: _may_follow(one, row, real), behind.all())
        run += [_dispatch(tx, one, real) for one in following]
    if len(run) > 1:
        lanes.note_run(tx, lease.lane_id, run[-1].seq)
    return run


def _is_plain(row: Row[Any]) -> bool:
    """It looks for nothing that a row before it made, and may be sent twice."""
    alone = ("reply", "attachments")
    return row.repeatable and row.kind == RowKind.POST and not any(name in row.payload for name in alone)


def _may_follow(row: Row[Any], head: Row[Any], real: datetime) -> bool:
    same_place = (row.transport, row.account, row.place, row.address) == (
        *(head.transport, head.account, head.place, head.address),
    )
    waits = row.state == DeliveryState.SENDING or row.not_before > real or must_wait(row, real) is not None
    return same_place and _is_plain(row) and not waits


def next_dispatch(tx: Connection, lease: Lease, real: datetime) -> Dispatch | None:
    """The head of a leased lane if it may go now; otherwise the lane is given back and None returned.

    None as well when the lease was lost.
    """
    return _if_it_may_go(tx, lease, _heads(tx, [lease]).get(lease.lane_id), real)


def at_once(_dispatch: Dispatch) -> float:
    """Nothing is known against it."""
    return 0.0


def next_dispatches(
    tx: Connection, leases: Sequence[Lease], real: datetime, must_wait: Callable[[Dispatch], float] = at_once
) -> list[tuple[Lease, Dispatch]]:
    """The same for lanes that were leased together.

    must_wait: for how many seconds a row is known to have no chance; its lane is given back too.
    """
    heads = _heads(tx, leases) if leases else {}
    work: list[tuple[Lease, Dispatch]] = []
    put_off: list[tuple[Lease, float]] = []
    for lease in leases:
        dispatch = _if_it_may_go(tx, lease, heads.get(lease.lane_id), real)
        if dispatch is None:
            continue
        wait = must_wait(dispatch)
        if wait > 0:
            put_off.append((lease, wait))
        else:
            work.append((lease, dispatch))
    postpone(tx, put_off, real)
    return work


def _heads(tx: Connection, leases: Sequence[Lease]) -> dict[int, Row[Any]]:
    """By lane. leases: of one sender."""
    held = {"lane_ids": [lease.lane_id for lease in leases], "token": leases[0].token}
    return {row.lane_id: row for row in tx.execute(_HEADS, held)}


def _if_it_may_go(tx: Connection, lease: Lease, row: Row[Any] | None, real: datetime) -> Dispatch | None:
    if row is None:
        lanes.lock_lane(tx, lease.lane_id)  # a row added a moment ago must not be left without a due time
        row = _heads(tx, [lease]).get(lease.lane_id) if _waits(tx, lease) else None
    if row is None:
        lanes.release_lane(tx, lease, None)
        return None
    wait = must_wait(row, real)
    not_before = row.not_before if wait is None else max(row.not_before, real + wait)
    if not_before > real:
        lanes.release_lane(tx, lease, not_before)
        return None
    try:
        return _dispatch(tx, row, real)
    except NotHere:
        lanes.release_lane(tx, lease, real + _FILE_ON_THE_WAY)
    except other_releases.NOT_UNDERSTOOD:
        other_releases.leave_to_them(tx, lease, row.id, real)
    return None


def _waits(tx: Connection, lease: Lease) -> bool:
    if tx.dialect.name == "sqlite":
        return False  # one writer at a time: nothing was added since the first look
    return bool(
        tx.execute(
            select(func.count()).where(outbox.c.lane_id == lease.lane_id, is_one_of(outbox.c.state, READY))
        ).scalar_one()
    )


def with_those_behind(tx: Connection, lease: Lease, dispatch: Dispatch, real: datetime) -> Dispatch:
    """Of a group that is behind: the same row, and in one post with it what waits behind it and may share a post."""
    if not merged_posts.join(tx, lease, dispatch.id, real):
        return dispatch
    return _dispatch(tx, tx.execute(_ONE, {"row_id": dispatch.id}).one(), real)


def _dispatch(tx: Connection, row: Row[Any], real: datetime) -> Dispatch:
    kind = RowKind(row.kind)
    to_topic = goes_to_topic(row)
    address = str(row.topic_chat_id) if to_topic else row.address
    seen, payload = what_to_edit(tx, kind, row, address), row.payload
    if kind == RowKind.EDIT and (seen or "redraws" in payload):
        payload = merged_posts.redrawn(tx, row, seen[-1] if seen else None, real)
    answered = what_it_answers(tx, row, address) if "reply" in payload else None
    if answered is not None and answered.outbox_id is not None:
        payload = merged_posts.quoting(tx, payload, answered.outbox_id)
    return Dispatch(
        id=row.id,
        lane_id=row.lane_id,
        kind=kind,
        payload=payload,
        repeatable=row.repeatable,
        repeated=row.repeated,
        attempts=row.attempts,
        transport=row.transport,
        account=row.account,
        place=Place(row.place),
        address=address,
        thread_id=row.thread_id if to_topic else None,
        ticket_id=row.ticket_id,
        message_id=row.message_id,
        topic_account=row.topic_account,
        incarnation=row.incarnation if to_topic else None,
        provider_ids=tuple(copy.provider_id for copy in seen),
        files=files_of(tx, row),
        seq=row.seq,
        reply_to=None if answered is None else answered.provider_id,
        delivery_id=row.delivery_id,
        address_id=row.address_id,
        stands_at=stands_at(kind, Urgency(row.urgency), row.created_at),
        behind=row.next_seq - row.seq - 1,
        shows=merged_posts.shown_by(tx, row),
        has_secret=row.secret is not None,
        decided_at=row.created_at,
    )


def postpone(tx: Connection, put_off: Sequence[tuple[Lease, float]], real: datetime) -> None:
    """Gives lanes of one sender back unsent. put_off: with the seconds until the head of each may go."""
    by_wait: dict[float, list[Lease]] = {}
    for lease, wait in put_off:
        by_wait.setdefault(wait, []).append(lease)
    for wait, given_back in by_wait.items():
        lanes.release_lanes(tx, given_back, real + timedelta(seconds=wait))
