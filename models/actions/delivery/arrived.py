"""What services say of messages that arrived, and came in one batch of the inbox: recorded together.

A messenger says it of each message once or twice, and people write meanwhile: one by one these words would cost more
than the messages themselves. A word that names no row of ours, or one that is seen nowhere, is taken for itself.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, select

from models.actions.delivery import outcomes, receipts
from models.actions.delivery.receipts import Receipt
from models.actions.queue import batched_writes, outbox, row_states
from models.clock import Instant
from models.queries.transports import traits_of
from models.rules.delivery.payloads import as_post
from models.rules.delivery.states import DeliveryState, open_to
from models.tables.among import among
from models.tables.lanes import outbox as outbox_table
from models.tables.messages import message_copy

#: The states of words that may be taken together: what failed asks for more.
ARRIVED: Final = (DeliveryState.DELIVERED, DeliveryState.READ)

_ROWS_SEEN: Final = (
    select(
        outbox_table.c.id,
        outbox_table.c.ticket_id,
        outbox_table.c.message_id,
        outbox_table.c.delivery_id,
        outbox_table.c.state,
        outbox_table.c.payload,
        message_copy.c.part,
        message_copy.c.transport,
        message_copy.c.account,
        message_copy.c.address,
        message_copy.c.provider_id,
    )
    .select_from(
        outbox_table.join(
            message_copy,
            and_(
                message_copy.c.message_id == outbox_table.c.message_id,
                message_copy.c.address == outbox_table.c.address,
                message_copy.c.transport == outbox_table.c.transport,
                message_copy.c.account == outbox_table.c.account,
                message_copy.c.delivery_id == outbox_table.c.delivery_id,
            ),
        )
    )
    .where(among(outbox_table.c.id, "row_ids"))
)

_Place = tuple[str, str, str, str]
_Seen = Row[*tuple[Any, ...]]


def take_all(tx: Connection, at: Instant, told: Sequence[Receipt]) -> set[_Place]:
    """told: that messages arrived, in the order in which it was said. Returns those that are nothing of ours, or of
    somebody erased.
    """
    furthest: dict[_Place, Receipt] = {}
    for one in told:
        before = furthest.get(place_of(one))
        is_more = one.state is DeliveryState.READ and _is_believed(tx, one)
        if before is None or is_more or not _is_believed(tx, before):
            furthest[place_of(one)] = one
    seen = _found(tx, [one.row_id for one in furthest.values() if one.row_id is not None])
    alike: dict[DeliveryState, dict[int, _Seen]] = {state: {} for state in ARRIVED}
    unknown: set[_Place] = set()
    for place, one in furthest.items():
        row = seen.get((one.row_id, place))
        if row is None or not _is_believed(tx, one) or any(row.delivery_id in rows for rows in alike.values()):
            if not receipts.take(tx, at, one):
                unknown.add(place)
        elif row.state in open_to(one.state):
            alike[one.state][row.delivery_id] = row
    for state, rows in alike.items():
        _end(tx, at, list(rows.values()), state)
    return unknown


def _is_believed(tx: Connection, one: Receipt) -> bool:
    return one.state in traits_of(tx, one.transport).receipts


def place_of(one: Any) -> _Place:
    """Of a receipt, or of a copy: which message it is about."""
    return one.transport, one.account, one.address, one.provider_id


def _found(tx: Connection, row_ids: Sequence[int]) -> dict[tuple[int | None, _Place], _Seen]:
    """Rows of ours and where each of them is seen."""
    rows = tx.execute(_ROWS_SEEN, {"row_ids": row_ids}) if row_ids else ()
    return {(row.id, place_of(row)): row for row in rows if as_post(row.payload).get("part", 0) == row.part}


def _end(tx: Connection, at: Instant, attempts: Sequence[_Seen], state: DeliveryState) -> None:
    """attempts: each of another delivery."""
    if not attempts:
        return
    row_states.end_all(tx, [one.id for one in attempts], state, at.real)
    with batched_writes.open_batch(tx) as writes:
        outcomes.all_ended(tx, at, attempts, state)
    outbox.post_many(tx, writes.posts, at.real)
