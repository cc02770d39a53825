"""Open tickets follow: a calendar that was corrected always, a new edition when it was adopted for them as well."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from models.actions.clocks import ticket_clocks, timers
from models.actions.desk import staff, topics
from models.clock import Instant
from models.phrases.catalogue import say, say_many
from models.phrases.times import absolute
from models.queries.regulation import EditionView, dropped_desk, edition_of, editions_in_force
from models.queries.staff import StaffGroup, groups_of_organisation
from models.queries.tickets import OPEN_STATES, TicketView, ticket_by_id
from models.rules.regulation.clocks import SlaClock
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation
from models.tables.tickets import ticket, ticket_event
from models.tables.timers import clock_basis

BATCH = 100
#: A summary is read on a phone; what it does not name stands on the cards.
_NAMED = 10
#: Lines of the log: facts {CLOCK: [before, after]} in ISO, and facts {reason}.
MOVED = "deadlines_moved"
FAILED = "deadlines_failed"
EDITION_CHANGED = "edition_changed"  # facts {before, after}: ids of editions

#: Made once: it is asked each second.
_BASIS = select(clock_basis).where(clock_basis.c.organisation_id == bindparam("of_organisation"))
_BASIS_HELD = _BASIS.with_for_update()

log = logging.getLogger(__name__)


def is_behind(tx: Connection, now: datetime) -> bool:
    """Whether open tickets were computed with another edition or other calendars than those in force."""
    return any(_is_behind(_basis(tx, edition), edition) for edition in editions_in_force(tx, now))


def _is_behind(row: Row[Any] | None, edition: EditionView) -> bool:
    return row is None or row.after_ticket_id is not None or not _is_current(row, edition)


def follow(tx: Connection, at: Instant, limit: int = BATCH) -> bool:
    """Some open tickets more of each organisation, in the order of their numbers. True: there are others, and it
    wants to be asked again.

    What a ticket is left with when its turn fails is what it had: it is named in its topic, and the others go on.
    """
    more = [_follow(tx, at, edition, limit) for edition in editions_in_force(tx, at.now)]
    return any(more)


def _follow(tx: Connection, at: Instant, edition: EditionView, limit: int) -> bool:
    row = _basis(tx, edition, hold=True)
    current = {"edition_id": edition.id, "calendars": _calendars(edition)}
    if row is None:
        first = {**current, "organisation_id": edition.organisation_id, "began_at": at.now}
        tx.execute(insert(clock_basis), first)
        return False
    after, began_at = row.after_ticket_id, row.began_at
    if not _is_current(row, edition):
        after, began_at = 0, at.now
    elif after is None:
        return False
    ids = _open_after(tx, edition.organisation_id, after, limit)
    for ticket_id in ids:
        _bring_up(tx, at, ticket_id, edition)
    more = len(ids) == limit
    here = clock_basis.c.organisation_id == edition.organisation_id
    progress = {**current, "began_at": began_at, "after_ticket_id": ids[-1] if more else None}
    tx.execute(update(clock_basis).where(here).values(**progress))
    if not more:
        _summarise(tx, at, edition, began_at)
    return more


def _basis(tx: Connection, edition: EditionView, *, hold: bool = False) -> Row[Any] | None:
    return tx.execute(_BASIS_HELD if hold else _BASIS, {"of_organisation": edition.organisation_id}).one_or_none()


def _is_current(row: Row[Any], edition: EditionView) -> bool:
    return (row.edition_id, row.calendars) == (edition.id, _calendars(edition))


def _calendars(edition: EditionView) -> str:
    """An edition may be adopted for open tickets after it came into force."""
    return edition.regulation.calendars_version + ("+open" if edition.apply_to_open else "")


def _open_after(tx: Connection, organisation_id: OrganisationId, after: int, limit: int) -> list[int]:
    query = (
        select(ticket.c.id)
        .where(ticket.c.organisation_id == organisation_id, ticket.c.state.in_(OPEN_STATES), ticket.c.id > after)
        .order_by(ticket.c.id)
        .limit(limit)
    )
    return list(tx.execute(query).scalars())


def _bring_up(tx: Connection, at: Instant, ticket_id: int, edition: EditionView) -> None:
    try:
        with tx.begin_nested():
            _move(tx, at, ticket_by_id(tx, edition.organisation_id, ticket_id), edition)
    except Exception as error:  # one ticket must not hold up the others; what it had stays in force
        log.exception("the deadlines of ticket %s could not be computed anew", ticket_id)
        timers.log_event(tx, ticket_id, at.now, FAILED, facts={"reason": type(error).__name__})


def _move(tx: Connection, at: Instant, before: TicketView, edition: EditionView) -> None:
    if edition.apply_to_open and before.edition_id != edition.id and _has_place(edition.regulation, before):
        this = (ticket.c.id == before.id, ticket.c.organisation_id == edition.organisation_id)
        tx.execute(update(ticket).where(*this).values(edition_id=edition.id))
        facts = {"before": before.edition_id, "after": edition.id}
        timers.log_event(tx, before.id, at.now, EDITION_CHANGED, facts=facts)
    ticket_clocks.recompute(tx, at, before)
    after = ticket_by_id(tx, before.organisation_id, before.id)
    moved = {
        str(clock): [due.isoformat() if due else None for due in dues]
        for clock in SlaClock
        if (dues := (_due(before, clock), _due(after, clock)))[0] != dues[1]
    }
    if moved:
        timers.log_event(tx, before.id, at.now, MOVED, facts=moved)
        topics.refresh_card(tx, at, after, edition_of(tx, after).regulation)


def _has_place(regulation: Regulation, view: TicketView) -> bool:
    """Whether the edition still has the ticket's desk and kind."""
    return any(one.id == view.desk_key and view.kind in one.kinds for one in regulation.desks)


def _due(view: TicketView, clock: SlaClock) -> datetime | None:
    due: datetime | None = getattr(view, f"{clock}_due_at")
    return due


def _summarise(tx: Connection, at: Instant, edition: EditionView, began_at: datetime) -> None:
    """One post for each staff group whose tickets moved, or could not."""
    for group in groups_of_organisation(tx, edition.organisation_id):
        changes = tx.execute(
            select(ticket.c.number, ticket_event.c.kind, ticket_event.c.facts)
            .select_from(ticket_event.join(ticket))
            .where(
                ticket.c.organisation_id == edition.organisation_id,
                ticket.c.desk_id == group.desk_id,
                ticket_event.c.kind.in_((MOVED, FAILED)),
                ticket_event.c.at >= began_at,
            )
            .order_by(ticket.c.number, ticket_event.c.id)
        ).all()
        if changes:
            text = _summary(tx, edition, group, changes)
            staff.tell_group(tx, at, group.account, group.chat_id, text)


def _summary(tx: Connection, edition: EditionView, group: StaffGroup, changes: Sequence[Any]) -> str:
    regulation = edition.regulation
    named = next((one for one in regulation.desks if one.id == group.desk_key), None)
    desk = named or dropped_desk(tx, edition.organisation_id, group.desk_key)
    language, zone = desk.staff_language, regulation.organisation.timezone
    moved = [row for row in changes if row.kind == MOVED]
    failed = [row for row in changes if row.kind == FAILED]
    lines = [say(language, "staff.recomputed", edition=regulation.edition.name)]
    lines.append(say_many(language, "staff.recomputed_moved", len(moved)))
    for row in moved[:_NAMED]:
        for clock, (before, after) in row.facts.items():
            what = say(language, f"clock.{clock}")
            old, new = (_shown(due, zone, language) for due in (before, after))
            lines.append(say(language, "staff.recomputed_line", number=row.number, clock=what, before=old, after=new))
    if len(moved) > _NAMED:
        lines.append(say_many(language, "staff.recomputed_more", len(moved) - _NAMED))
    if failed:
        numbers = ", ".join(f"№{row.number}" for row in failed[:_NAMED])
        lines.append(say(language, "staff.recomputed_failed", numbers=numbers))
    return "\n".join(lines)


def _shown(due: str | None, zone: str, language: str) -> str:
    return absolute(datetime.fromisoformat(due), zone, language) if due else say(language, "staff.no_deadline")
