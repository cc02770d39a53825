"""An agent decides that a message of unknown fate goes once more: with what is certainly missing of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, not_, select, update

from models.actions.queue import delivery_rows, lanes
from models.actions.queue.outbox import OutgoingRow, concat_reference, post
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import Payload, as_sms
from models.rules.delivery.places import Place, Where
from models.rules.delivery.states import DeliveryState
from models.tables.lanes import outbox

_later = outbox.alias("later")
_WENT_ON = exists().where(
    _later.c.delivery_id == outbox.c.delivery_id,
    _later.c.step > outbox.c.step,
    _later.c.state.not_in((DeliveryState.CANCELLED, DeliveryState.FAILED_PERMANENTLY)),
)


def repeat_unknown(tx: Connection, row_id: int, ticket_id: int, real: datetime) -> bool:
    """Puts a row of unknown fate at the end of its lane once more, as a new attempt, with those parts of the message
    that failed there: or it would never be whole, and nobody would hear of it any more.

    False: it was decided already, or a later step of its chain carries the message.
    """
    wanted = (outbox.c.id == row_id, outbox.c.ticket_id == ticket_id, outbox.c.state == DeliveryState.UNKNOWN)
    row = tx.execute(select(outbox).where(*wanted, not_(_WENT_ON))).one_or_none()
    if row is None:
        return False
    failed = (
        outbox.c.delivery_id == row.delivery_id,
        outbox.c.step == row.step,
        outbox.c.lane_id == row.lane_id,
        outbox.c.state == DeliveryState.FAILED_PERMANENTLY,
    )
    ended = {"state": DeliveryState.CANCELLED, "error": "sent again by an agent"}
    if tx.execute(update(outbox).where(*wanted).values(ended)).rowcount != 1:
        return False
    missing = tx.execute(update(outbox).where(*failed).values(ended).returning(outbox)).all()
    parts = sorted([row, *missing], key=lambda one: int(one.seq))
    key, urgency, queue = lanes.name_of(tx, row.lane_id)
    drafts = [_once_more(one) for one in parts]
    post(tx, row.account, key, Urgency(urgency), drafts, real, queue=queue)
    if row.delivery_id is not None:
        delivery_rows.settle(tx, row.delivery_id)
    return True


def _once_more(row: Row[Any]) -> OutgoingRow:
    payload: Payload = row.payload
    if row.kind == RowKind.SMS:
        # the phone joins it with the parts that it has
        payload = {**as_sms(payload), "reference": concat_reference(row)}
    return OutgoingRow(
        RowKind(row.kind),
        payload,
        row.repeatable,
        Where(row.transport, Place(row.place), row.address),
        row.ticket_id,
        row.message_id,
        delivery=row.delivery_id,
        address_id=row.address_id,
        step=row.step,
    )
