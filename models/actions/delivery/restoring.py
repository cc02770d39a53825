"""A past that comes back: nobody holds anything, nothing is sent to a person twice, staff know what is missing."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, not_, select, update

from models.actions.delivery import deliveries, outcomes
from models.actions.delivery.refusals import ticket_and_language
from models.actions.desk import announcements, topics
from models.actions.talk import chain_lines, chains, kept_answers
from models.clock import Instant
from models.phrases.catalogue import say
from models.phrases.times import absolute
from models.queries.regulation import editions_in_force
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.states import WAITING, DeliveryState
from models.rules.delivery.transports import UnknownTransport
from models.rules.regulation.organisations import OrganisationId
from models.tables.deliveries import delivery
from models.tables.lanes import lane, outbox
from models.tables.organisations import one_time_code
from models.tables.reach import address_challenge

log = logging.getLogger(__name__)

_STAND_STILL = (
    update(delivery).where(delivery.c.next_at.is_not(None)).values(next_at=None).returning(delivery.c.organisation_id)
)
#: What waited for quiet hours to end, or for leave to write: no attempt of it is there that would be unknown.
_HELD = (
    select(
        delivery.c.id,
        delivery.c.organisation_id,
        delivery.c.ticket_id,
        delivery.c.step,
        delivery.c.next_at,
        delivery.c.waits_at,
    )
    .where(delivery.c.next_at.is_not(None), delivery.c.proof.is_(None))
    .order_by(delivery.c.id)
)


@dataclass(frozen=True)
class Settled:
    """unknown: messages to persons that may have left since. again: what may be seen twice goes once more.

    void: one-time codes that may have been used since.
    """

    unknown: int
    again: int
    void: int = 0


def settle(tx: Connection, at: Instant, made_at: datetime, *, moved: bool) -> Settled:
    """After everything is as it was when the backup was made.

    made_at: aware UTC. moved: Otklik stopped before the backup was made and has not run since, so what waited is
    still to be sent, and nothing is missing.
    """
    _set_going(tx, at)
    may_have_left = outbox.c.state.in_((DeliveryState.SENDING,) if moved else WAITING)
    again = tx.execute(
        update(outbox).where(may_have_left, outbox.c.repeatable).values(state=DeliveryState.PENDING, repeated=True)
    ).rowcount
    unknown = _unknown(tx, at, and_(may_have_left, not_(outbox.c.repeatable)))
    if moved:
        return Settled(unknown, again)
    # what was silent then may have arrived since: no chain moves on by itself
    held = tx.execute(_HELD).all()
    tx.execute(_STAND_STILL)
    for row in held:
        _ask_about_held(tx, at, row)
    kept_answers.ask_all(tx, at)
    _tell_groups(tx, at, made_at)
    return Settled(unknown, again, _void_codes(tx, at))


_VOID_CHALLENGES = (
    update(address_challenge)
    .where(address_challenge.c.closed_at.is_(None))
    .values(closed_at=bindparam("at", type_=address_challenge.c.closed_at.type))
    .returning(address_challenge.c.organisation_id)
)


def _void_codes(tx: Connection, at: Instant) -> int:
    """A code that was used after the backup would open again for whoever has it: all that were unused are void."""
    tx.execute(_VOID_CHALLENGES, {"at": at.now})
    waiting = (one_time_code.c.used_at.is_(None), one_time_code.c.expires_at > at.now)
    return tx.execute(update(one_time_code).where(*waiting).values(used_at=at.now)).rowcount


def _set_going(tx: Connection, at: Instant) -> None:
    """What a service asked to wait for was asked in that past: whoever is asked anew says it again."""
    tx.execute(update(lane).where(lane.c.due_at > at.real).values(due_at=at.real))
    tx.execute(update(lane).where(lane.c.leased_until.is_not(None)).values(lease=None, leased_until=None))
    tx.execute(
        update(outbox).where(outbox.c.state.in_(WAITING), outbox.c.not_before > at.real).values(not_before=at.real)
    )


def _unknown(tx: Connection, at: Instant, which: ColumnElement[bool]) -> int:
    """Each is told to the agent with a button: only a person may decide to send it again."""
    rows = tx.execute(
        select(*(outbox.c[name] for name in ("id", "ticket_id", "message_id", "delivery_id", "kind", "payload")))
        .where(which)
        .order_by(outbox.c.lane_id, outbox.c.seq)
    ).all()
    tx.execute(
        update(outbox)
        .where(which)
        .values(state=DeliveryState.UNKNOWN, ended_at=at.real, error="it waited when the backup was made")
    )
    for row in rows:
        if row.kind == RowKind.RING:
            # a call of yesterday is nothing to be made again
            outcomes.ended(tx, at, row, DeliveryState.UNKNOWN)
        else:
            deliveries.report_unknown(tx, at, row)
    return len(rows)


def _ask_about_held(tx: Connection, at: Instant, row: Row[*tuple[Any, ...]]) -> None:
    try:
        view, language = ticket_and_language(tx, row.ticket_id)
    except UnknownTransport:  # of its requester: the past comes back all the same
        log.exception("nobody is told that delivery %s waited", row.id)
        return
    then = replace(at, now=max(at.now, row.next_at))
    there = chains.next_address(tx, then, row.id, view.id)
    words = [
        say(language, "chain.restored" if row.waits_at is None else "leave.restored"),
        say(language, "chain.over" if there is None else "chain.restored_ask"),
    ]
    buttons = [] if there is None else [chain_lines.step_buttons(view.id, row.id, row.step, there, language)]
    topics.tell_staff(tx, at, view, " ".join(words), buttons)


def _tell_groups(tx: Connection, at: Instant, made_at: datetime) -> None:
    zones = {one.organisation_id: one.regulation.organisation.timezone for one in editions_in_force(tx, at.now)}

    def words(language: str, organisation_id: OrganisationId) -> str:
        when = absolute(made_at, zones.get(organisation_id, "UTC"), language, zone_named=True)
        return say(language, "staff.restored", when=when)

    announcements.announce(tx, at, words)
