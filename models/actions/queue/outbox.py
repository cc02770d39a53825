"""The outbox: rows written in the transaction that decided them; dispatching.py takes them out again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, insert, or_, select, update

from models.actions.queue import delivery_rows, lanes
from models.actions.queue.batched_writes import batch_of
from models.actions.queue.delivery_rows import NewDelivery
from models.actions.queue.many_rows import insert_many
from models.rules.delivery.outgoing import DELIVER, RowKind, Urgency
from models.rules.delivery.payloads import Payload, as_sms
from models.rules.delivery.places import IN_TOPIC, Place, Where
from models.rules.delivery.states import WAITING, DeliveryState
from models.rules.delivery.transports import SMS, TELEGRAM, Transport
from models.tables.lanes import lane, outbox
from models.tables.messages import outbox_message
from models.tables.tickets import topic


@dataclass(frozen=True)
class OutgoingRow:
    """One outgoing row before it has a place in a lane.

    wait: so long after now it goes at the earliest. delivery: whose attempt it is; an id: of one that has a row.
    address_id: of the requester's address where it goes. step: of the delivery's chain. secret: what of the payload
    is not kept once the row has ended (ended_secrets.py).
    """

    kind: RowKind
    payload: Payload
    repeatable: bool
    to: Where = IN_TOPIC
    ticket_id: int | None = None
    message_id: int | None = None
    wait: timedelta = timedelta(0)
    delivery: NewDelivery | int | None = None
    address_id: int | None = None
    step: int = 1
    secret: str | None = None


def lane_of(traits: Transport, address: str) -> str:
    """Of everything that goes to this address, and of everything that comes from it."""
    return f"{traits.lane}:{address}"


def chat_lane(chat_id: int) -> str:
    """Of a chat where staff are."""
    return lane_of(TELEGRAM, str(chat_id))


def sms_lane(number: str) -> str:
    return lane_of(SMS, number)


def topic_lane(ticket_id: int) -> str:
    return f"ticket:{ticket_id}"


def view_lane(ticket_id: int) -> str:
    """Card edits and reactions: they may wait while people talk."""
    return f"view:{ticket_id}"


def ladder_lane(ticket_id: int) -> str:
    return f"ladder:{ticket_id}"


def ahead_lane(chat_id: int) -> str:
    """Of words to a group that must not wait for what waits there."""
    return f"ahead:{chat_id}"


def file_lane(attachment_id: int) -> str:
    """Of the bytes of one attachment."""
    return f"file:{attachment_id}"


_INSERT = insert(outbox)


@dataclass(frozen=True)
class Post:
    """Rows for the end of a lane, in order."""

    account: str
    lane_key: str
    urgency: Urgency
    drafts: Sequence[OutgoingRow]
    queue: str = DELIVER


def post(
    tx: Connection,
    account: str,
    lane_key: str,
    urgency: Urgency,
    drafts: Sequence[OutgoingRow],
    real: datetime,
    *,
    queue: str = DELIVER,
) -> None:
    """Appends rows to a lane, in order."""
    batch = batch_of(tx)
    one = Post(account, lane_key, urgency, drafts, queue)
    if batch is not None:
        batch.posts.append(one)
        return
    stored = _deliveries(tx, [one], real)
    lane_id, seq = lanes.take_places(tx, queue, account, lane_key, urgency, real, len(drafts))
    tx.execute(_INSERT, _rows(one, lane_id, seq, real, stored))


def post_many(tx: Connection, posts: Sequence[Post], real: datetime) -> None:
    """The same for many lanes with few statements. Lanes come into being in the order of their first rows."""
    stored = _deliveries(tx, posts, real)
    wanted: dict[tuple[str, str, str], int] = {}
    for one in posts:
        place = (one.queue, one.account, one.lane_key)
        wanted[place] = wanted.get(place, 0) + len(one.drafts)
    urgencies = {(one.queue, one.account, one.lane_key): one.urgency for one in reversed(posts)}
    taken = lanes.take_many_places(tx, [(place, urgencies[place], count) for place, count in wanted.items()], real)
    rows: list[dict[str, Any]] = []
    for one in posts:
        place = (one.queue, one.account, one.lane_key)
        lane_id, seq = taken[place]
        taken[place] = (lane_id, seq + len(one.drafts))
        rows += _rows(one, lane_id, seq, real, stored)
    insert_many(tx, outbox, rows)


def _deliveries(tx: Connection, posts: Sequence[Post], real: datetime) -> dict[NewDelivery, int]:
    """Their rows come first: attempts name them."""
    wanted = (draft.delivery for one in posts for draft in one.drafts)
    return delivery_rows.store(tx, (new for new in wanted if isinstance(new, NewDelivery)), real)


def _rows(
    one: Post, lane_id: int, seq: int, real: datetime, stored: Mapping[NewDelivery, int]
) -> list[dict[str, Any]]:
    return [
        {
            "lane_id": lane_id,
            "seq": seq + index,
            "kind": draft.kind,
            "state": DeliveryState.PENDING,
            "repeatable": draft.repeatable,
            "repeated": False,
            "transport": draft.to.transport,
            "account": one.account,
            "place": draft.to.place,
            "address": draft.to.address,
            "ticket_id": draft.ticket_id,
            "message_id": draft.message_id,
            "delivery_id": stored[draft.delivery] if isinstance(draft.delivery, NewDelivery) else draft.delivery,
            "address_id": draft.address_id,
            "step": draft.step,
            "payload": draft.payload,
            "secret": draft.secret,
            "not_before": real + draft.wait,
            "attempts": 0,
            "created_at": real,
        }
        for index, draft in enumerate(one.drafts)
    ]


def put_before(tx: Connection, lane_id: int, account: str, drafts: Sequence[OutgoingRow], real: datetime) -> None:
    """Inserts rows before everything that waits in a lane, by moving what waits behind them."""
    lanes.lock_lane(tx, lane_id)
    waiting = (
        tx.execute(
            select(outbox.c.id).where(outbox.c.lane_id == lane_id, outbox.c.state.in_(WAITING)).order_by(outbox.c.seq)
        )
        .scalars()
        .all()
    )
    lane_key, urgency, queue = lanes.name_of(tx, lane_id)
    post(tx, account, lane_key, Urgency(urgency), drafts, real, queue=queue)
    _, seq = lanes.take_places(tx, queue, account, lane_key, urgency, real, len(waiting))
    for index, row_id in enumerate(waiting):
        tx.execute(update(outbox).where(outbox.c.id == row_id).values(seq=seq + index))
    lanes.look_now(tx, lane_id, real)


def drop_waiting(tx: Connection, lane_id: int, kinds: Sequence[RowKind], real: datetime) -> frozenset[int]:
    """Cancels what of these kinds waits in a lane, and edits of messages that do not wait there themselves.

    Returns the ids of the messages that still wait.
    """
    waits = and_(outbox.c.lane_id == lane_id, outbox.c.state.in_(WAITING))
    posts = select(outbox.c.message_id).where(waits, outbox.c.message_id.is_not(None), outbox.c.kind == RowKind.POST)
    with_others = select(outbox_message.c.message_id).join(outbox, outbox.c.id == outbox_message.c.outbox_id)
    waiting = frozenset(tx.execute(posts.union(with_others.where(waits))).scalars())
    edit_of_another = and_(outbox.c.kind == RowKind.EDIT, outbox.c.message_id.not_in(waiting))
    tx.execute(
        update(outbox)
        .where(waits, or_(outbox.c.kind.in_(kinds), edit_of_another))
        .values(state=DeliveryState.CANCELLED, ended_at=real)
    )
    return waiting


def cancel(tx: Connection, which: ColumnElement[bool], real: datetime, error: str | None = None) -> int:
    """Ends what has not left. Deliveries that lose their last attempt so are cancelled too. Returns how many rows."""
    ended = {"state": DeliveryState.CANCELLED, "ended_at": real, "error": error}
    rows = tx.execute(update(outbox).where(which).values(ended).returning(outbox.c.delivery_id)).scalars().all()
    for delivery_id in sorted({one for one in rows if one is not None}):
        delivery_rows.settle(tx, delivery_id)
    return len(rows)


def concat_reference(row: Any) -> int:
    """What the parts of one SMS have in common (0..255); messages to one phone that follow each other differ.

    row: seq and payload of one of them.
    """
    sms = as_sms(row.payload)
    given = sms.get("reference")
    return int((row.seq - sms["part"]) % 256 if given is None else given)


def readdress(tx: Connection, account: str, old_chat: int, new_chat: int) -> None:
    """What waits for a chat that got another id goes to the new one."""
    tx.execute(
        update(outbox)
        .where(outbox.c.account == account, outbox.c.address == str(old_chat), outbox.c.state.in_(WAITING))
        .values(address=str(new_chat))
    )


def address_to(tx: Connection, lane_ids: Select[Any], kinds: Sequence[RowKind], chat_id: int) -> None:
    """What of these kinds waits for the topic goes to that group, wherever the topic will be."""
    waits = and_(outbox.c.lane_id.in_(lane_ids), outbox.c.state.in_(WAITING), outbox.c.place == Place.TOPIC)
    there = {"place": Place.GROUP, "address": str(chat_id)}
    tx.execute(update(outbox).where(waits, outbox.c.kind.in_(kinds)).values(there))


def go_on(tx: Connection, account: str, chat_id: int, real: datetime) -> None:
    """What waits because the bot had no right to write in a group goes at once, in its order."""
    in_topics = select(topic.c.ticket_id).where(topic.c.account == account, topic.c.chat_id == chat_id)
    of_topics = and_(outbox.c.place == Place.TOPIC, outbox.c.ticket_id.in_(in_topics))
    here = or_(outbox.c.address == str(chat_id), of_topics)
    waits = and_(
        outbox.c.lane_id.in_(select(lane.c.id).where(lane.c.queue == DELIVER, lane.c.due_at.is_not(None))),
        outbox.c.state == DeliveryState.FAILED_TEMPORARILY,
        outbox.c.account == account,
    )
    tx.execute(update(outbox).where(waits, here, outbox.c.kind != RowKind.CHECK_GROUP).values(not_before=real))
