"""A later date for the resolution: asked for in the topic, agreed to by the head when the regulation wants it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update

from models.actions.clocks import ticket_clocks
from models.actions.clocks.ticket_clocks import Basis
from models.actions.tickets import extension_words
from models.actions.tickets.acting import Acting
from models.errors import OtklikError
from models.queries.tickets import TicketView
from models.rules.deadlines.extensions import (
    ReasonMissing,
    check_until,
    checked_reason,
    offers,
    read_until,
    resolution_of,
    why_head,
)
from models.rules.deadlines.ticket_clock import ClockState, Event
from models.tables.staff import agent
from models.tables.tickets import extension

ASKED, HEAD, GRANTED, REFUSED, DROPPED = "asked", "head", "granted", "refused", "dropped"
_UNDECIDED = (ASKED, HEAD)
#: A press this soon after another is a second click; later the question may be out of sight, and is asked anew.
_SECOND_CLICK: Final = timedelta(minutes=2)


class AskedAlready(OtklikError):
    """A second press, or two agents at once: the question is there."""

    phrase = "extend.asked_already"


class HeadIsAsked(OtklikError):
    """until: in words."""

    phrase = "extend.head_is_asked"


class DecidedAlready(OtklikError):
    phrase = "extend.decided_already"


@dataclass(frozen=True)
class Wanted:
    """An extension that is not decided. until_at: None until somebody named a date."""

    id: int
    state: str
    agent_name: str
    asked_at: datetime
    until_at: datetime | None
    reason: str


_WANTED = select(
    extension.c.id, extension.c.state, agent.c.name, extension.c.asked_at, extension.c.until_at, extension.c.reason
).select_from(extension.join(agent, agent.c.id == extension.c.agent_id))
_OURS = agent.c.organisation_id == bindparam("organisation_id")
_OF_TICKET = (
    _WANTED.where(_OURS, extension.c.ticket_id == bindparam("ticket_id"), extension.c.state.in_(_UNDECIDED))
    .order_by(extension.c.id.desc())
    .limit(1)
)
_ONE = _WANTED.where(
    _OURS,
    extension.c.ticket_id == bindparam("ticket_id"),
    extension.c.id == bindparam("extension_id"),
    extension.c.state.in_(_UNDECIDED),
)


def wanted(tx: Connection, view: TicketView) -> Wanted | None:
    """The extension of a ticket that waits for a date, a reason or the head."""
    row = tx.execute(_OF_TICKET, {"organisation_id": view.organisation_id, "ticket_id": view.id}).one_or_none()
    return None if row is None else Wanted(*row)


def ask(acting: Acting) -> None:
    """«Продлить» was pressed: the topic is asked until when and why. Raises OtklikError."""
    state, basis = _clock(acting)
    _check_topic(acting)
    known = wanted(acting.tx, acting.view)
    if known is not None and (known.state == HEAD or acting.at.now - known.asked_at < _SECOND_CLICK):
        raise _under_way(acting, known)
    forget(acting.tx, acting.at.now, acting.view.id)
    extension_id = _begin(acting)
    extension_words.ask_date(acting, extension_id, state.due_at, offers(acting.at.now, state.due_at, basis.hours))


def _under_way(acting: Acting, known: Wanted) -> OtklikError:
    if known.state == HEAD and known.until_at is not None:
        return HeadIsAsked(until=acting.when(known.until_at))
    return AskedAlready()


def choose_date(acting: Acting, extension_id: int, until: datetime) -> None:
    """A date was picked by its button; now the reason is asked for. Raises OtklikError."""
    state, _ = _clock(acting)
    row = _undecided(acting, extension_id)
    if row.state == HEAD or row.until_at is not None:
        raise _under_way(acting, row)
    _check(acting, state, until)
    _named(acting, extension_id, until)


def ask_by_words(acting: Acting, text: str) -> None:
    """Until when and why, in one line of an agent: the command. Raises OtklikError."""
    state, basis = _clock(acting)
    known = wanted(acting.tx, acting.view)
    if known is not None and known.state == HEAD:
        raise _under_way(acting, known)
    until, reason = _read(acting, state, basis, text)
    if reason:
        reason = checked_reason(reason)
    else:
        _check_topic(acting)
    extension_id = known.id if known is not None else _begin(acting)
    if reason:
        _complete(acting, extension_id, state, basis, until, reason)
    else:
        _named(acting, extension_id, until)


def answer(acting: Acting, text: str) -> None:
    """An agent replied to our question: with date and reason, or with the reason alone. Raises OtklikError."""
    state, basis = _clock(acting)
    known = wanted(acting.tx, acting.view)
    if known is None:
        raise DecidedAlready
    if known.state == HEAD:
        raise _under_way(acting, known)
    if known.until_at is None:
        ask_by_words(acting, text)
        return
    reason = checked_reason(text)
    try:
        _check(acting, state, known.until_at)
    except OtklikError:
        _set(acting, known.id, until_at=None)  # the date was overtaken: another one may be answered
        raise
    _complete(acting, known.id, state, basis, known.until_at, reason)


def withdraw(acting: Acting, extension_id: int) -> None:
    """Nobody wants it any more; what was promised stands. Raises DecidedAlready."""
    row = _undecided(acting, extension_id)
    _decide(acting, row.id, DROPPED)
    if row.state == HEAD:
        extension_words.withdrawn(acting)


def forget(tx: Connection, at: datetime, ticket_id: int) -> None:
    """The ticket ended, and what was asked about it with it."""
    undecided = update(extension).where(extension.c.ticket_id == ticket_id, extension.c.state.in_(_UNDECIDED))
    tx.execute(undecided.values(state=DROPPED, decided_at=at))


def agree(acting: Acting, extension_id: int) -> None:
    """The head agrees: it holds from now on, in the head's name. Raises OtklikError."""
    state, basis = _clock(acting)
    row = _of_head(acting, extension_id)
    assert row.until_at is not None  # the head is asked about a date
    _check(acting, state, row.until_at)
    _grant(acting, row.id, state, basis, row.until_at, row.reason, asked_by=row.agent_name)


def refuse(acting: Acting, extension_id: int) -> None:
    """The head doesn't agree: what was promised stands. Raises OtklikError."""
    row = _of_head(acting, extension_id)
    _decide(acting, row.id, REFUSED)
    extension_words.refused(acting, row.agent_name)


def _clock(acting: Acting) -> tuple[ClockState, Basis]:
    acting.check_open()
    clocks, basis = ticket_clocks.clocks_of(acting.tx, acting.at.now, acting.view)
    return resolution_of(clocks), basis


def _check_topic(acting: Acting) -> None:
    """Without a topic nobody can be asked: date and reason have to come together."""
    if acting.view.topic_state is None:
        raise ReasonMissing


def _check(acting: Acting, state: ClockState, until: datetime) -> None:
    check_until(until, acting.at.now, state.due_at, acting.zone, acting.language)


def _read(acting: Acting, state: ClockState, basis: Basis, text: str) -> tuple[datetime, str]:
    found = read_until(text, acting.at.now, state.due_at, basis.hours, acting.language)
    _check(acting, state, found.at)
    return found.at, found.rest


def _begin(acting: Acting) -> int:
    row = {"ticket_id": acting.view.id, "agent_id": acting.agent_id, "asked_at": acting.at.now, "state": ASKED}
    found: int = acting.tx.execute(insert(extension).values(**row).returning(extension.c.id)).scalar_one()
    return found


def _named(acting: Acting, extension_id: int, until: datetime) -> None:
    _set(acting, extension_id, until_at=until, agent_id=acting.agent_id)
    extension_words.ask_reason(acting, extension_id, until)


def _complete(
    acting: Acting, extension_id: int, state: ClockState, basis: Basis, until: datetime, reason: str
) -> None:
    """Date and reason are known: the agent may do it alone, or the head is asked. The clock runs on meanwhile."""
    _set(acting, extension_id, until_at=until, reason=reason, agent_id=acting.agent_id)
    over = why_head(basis.policy.extension, state, until, basis.hours)
    if over is None:
        _grant(acting, extension_id, state, basis, until, reason)
        return
    _set(acting, extension_id, state=HEAD)
    extension_words.ask_head(acting, extension_id, state.due_at, until, reason, over, basis.policy.extension)


def _grant(
    acting: Acting,
    extension_id: int,
    before: ClockState,
    basis: Basis,
    until: datetime,
    reason: str,
    *,
    asked_by: str | None = None,
) -> None:
    _decide(acting, extension_id, GRANTED)
    facts = {"until": until.isoformat(), "reason": reason, "before": before.due_at.isoformat()}
    clocks = ticket_clocks.happened(
        acting.tx, acting.at, acting.view, Event.EXTENDED, agent_id=acting.agent_id, facts=facts
    )
    now_holds = resolution_of(clocks)
    extension_words.granted(acting.again(), before.due_at, now_holds, reason, asked_by=asked_by)


def _of_head(acting: Acting, extension_id: int) -> Wanted:
    row = _undecided(acting, extension_id)
    if row.state != HEAD:
        raise DecidedAlready
    return row


def _undecided(acting: Acting, extension_id: int) -> Wanted:
    of_ticket = {"organisation_id": acting.view.organisation_id, "ticket_id": acting.view.id}
    row = acting.tx.execute(_ONE, {**of_ticket, "extension_id": extension_id}).one_or_none()
    if row is None:
        raise DecidedAlready
    return Wanted(*row)


def _decide(acting: Acting, extension_id: int, state: str) -> None:
    _set(acting, extension_id, state=state, decided_at=acting.at.now, decided_by=acting.agent_id)


def _set(acting: Acting, extension_id: int, **values: object) -> None:
    """Of two at once the second finds it decided. Raises DecidedAlready."""
    mine = update(extension).where(extension.c.id == extension_id, extension.c.state.in_(_UNDECIDED))
    if acting.tx.execute(mine.values(**values)).rowcount != 1:
        raise DecidedAlready
