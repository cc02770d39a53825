"""What a ticket's clocks are computed from: its log and its timers, of one ticket or of many."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, select

from models.actions.clocks.timers import CLOSING
from models.rules.deadlines.ticket_clock import Event, Happened
from models.tables.among import among, is_one_of
from models.tables.tickets import ticket_event
from models.tables.timers import timer


@dataclass(frozen=True)
class Past:
    """log: what clocks follow, in its order. timers: rows, but for that of a silence."""

    log: list[Happened] = field(default_factory=list)
    timers: list[Row[Any]] = field(default_factory=list)


def _log(which: ColumnElement[bool]) -> Select[Any]:
    columns = (ticket_event.c.ticket_id, ticket_event.c.at, ticket_event.c.kind, ticket_event.c.facts)
    return select(*columns).where(which, is_one_of(ticket_event.c.kind, Event)).order_by(ticket_event.c.id)


_LOG = _log(ticket_event.c.ticket_id == bindparam("ticket_id"))
_LOGS = _log(among(ticket_event.c.ticket_id, "ticket_ids"))
_TIMERS = select(timer).where(timer.c.ticket_id == bindparam("ticket_id"), timer.c.clock != CLOSING)
_MANY_TIMERS = select(timer).where(among(timer.c.ticket_id, "ticket_ids"), timer.c.clock != CLOSING)


def log_of(tx: Connection, ticket_id: int) -> list[Happened]:
    return [_line(row) for row in tx.execute(_LOG, {"ticket_id": ticket_id})]


def past_of(tx: Connection, ticket_id: int) -> Past:
    return Past(log_of(tx, ticket_id), list(tx.execute(_TIMERS, {"ticket_id": ticket_id}).all()))


def pasts_of(tx: Connection, ticket_ids: Sequence[int]) -> dict[int, Past]:
    pasts = {one: Past() for one in ticket_ids}
    for row in tx.execute(_LOGS, {"ticket_ids": ticket_ids}):
        pasts[row.ticket_id].log.append(_line(row))
    for row in tx.execute(_MANY_TIMERS, {"ticket_ids": ticket_ids}):
        pasts[row.ticket_id].timers.append(row)
    return pasts


def _line(row: Row[Any]) -> Happened:
    return Happened(row.at, row.kind, row.facts)
