"""What a modem sends, part by part, and whom it rings; and what the network says of it later."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from models.actions.delivery import deliveries, outcomes, sms_outcomes
from models.actions.queue import dispatching, ended_secrets, lanes, other_releases, outbox, recovery, row_states
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.lanes import Lease
from models.actions.reach import duty_calls
from models.actions.talk import chain_cases
from models.clock import Instant
from models.rules.delivery.outgoing import SMS_QUEUE, RowKind
from models.rules.delivery.payloads import as_sms
from models.rules.delivery.send_results import (
    FailedPermanently,
    FailedTemporarily,
    Refusal,
    SendResult,
    Sent,
    Unknown,
)
from models.rules.delivery.states import DeliveryState, after_report
from models.rules.sms.parts import Coding
from models.rules.sms.phone_numbers import last_ten
from models.tables.lanes import outbox as outbox_table
from models.tables.sms import sms_sent

#: A child has its SIM for itself, and its successor ends its leases: this only matters when neither comes back.
_LEASE = timedelta(minutes=3)
#: As long as networks keep trying with the longest validity, and report.
_REPORTS_COME_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Departure:
    """One part, ready to go. part: from 1; a concatenation header only if `of` > 1. reference: 0..255, for that."""

    id: int
    lane_id: int
    number: str
    text: str
    coding: Coding
    part: int
    of: int
    reference: int
    dispatch: Dispatch


@dataclass(frozen=True)
class DueRing:
    """A phone that is to be rung for some seconds."""

    id: int
    lane_id: int
    number: str
    dispatch: Dispatch


@dataclass(frozen=True)
class Receipt:
    """The network's later word on a part. message_reference: 0..255, as it was given when the part left.

    status: TP-ST, 0..255 (3GPP TS 23.040, 9.2.3.15). at: aware UTC.
    """

    number: str
    message_reference: int
    status: int
    at: datetime


def take_over(tx: Connection, at: Instant, sim: str) -> int:
    """The former child of this SIM is dead: what it had in flight is unknown, and told. Returns how much it was.

    Call only when no other process can be serving the SIM.
    """
    lanes.end_leases_of(tx, SMS_QUEUE, sim, at.real)
    in_flight = 0
    while (lease := lanes.lease_lane_of(tx, SMS_QUEUE, sim, "taking over", at.real, _LEASE)) is not None:
        if lease.recovered:
            in_flight += recover(tx, at, lease)
        # given back a moment later: the loop must not find it again
        lanes.release_lane(tx, lease, at.real + timedelta(milliseconds=1))
    return in_flight


def recover(tx: Connection, at: Instant, lease: Lease) -> int:
    """What the former holder of this lane had in flight is unknown, and told. Returns how much it was."""
    row = recovery.recover(tx, lease.lane_id, at.real)
    if row is None:
        return 0
    if row.kind == RowKind.RING:
        duty_calls.not_rung(tx, at, row.id, refused=False)
        outcomes.ended(tx, at, row, DeliveryState.UNKNOWN)
    else:
        deliveries.report_unknown(tx, at, row)
    return 1


def next_departure(tx: Connection, at: Instant, sim: str, token: str) -> tuple[Lease, Departure | DueRing] | None:
    """The next part that this SIM has to send, or phone that it has to ring; None when nothing is due."""
    while (lease := lanes.lease_lane_of(tx, SMS_QUEUE, sim, token, at.real, _LEASE)) is not None:
        if lease.recovered:
            recover(tx, at, lease)
        head = _following(tx, at, lease)
        if head is not None:
            return lease, head
    return None


def _departure(head: Dispatch) -> Departure | DueRing:
    assert head.address is not None, "it goes to a phone"
    if head.kind == RowKind.RING:
        return DueRing(head.id, head.lane_id, head.address, head)
    sms = as_sms(head.payload)
    return Departure(
        id=head.id,
        lane_id=head.lane_id,
        number=head.address,
        text=sms["text"],
        coding=Coding(sms["coding"]),
        part=sms["part"] + 1,
        of=sms["parts"],
        reference=outbox.concat_reference(head),
        dispatch=head,
    )


def mark_leaving(tx: Connection, departure: Departure | DueRing, sim: str, real: datetime) -> bool:
    """From here on it may have gone out. In a durable transaction before Ctrl-Z or ATD; False: hands off."""
    if not row_states.mark_sending(tx, departure.id, real):
        return False
    if isinstance(departure, DueRing):
        return True  # no network reports on a call
    tx.execute(delete(sms_sent).where(sms_sent.c.outbox_id == departure.id))  # of an earlier try that did not go
    tx.execute(
        insert(sms_sent).values(outbox_id=departure.id, sim=sim, last_ten=last_ten(departure.number), left_at=real)
    )
    return True


def record_ring(
    tx: Connection, at: Instant, lease: Lease, due: DueRing, result: SendResult, *, refused: bool
) -> Departure | DueRing | None:
    """Stores what came of a call, with the SMS in its place if it was not made; returns what is next in the lane.

    refused: the modem dialled nothing.
    """
    lanes.lock_lane(tx, lease.lane_id)
    state = DeliveryState.SENT
    if isinstance(result, Sent):
        row_states.end(tx, due.id, state, at.real)
    else:
        unknown = isinstance(result, Unknown)
        state = DeliveryState.UNKNOWN if unknown else DeliveryState.FAILED_PERMANENTLY
        row_states.end(tx, due.id, state, at.real, result.reason)
        duty_calls.not_rung(tx, at, due.id, refused=refused)
    outcomes.ended(tx, at, due.dispatch, state)
    return _following(tx, at, lease)


def record_departure(
    tx: Connection, at: Instant, lease: Lease, departure: Departure, result: SendResult, reference: int | None
) -> Departure | DueRing | None:
    """Stores what the modem said; returns the next part of the lane if it may go at once.

    reference: the network's name for the part, when it was accepted.
    """
    head = departure.dispatch
    if isinstance(result, FailedPermanently | Unknown):
        chain_cases.hold_all(tx, [head.ticket_id])
    lanes.lock_lane(tx, lease.lane_id)
    if isinstance(result, Sent):
        tx.execute(update(sms_sent).where(sms_sent.c.outbox_id == head.id).values(reference=reference))
        row_states.end(tx, head.id, DeliveryState.SENT, at.real)
        sms_outcomes.tell(tx, at, head.id)
    elif isinstance(result, FailedTemporarily):
        # again for as long as an SMS may wait: sms_waiting.py
        row_states.try_again(tx, head.id, at.real + timedelta(seconds=result.retry_after), result.reason)
    elif isinstance(result, Unknown):
        row_states.end(tx, head.id, DeliveryState.UNKNOWN, at.real, result.reason)
        deliveries.report_unknown(tx, at, head)
    else:
        _refused(tx, at, head, result)
    if head.has_secret:
        ended_secrets.hide(tx, [head.id])
    return _following(tx, at, lease)


def _following(tx: Connection, at: Instant, lease: Lease) -> Departure | DueRing | None:
    following = dispatching.next_dispatch(tx, lease, at.real)
    if following is None:
        return None
    try:
        return _departure(following)
    except other_releases.NOT_UNDERSTOOD:
        other_releases.leave_to_them(tx, lease, following.id, at.real)
        return None


def _refused(tx: Connection, at: Instant, head: Dispatch, result: FailedPermanently) -> None:
    row_states.end(tx, head.id, DeliveryState.FAILED_PERMANENTLY, at.real, result.reason)
    sms_outcomes.tell(tx, at, head.id, no_number=result.refusal is Refusal.NO_SUCH_ADDRESS)


def record_receipt(tx: Connection, at: Instant, sim: str, receipt: Receipt) -> bool:
    """The network says what became of a part. False: of none that is known; then there is nothing to do.

    Reports come twice and in any order: what was delivered or failed stays so.
    """
    row = _sent_by(tx, at, sim, receipt)
    if row is None:
        return False
    tx.execute(
        update(sms_sent)
        .where(sms_sent.c.id == row.id)
        .values(status=receipt.status, reported_at=at.real, reference=receipt.message_reference)
    )
    state = after_report(receipt.status)
    if state is not None:
        error = None if state == DeliveryState.DELIVERED else f"{sms_outcomes.REPORTED}{receipt.status}"
        row_states.end(tx, row.outbox_id, state, at.real, error)
        failed = state is DeliveryState.FAILED_PERMANENTLY
        sms_outcomes.tell(tx, at, row.outbox_id, status=receipt.status if failed else None)
    return True


def _sent_by(tx: Connection, at: Instant, sim: str, receipt: Receipt) -> Row[Any] | None:
    """The newest part that the report can be about: references wrap at 255.

    Else the newest one of unknown fate whose reference nobody learned: the child died, or the modem fell silent.
    """
    query = (
        select(sms_sent)
        .select_from(sms_sent.join(outbox_table, outbox_table.c.id == sms_sent.c.outbox_id))
        .where(
            sms_sent.c.sim == sim,
            sms_sent.c.last_ten == last_ten(receipt.number),
            sms_sent.c.left_at > at.real - _REPORTS_COME_WITHIN,
            or_(
                and_(
                    sms_sent.c.reference == receipt.message_reference,
                    outbox_table.c.state.in_((DeliveryState.SENT, DeliveryState.UNKNOWN)),
                ),
                and_(sms_sent.c.reference.is_(None), outbox_table.c.state == DeliveryState.UNKNOWN),
            ),
        )
        .order_by(sms_sent.c.reference.is_(None), sms_sent.c.left_at.desc(), sms_sent.c.id.desc())
        .limit(1)
    )
    return tx.execute(query).one_or_none()
