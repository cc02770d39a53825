"""Numbers for a monitor: how old what waits is, and when each role was last heard; nothing about anybody."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from models.clock import Instant
from models.queries.deadlines import next_event_at
from models.queries.group_loads import loads_of
from models.queries.modems import modems_in_use
from models.queries.staff import groups_of_all
from models.rules.delivery.outgoing import DEADLINES, DELIVER, INBOX, SLOW, SMS_QUEUE
from models.rules.delivery.states import WAITING, DeliveryState
from models.rules.health.group_load import Strain
from models.rules.health.monitoring import LONG_WAIT, Queue, SilentBot, Vitals, WatchedGroup
from models.tables.heartbeats import heartbeat
from models.tables.lanes import lane, outbox


def vitals(tx: Connection, at: Instant, accounts: Collection[str], silent_bots: Mapping[str, str]) -> Vitals:
    """accounts: that this installation serves. silent_bots: by account, why a bot serves nobody now."""
    queues = {row.queue: _queue(row, at.real) for row in tx.execute(_waiting(at.real))}
    inbox = queues.pop(INBOX, Queue())
    timer_at = next_event_at(tx)
    overdue = 0.0 if timer_at is None else max(0.0, (at.now - timer_at).total_seconds())
    beats = {row.role: _seconds(row.beat_at, at.real) for row in tx.execute(select(heartbeat))}
    modems = sorted(modems_in_use(tx), key=lambda one: one.id)
    return Vitals(
        inbox=inbox,
        queues={
            DELIVER: Queue(),
            SLOW: Queue(),
            SMS_QUEUE: Queue(),
            **queues,
            DEADLINES: Queue(due=int(overdue > 0), age_seconds=overdue),
        },
        beats=beats,
        modems=tuple(one.condition(at.real) for one in modems),
        strays=_waiting_of(tx, lane.c.account.not_in(accounts)),
        silent_bots=tuple(_silent(tx, silent_bots)),
        groups=tuple(_groups(tx, at.real)),
    )


def _silent(tx: Connection, silent_bots: Mapping[str, str]) -> Iterator[SilentBot]:
    waiting = _waiting_of(tx, lane.c.account.in_(list(silent_bots))) if silent_bots else {}
    for account, why in silent_bots.items():
        yield SilentBot(account, why, waiting.get(account, 0))


def _groups(tx: Connection, real: datetime) -> Iterator[WatchedGroup]:
    groups = groups_of_all(tx)
    loads = loads_of(tx, groups, real)
    for group in groups:
        yield WatchedGroup(group.id, loads[group.id], is_behind=group.strain == Strain.BEHIND)


def _waiting_of(tx: Connection, which: ColumnElement[bool]) -> dict[str, int]:
    """Lanes by account. Whose SIM is away is said of modems."""
    waits = (lane.c.due_at.is_not(None), lane.c.queue.in_((INBOX, DELIVER, SLOW)))
    query = select(lane.c.account, func.count()).where(*waits, which)
    return {row[0]: row[1] for row in tx.execute(query.group_by(lane.c.account))}


def _waiting(real: datetime) -> Any:
    """Of each queue: lanes that are due, the oldest of them, and lanes that were told to wait for long."""
    is_due = lane.c.due_at <= real
    return (
        select(
            lane.c.queue,
            func.count(case((is_due, 1))).label("due"),
            func.min(lane.c.due_at).label("oldest"),
            func.count(case((and_(lane.c.due_at > real + LONG_WAIT, _WAS_REFUSED), 1))).label("held"),
        )
        .where(lane.c.due_at.is_not(None))
        .group_by(lane.c.queue)
    )


#: Something that would have left by now, but for what a service said. What we put off ourselves waits as it should.
_WAS_REFUSED = (
    select(outbox.c.id)
    .where(
        outbox.c.lane_id == lane.c.id,
        outbox.c.state.in_(WAITING),
        or_(outbox.c.state == DeliveryState.FAILED_TEMPORARILY, outbox.c.not_before < lane.c.due_at),
    )
    .exists()
)


def _queue(row: Any, real: datetime) -> Queue:
    return Queue(row.due, _seconds(row.oldest, real), row.held)


def _seconds(since: datetime, real: datetime) -> float:
    return max(0.0, (real - since).total_seconds())
