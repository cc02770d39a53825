"""Putting right what was written while the machine's clock ran ahead, so that nothing waits until it is that late.

Which moments are believed: models/rules/health/stepped_clock.py.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Column, Connection, Table, and_, bindparam, func, or_, select, update

from models.actions.clocks import ticket_clocks, timers
from models.actions.desk.staff import CODE_LIFE
from models.actions.enforcement import stepped_reach
from models.actions.queue.inbox import KEEP_RAW
from models.clock import Instant
from models.queries.tickets import TicketRef
from models.rules.delivery.outgoing import INBOX
from models.rules.delivery.states import WAITING, DeliveryState
from models.rules.health.stepped_clock import (
    LONGEST_HOLD,
    LONGEST_LEASE,
    LONGEST_SILENCE,
    TOLERANCE,
    is_behind,
    waits_until,
    was_ahead,
)
from models.tables.lanes import inbox, lane, outbox
from models.tables.messages import message
from models.tables.modems import modem
from models.tables.organisations import one_time_code, staff_group
from models.tables.persons import conversation
from models.tables.regulation import edition
from models.tables.sms import sms_part
from models.tables.tickets import extension, ticket, ticket_event
from models.tables.timers import timer

_BELIEVED: BindParameter[datetime] = bindparam("believed")
_SILENCE: BindParameter[datetime] = bindparam("silence")
_LEASE: BindParameter[datetime] = bindparam("lease")
_HOLD: BindParameter[datetime] = bindparam("hold")
_LANES = select(lane).where(
    lane.c.due_at.is_not(None),  # as the index says: few lanes wait
    or_(
        lane.c.written_at > _BELIEVED,
        lane.c.due_at > _SILENCE,
        lane.c.leased_until > _LEASE,
        and_(lane.c.queue == INBOX, lane.c.due_at > _HOLD),
    ),
)
_OUTGOING = select(outbox).where(
    outbox.c.state.in_(WAITING), or_(outbox.c.created_at > _BELIEVED, outbox.c.not_before > _SILENCE)
)
_INCOMING = select(inbox.c.id, inbox.c.lane_id).where(inbox.c.state == "pending", inbox.c.not_before > _HOLD)


def _bounds(real: datetime) -> dict[str, datetime]:
    return {
        "believed": real + TOLERANCE,
        "silence": real + LONGEST_SILENCE + TOLERANCE,
        "lease": real + LONGEST_LEASE + TOLERANCE,
        "hold": real + LONGEST_HOLD + TOLERANCE,
    }


def something_waits_too_long(tx: Connection, real: datetime) -> bool:
    """Whether `mend_lanes` would change anything. Reads only what waits."""
    bounds = _bounds(real)
    return any(tx.execute(query.limit(1), bounds).first() is not None for query in (_LANES, _OUTGOING, _INCOMING))


def mend_lanes(tx: Connection, real: datetime) -> int:
    """What waits in lanes, waits as long as it should by the clock as it is now. Returns how many rows were moved."""
    bounds = _bounds(real)
    moved = 0
    for row in tx.execute(_LANES.with_for_update(skip_locked=True), bounds).all():
        _mend_lane(tx, row, real)
        moved += 1
    for row in tx.execute(_OUTGOING, bounds).all():
        not_before = waits_until(row.not_before, row.created_at, real, LONGEST_SILENCE)
        values = {"not_before": not_before, "created_at": min(row.created_at, real)}
        tx.execute(update(outbox).where(outbox.c.id == row.id).values(values))
        _wake(tx, row.lane_id, real)
        moved += 1
    for row in tx.execute(_INCOMING, bounds).all():
        tx.execute(update(inbox).where(inbox.c.id == row.id).values(not_before=real))
        _wake(tx, row.lane_id, real)
        moved += 1
    return moved


def _mend_lane(tx: Connection, row: Any, real: datetime) -> None:
    longest = LONGEST_HOLD if row.queue == INBOX else LONGEST_SILENCE
    values = {"due_at": waits_until(row.due_at, row.written_at, real, longest), "written_at": real}
    if row.leased_until is not None:
        values["leased_until"] = waits_until(row.leased_until, row.written_at, real, LONGEST_LEASE)
    tx.execute(update(lane).where(lane.c.id == row.id).values(values))
    if not was_ahead(row.written_at, real):
        return
    # rows that failed for now were told to wait by the same clock; what has never been tried waits for nothing
    waits = and_(outbox.c.lane_id == row.id, outbox.c.state.in_(WAITING), outbox.c.not_before > real)
    for one in tx.execute(select(outbox.c.id, outbox.c.not_before, outbox.c.state).where(waits)).all():
        not_before = waits_until(one.not_before, row.written_at, real, LONGEST_SILENCE)
        not_before = real if one.state == DeliveryState.PENDING else not_before
        tx.execute(update(outbox).where(outbox.c.id == one.id).values(not_before=not_before))
    tx.execute(update(outbox).where(waits, outbox.c.created_at > real).values(created_at=real))


def _wake(tx: Connection, lane_id: int, real: datetime) -> None:
    """Its head decides when it moves."""
    tx.execute(update(lane).where(lane.c.id == lane_id, lane.c.due_at > real).values(due_at=real, written_at=real))


#: Moments at which something happened: one in the future becomes now. By the real clock.
_NEVER_AHEAD: tuple[tuple[Table, Column[Any]], ...] = (
    (sms_part, sms_part.c.received_at),
    (modem, modem.c.seen_at),
    (modem, modem.c.state_at),
    (conversation, conversation.c.window_at),
    (staff_group, staff_group.c.strain_at),
)


#: What a provider dated last: of another clock than ours.
_NEWEST_STAMP = select(message.c.provider_at).order_by(message.c.id.desc()).limit(1)
_ADOPTED_AHEAD = select(edition).where(edition.c.adopted_at > _BELIEVED)
_HAPPENED_AHEAD = (
    select(ticket.c.organisation_id, ticket_event.c.ticket_id, func.max(ticket_event.c.at))
    .join(ticket, ticket.c.id == ticket_event.c.ticket_id)
    .where(ticket_event.c.at > _BELIEVED)
    .group_by(ticket.c.organisation_id, ticket_event.c.ticket_id)
)


def mend_the_rest(tx: Connection, at: Instant) -> int:
    """For a start, and for when the clock was seen to step back: looks through whole tables.

    Changes nothing while our clock itself is behind, as on a machine that forgot the date when it was off.
    """
    stamp = tx.execute(_NEWEST_STAMP).scalar_one_or_none()
    if stamp is not None and is_behind(at.now, stamp):
        return 0
    moved = 0
    for table, column in _NEVER_AHEAD:
        ahead = column > at.real + TOLERANCE
        moved += tx.execute(update(table).where(ahead).values({column: at.real})).rowcount
    for table, column, until in (
        (extension, extension.c.asked_at, at.now),
        (inbox, inbox.c.purge_at, at.real + KEEP_RAW),
        (one_time_code, one_time_code.c.expires_at, at.now + CODE_LIFE),
    ):
        moved += tx.execute(update(table).where(column > until + TOLERANCE).values({column: until})).rowcount
    return moved + stepped_reach.mend(tx, at) + _mend_editions(tx, at.now) + _mend_clocks(tx, at)


def _mend_editions(tx: Connection, now: datetime) -> int:
    """What was adopted by a clock that was ahead takes effect as much earlier: without one in force all stands."""
    ahead = tx.execute(_ADOPTED_AHEAD, {"believed": now + TOLERANCE}).all()
    for row in ahead:
        # a date that the regulation itself names is no matter of our clock
        effective_at = now if row.effective_at == row.adopted_at else row.effective_at
        values = {"adopted_at": now, "effective_at": effective_at}
        this = (edition.c.id == row.id, edition.c.organisation_id == row.organisation_id)
        tx.execute(update(edition).where(*this).values(values))
    return len(ahead)


def _mend_clocks(tx: Connection, at: Instant) -> int:
    """Events of the future happened by now at the latest; the ticket's clocks are folded anew from its log."""
    ahead = ticket_event.c.at > at.now + TOLERANCE
    found = tx.execute(_HAPPENED_AHEAD, {"believed": at.now + TOLERANCE}).all()
    for organisation_id, ticket_id, written_at in found:
        tx.execute(update(ticket_event).where(ahead, ticket_event.c.ticket_id == ticket_id).values(at=at.now))
        _mend_silence(tx, ticket_id, written_at - at.now)
        runs = and_(timer.c.ticket_id == ticket_id, timer.c.clock != timers.CLOSING, timer.c.due_at.is_not(None))
        if tx.execute(select(timer.c.id).where(runs).limit(1)).first() is not None:
            tx.execute(update(timer).where(runs, timer.c.planned_at > at.now).values(planned_at=at.now))
            ticket_clocks.recompute(tx, at, TicketRef(ticket_id, organisation_id))
    return len(found)


def _mend_silence(tx: Connection, ticket_id: int, ahead: timedelta) -> None:
    closing = and_(timer.c.ticket_id == ticket_id, timer.c.clock == timers.CLOSING, timer.c.due_at.is_not(None))
    row = tx.execute(select(timer).where(closing)).one_or_none()
    if row is None:
        return
    steps = [{**step, "at": (datetime.fromisoformat(step["at"]) - ahead).isoformat()} for step in row.steps]
    tx.execute(update(timer).where(timer.c.id == row.id).values(steps=steps, due_at=row.due_at - ahead))
