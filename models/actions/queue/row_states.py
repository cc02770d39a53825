"""Outgoing rows are handed to HTTP, end, or are tried again (states: models/rules/delivery/states.py)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, and_, bindparam, case, cast, select, update

from models.actions.queue.dispatching import Dispatch
from models.rules.delivery.payloads import CardPayload, EditPayload, as_edit
from models.rules.delivery.states import READY, WAITING, DeliveryState
from models.tables.among import among, is_one_of
from models.tables.lanes import outbox

_MARK_SENDING = (
    update(outbox)
    .where(outbox.c.id == bindparam("row_id"), is_one_of(outbox.c.state, READY))
    .values(state=DeliveryState.SENDING, sending_at=bindparam("at"), attempts=outbox.c.attempts + 1)
)


_MARK_ALL_SENDING = (
    update(outbox)
    .where(among(outbox.c.id, "row_ids"), is_one_of(outbox.c.state, READY))
    .values(state=DeliveryState.SENDING, sending_at=bindparam("at"), attempts=outbox.c.attempts + 1)
    .returning(outbox.c.id)
)


def mark_all_sending(tx: Connection, dispatch_ids: Sequence[int], real: datetime) -> set[int]:
    """`mark_sending` of several at once. Returns those that are ours."""
    return set(tx.execute(_MARK_ALL_SENDING, {"row_ids": dispatch_ids, "at": real}).scalars())


def mark_sending(tx: Connection, dispatch_id: int, real: datetime) -> bool:
    """Says that the row is now handed to HTTP. False: somebody else has it, hands off.

    Only for rows that must not be sent twice: for the others a vanished sender makes no difference.
    """
    return tx.execute(_MARK_SENDING, {"row_id": dispatch_id, "at": real}).rowcount == 1


_END = (
    update(outbox)
    .where(outbox.c.id == bindparam("row_id"))
    .values(state=bindparam("new_state"), ended_at=bindparam("at"), error=bindparam("reason"))
)
_END_IN_PLACE = _END.where(outbox.c.seq == bindparam("in_place"))
_PLACE = cast(outbox.c.id, Text).concat(" ").concat(cast(outbox.c.seq, Text))
_END_ALL_IN_PLACE = (
    update(outbox)
    .where(among(outbox.c.id, "row_ids"), among(_PLACE, "places"))
    .values(state=bindparam("new_state"), ended_at=bindparam("at"), error=bindparam("reason"))
)
_END_ALL = (
    update(outbox)
    .where(among(outbox.c.id, "row_ids"))
    .values(state=bindparam("new_state"), ended_at=bindparam("at"), error=None)
)
_SHOWN = _END.returning(outbox.c.payload)


def end(tx: Connection, dispatch_id: int, state: DeliveryState, real: datetime, error: str | None = None) -> None:
    tx.execute(_END, {"row_id": dispatch_id, "new_state": state, "at": real, "reason": error})


def end_all(tx: Connection, row_ids: Sequence[int], state: DeliveryState, real: datetime) -> None:
    tx.execute(_END_ALL, {"row_ids": row_ids, "new_state": state, "at": real})


def give_up(tx: Connection, dispatch_id: int, real: datetime, error: str) -> bool:
    """Ends a row that nobody is sending. False: somebody is."""
    waits = update(outbox).where(outbox.c.id == dispatch_id, is_one_of(outbox.c.state, READY))
    ended = waits.values(state=DeliveryState.FAILED_PERMANENTLY, ended_at=real, error=error)
    return tx.execute(ended).rowcount == 1


def end_in_place(tx: Connection, dispatch: Dispatch, real: datetime) -> bool:
    """It was sent. False: on the way it was put behind a new topic, and has to go there as well."""
    ended = {"row_id": dispatch.id, "new_state": DeliveryState.SENT, "at": real, "reason": None}
    return tx.execute(_END_IN_PLACE, {**ended, "in_place": dispatch.seq}).rowcount == 1


def end_all_in_place(tx: Connection, sent: Sequence[Dispatch], real: datetime) -> None:
    """Those that were put behind a new topic on the way stay where they are, and go there as well."""
    if not sent:
        return
    places = [f"{one.id} {one.seq}" for one in sent]
    ended = {"new_state": DeliveryState.SENT, "at": real, "reason": None}
    tx.execute(_END_ALL_IN_PLACE, {**ended, "row_ids": [one.id for one in sent], "places": places})


def end_card(tx: Connection, dispatch: Dispatch, real: datetime) -> CardPayload | None:
    """The card was shown as it stood when it left. Returns what it says by now, when that changed on the way."""
    ended = {"row_id": dispatch.id, "new_state": DeliveryState.SENT, "at": real, "reason": None}
    payload: CardPayload = tx.execute(_SHOWN, ended).scalar_one()
    return None if payload == dispatch.payload else payload


def try_again(
    tx: Connection,
    dispatch_id: int,
    not_before: datetime,
    error: str,
    *,
    repeated: bool = False,
    counted: bool = True,
) -> None:
    """The row keeps its place at the head of its lane and waits, unless it was given up meanwhile.

    counted: of a repeatable row, the try is one of those after which it is given up.
    """
    values: dict[str, Any] = {
        # the others were counted when they were marked as sending
        "attempts": case((outbox.c.repeatable, outbox.c.attempts + int(counted)), else_=outbox.c.attempts),
        "state": DeliveryState.FAILED_TEMPORARILY,
        "not_before": not_before,
        "error": error,
    }
    if repeated:
        values["repeated"] = True
    still_ours = and_(outbox.c.id == dispatch_id, is_one_of(outbox.c.state, WAITING))
    tx.execute(update(outbox).where(still_ours).values(**values))


def is_open(tx: Connection, dispatch_id: int) -> bool:
    """Whether nobody has said yet what became of the row."""
    row = select(outbox.c.id).where(outbox.c.id == dispatch_id, is_one_of(outbox.c.state, WAITING))
    return tx.execute(row).first() is not None


def correct_instead(tx: Connection, dispatch: Dispatch, mark: str, real: datetime) -> None:
    """What an edit was to change is not there any more: its own words, without those of other messages that stood
    beside them, are posted under a mark.
    """
    its_own = tx.execute(select(outbox.c.payload).where(outbox.c.id == dispatch.id)).scalar_one()
    payload: EditPayload = {**as_edit(its_own), "correction": mark}
    tx.execute(update(outbox).where(outbox.c.id == dispatch.id).values(payload=payload))
    try_again(tx, dispatch.id, real, "nothing to edit")
