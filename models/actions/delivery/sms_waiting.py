"""SMS that do not leave: another SIM sends them, the ticket's topic is told, and in the end they are given up.

Looked at every few seconds by the sweeper, because the modem that should send them may be gone altogether.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update

from models.actions.delivery import sms_departures, sms_outcomes
from models.actions.desk import topics
from models.actions.queue import lanes, row_states
from models.clock import Instant
from models.phrases.catalogue import say
from models.phrases.times import absolute
from models.queries.modems import modem_facts, sim_owners
from models.queries.regulation import edition_in_force, edition_of
from models.queries.tickets import TicketView, ticket_of_row
from models.rules.delivery.outgoing import SMS_QUEUE, RowKind
from models.rules.delivery.payloads import SmsPayload, as_sms
from models.rules.delivery.states import READY
from models.rules.health.modem_health import TOLD_AFTER, Condition, ModemFacts
from models.rules.sms.phone_numbers import shown_number
from models.tables.lanes import lane, outbox

#: What has waited for longer is of no use any more.
VALID_FOR: Final = timedelta(days=1)
#: A SIM that has been out of work for so long is not waited for when another one can send.
FALLS_BACK_AFTER: Final = timedelta(seconds=20)
_LEASE: Final = timedelta(seconds=15)
_AT_ONCE: Final = 200


@dataclass(frozen=True)
class _Sims:
    """What became of the SIMs, at one moment. modems: those that work first. owners: of SIMs that are not shared."""

    modems: Sequence[ModemFacts]
    owners: Mapping[str, int]
    real: datetime

    def trouble_of(self, sim: str) -> str | None:
        """Why this SIM has sent nothing for a while; None while it may send."""
        holder = next((one for one in self.modems if one.sim == sim), None)
        if holder is None:
            return "gone" if self.modems else Condition.NOT_SERVED
        if holder.sends(self.real) or holder.bad_for(self.real) < FALLS_BACK_AFTER:
            return None
        condition = holder.condition(self.real)
        return Condition.SILENT if condition is Condition.STARTING else condition

    def another(self, sim: str) -> str | None:
        """One that has been at work for a moment, and that whoever sends by this one may use."""
        for one in self.modems:
            if one.owner not in (None, self.owners.get(sim)):
                continue
            steady = one.sends(self.real) and self.real - one.state_at >= FALLS_BACK_AFTER / 2
            if one.sim and one.sim != sim and steady:
                return one.sim
        return None


def look_after_waiting(tx: Connection, at: Instant) -> int:
    """Returns how many lanes went to another SIM."""
    waiting = _waiting(tx)
    if not waiting:
        return 0
    sims = _Sims(modem_facts(tx), sim_owners(tx), at.real)
    moved = set(_move_lanes(tx, at, waiting, sims))
    _give_up(tx, at, waiting)
    _tell_topics(tx, at, [row for row in waiting if row.lane_id not in moved], sims)
    return len(moved)


def _waiting(tx: Connection) -> Sequence[Row[Any]]:
    """What nobody is sending at this moment, lane by lane in its order."""
    query = (
        select(outbox, lane.c.key.label("lane_key"), lane.c.urgency)
        .select_from(outbox.join(lane))
        .where(lane.c.queue == SMS_QUEUE, lane.c.due_at.is_not(None), outbox.c.state.in_(READY))
        .order_by(outbox.c.lane_id, outbox.c.seq)
        .limit(_AT_ONCE)
    )
    return tx.execute(query).all()


def _move_lanes(tx: Connection, at: Instant, waiting: Sequence[Row[Any]], sims: _Sims) -> Iterator[int]:
    for lane_id, rows in groupby(waiting, key=lambda row: int(row.lane_id)):
        first = next(rows)
        other = sims.another(first.account) if sims.trouble_of(first.account) else None
        if other is not None and _move(tx, at, lane_id, first, other):
            yield lane_id


def _move(tx: Connection, at: Instant, lane_id: int, place: Row[Any], sim: str) -> bool:
    """Whatever waits in the lane goes to the end of the same phone's lane of that SIM. False: nothing moved."""
    lease = lanes.lease_lane(tx, lane_id, secrets.token_hex(8), at.real, _LEASE)
    if lease is None:
        return False
    if lease.recovered:
        sms_departures.recover(tx, at, lease)
    query = select(outbox).where(outbox.c.lane_id == lane_id, outbox.c.state.in_(READY)).order_by(outbox.c.seq)
    rows = tx.execute(query).all()
    begun = _begun(rows)
    going = rows[begun:]
    if going:
        new_id, seq = lanes.take_places(tx, SMS_QUEUE, sim, place.lane_key, place.urgency, at.real, len(going))
        for index, row in enumerate(going):
            values = {"lane_id": new_id, "seq": seq + index, "account": sim, "not_before": at.real}
            tx.execute(update(outbox).where(outbox.c.id == row.id).values(**values))
    lanes.release_lane(tx, lease, rows[0].not_before if begun else None)
    return bool(going)


def _begun(rows: Sequence[Row[Any]]) -> int:
    """How many at the head belong to an SMS whose first parts have left: a phone can't join parts of two numbers."""
    parts = [as_sms(row.payload).get("part", 0) for row in rows]
    return next((index for index, part in enumerate(parts) if part == 0), len(rows))


def _give_up(tx: Connection, at: Instant, waiting: Sequence[Row[Any]]) -> None:
    for row in waiting:
        old = at.real - row.created_at > VALID_FOR
        if old and row.kind == RowKind.SMS and row_states.give_up(tx, row.id, at.real, sms_outcomes.GIVEN_UP):
            sms_outcomes.tell(tx, at, row.id)


def _tell_topics(tx: Connection, at: Instant, waiting: Sequence[Row[Any]], sims: _Sims) -> None:
    """Once for all that waits in a ticket."""
    of_tickets = sorted((row for row in waiting if _may_be_told(row, at)), key=lambda row: (row.ticket_id, row.id))
    for ticket_id, group in groupby(of_tickets, key=lambda row: int(row.ticket_id)):
        rows, view = list(group), ticket_of_row(tx, ticket_id)
        edition = edition_in_force(tx, view.organisation_id, at.now)
        patience = timedelta(minutes=edition.regulation.sms.wait_minutes if edition is not None else 1)
        late = [row for row in rows if at.real - row.created_at >= _patience(row, sims, patience)]
        if not late:
            continue
        if not any("waits_told" in as_sms(row.payload) for row in rows):
            _tell(tx, at, view, late[0], sims)
        for row in late:
            if "waits_told" not in as_sms(row.payload):
                told: SmsPayload = {**as_sms(row.payload), "waits_told": True}
                tx.execute(update(outbox).where(outbox.c.id == row.id).values(payload=told))


def _may_be_told(row: Row[Any], at: Instant) -> bool:
    return row.kind == RowKind.SMS and row.ticket_id is not None and at.real - row.created_at <= VALID_FOR


def _patience(row: Row[Any], sims: _Sims, patience: timedelta) -> timedelta:
    """Where nothing is expected to change there is nothing to wait for."""
    return min(TOLD_AFTER, patience) if sims.trouble_of(row.account) else patience


def _tell(tx: Connection, at: Instant, view: TicketView, row: Row[Any], sims: _Sims) -> None:
    regulation = edition_of(tx, view).regulation
    language = topics.staff_language(view, regulation)
    trouble = sims.trouble_of(row.account)
    if trouble is not None:
        reason = say(language, f"reason.modem_{trouble}")
    elif row.error:
        reason = sms_outcomes.reason_of(row.error, language)
    else:
        reason = say(language, "reason.modem_busy")
    until = absolute(row.created_at + VALID_FOR, regulation.organisation.timezone, language)
    text = say(language, "staff.sms_waits", reason=reason, until=until, phone=shown_number(row.address))
    topics.tell_staff(tx, at, view, text)
