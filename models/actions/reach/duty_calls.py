"""The phone on duty: an SMS or a short ring to a number that belongs to no requester (REQUIREMENTS E4).

A ring that was not made, or of which nobody knows, becomes the SMS that says the same: the duty may be told twice, in
two ways, but is never rung twice by itself.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from models.actions.queue import lanes, outbox
from models.actions.queue.delivery_rows import NewDelivery
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach.addressees import to_phone
from models.clock import Instant
from models.queries.modems import another_ringing_sim, live_sim, owner_of_sim, ringing_sim
from models.queries.tickets import ticket_of_row
from models.rules.delivery.outgoing import SMS_QUEUE, RowKind, Urgency
from models.rules.delivery.payloads import RingPayload, as_ring
from models.rules.delivery.places import at_address
from models.rules.delivery.states import READY
from models.rules.delivery.transports import SMS
from models.rules.regulation.organisations import OrganisationId
from models.rules.sms.parts import plan_sms
from models.rules.sms.phone_numbers import may_be_texted
from models.tables.lanes import lane
from models.tables.lanes import outbox as outbox_table

#: A lane of its own: what the ladder says goes ahead of answers to the same phone.
_LANE = "duty:"


def text_phone(
    tx: Connection, at: Instant, organisation_id: OrganisationId, number: str, text: str, ticket_id: int | None
) -> bool:
    """number: E.164. False: nothing will go, because there is no modem, no such number or no text.

    A failure is told in the ticket's topic.
    """
    sim = live_sim(tx, organisation_id)
    drafts = _texts(number, text, ticket_id, to_phone(organisation_id, number, ticket_id))
    if not sim or not drafts:
        return False
    _post(tx, at, sim, number, drafts)
    return True


def ring_phone(
    tx: Connection, at: Instant, organisation_id: OrganisationId, number: str, text: str, ticket_id: int | None
) -> bool:
    """number: E.164. text: what goes by SMS when no modem can ring. False: as of text_phone."""
    sim = ringing_sim(tx, organisation_id)
    call = to_phone(organisation_id, number, ticket_id)
    if not sim or not _texts(number, text, ticket_id, call):
        return False
    _post(tx, at, sim, number, [_ring(number, {"text": text}, ticket_id, call)])
    return True


def call_off(tx: Connection, at: Instant, ticket_id: int) -> int:
    """Somebody has taken the ticket: what has not left yet stays. Returns how much it was."""
    lane_ids = select(lane.c.id).where(lane.c.queue == SMS_QUEUE, lane.c.key.startswith(_LANE))
    waits = and_(
        outbox_table.c.lane_id.in_(lane_ids),
        outbox_table.c.ticket_id == ticket_id,
        outbox_table.c.state.in_(READY),
    )
    return outbox.cancel(tx, waits, at.real)


def not_rung(tx: Connection, at: Instant, row_id: int, *, refused: bool) -> None:
    """In the transaction that ends the row: its delivery takes the next step. refused: its modem dialled nothing, so
    that another one may try.
    """
    row = tx.execute(select(outbox_table).where(outbox_table.c.id == row_id)).one()
    ring = as_ring(row.payload)
    tried = [*ring.get("tried", ()), row.account]
    other = another_ringing_sim(tx, _whose(tx, row), tried) if refused else None
    if other is not None:
        again: RingPayload = {"text": ring["text"], "tried": tried}
        _post(tx, at, other, row.address, [_ring(row.address, again, row.ticket_id, row.delivery_id, row.step + 1)])
        return
    _text_instead(tx, at, row)


def _whose(tx: Connection, row: Row[Any]) -> OrganisationId | None:
    """The organisation that lets it ring: its ticket's, else that of the SIM which was to; None: any may have."""
    if row.ticket_id is None:
        return owner_of_sim(tx, row.account)
    return ticket_of_row(tx, row.ticket_id).organisation_id


def _text_instead(tx: Connection, at: Instant, row: Row[Any]) -> None:
    """In the same lane: whoever takes it over finds the one or the other, never both nor none."""
    key, urgency, queue = lanes.name_of(tx, row.lane_id)
    drafts = _texts(row.address, as_ring(row.payload)["text"], row.ticket_id, row.delivery_id, row.step + 1)
    outbox.post(tx, row.account, key, Urgency(urgency), drafts, at.real, queue=queue)


def _post(tx: Connection, at: Instant, sim: str, number: str, drafts: Sequence[OutgoingRow]) -> None:
    outbox.post(tx, sim, f"{_LANE}{number}", Urgency.LADDER, drafts, at.real, queue=SMS_QUEUE)


def _ring(
    number: str, payload: RingPayload, ticket_id: int | None, delivery: NewDelivery | int | None, step: int = 1
) -> OutgoingRow:
    there = at_address(SMS.name, number)
    return OutgoingRow(
        RowKind.RING, payload, repeatable=False, to=there, ticket_id=ticket_id, delivery=delivery, step=step
    )


def _texts(
    number: str, text: str, ticket_id: int | None, delivery: NewDelivery | int | None, step: int = 1
) -> list[OutgoingRow]:
    if not may_be_texted(number):
        return []
    plan = plan_sms(text)
    return [
        OutgoingRow(
            RowKind.SMS,
            {"part": part, "parts": len(plan.parts), "text": words, "coding": plan.coding},
            repeatable=False,
            ticket_id=ticket_id,
            to=at_address(SMS.name, number),
            delivery=delivery,
            step=step,
        )
        for part, words in enumerate(plan.parts)
    ]
