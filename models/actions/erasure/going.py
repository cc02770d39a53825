"""An erasure goes on: one transaction takes everything out of the database; the next ones wait for what stands in
groups or was on its way, and end it with an act. Killed anywhere, the next look goes on from the last commit.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, func, insert, null, select, update

from models.actions.clocks import ticket_clocks, timers
from models.actions.erasure import copies, leaving_groups, scrubbing
from models.actions.erasure.lanes_of_theirs import busy, lane_keys, rename_lanes, stop_waiting
from models.actions.erasure.news import say_farewell, tell_heads
from models.actions.erasure.theirs import Place, Theirs, theirs
from models.actions.reach.persons import hold
from models.actions.tickets import extensions, tickets
from models.clock import Instant
from models.queries.erasures import digest_of, salts_of
from models.queries.identities import Somebody
from models.queries.tickets import OPEN_STATES, ticket_by_id
from models.rules.deadlines.clock_states import Event
from models.rules.regulation.organisations import OrganisationId
from models.rules.requests.erasures import GIVE_UP, LOOK_AGAIN, ErasureState
from models.tables.among import among
from models.tables.erasures import erased_address, erasure
from models.tables.lanes import inbox
from models.tables.messages import attachment
from models.tables.tickets import ticket

#: Raw payloads that are emptied at once.
_RAW_AT_ONCE: Final = 500
_RAW = (
    select(inbox.c.id)
    .where(inbox.c.state == "done", inbox.c.purge_at.is_not(None), inbox.c.id <= bindparam("newest"))
    .order_by(inbox.c.purge_at)
    .limit(_RAW_AT_ONCE)
)


def go_on(tx: Connection, at: Instant, row: Row[Any]) -> list[str]:
    """One step. Returns the files, relative to var/files, that nobody needs from its commit on."""
    who = Somebody(OrganisationId(row.organisation_id), row.person_id)
    if row.state == ErasureState.WAITING:
        return begin(tx, at, row, who)
    if _empty_raw(tx, row.holds["newest"]):
        _look_again(tx, row, at.now)
        return []
    whole = replace(
        theirs(tx, who),
        names=row.holds.get("names", ()),  # of an erasure that was underway at an upgrade they are gone
        beside=row.holds.get("beside", ()),
    )
    places = [Place(*one) for one in row.holds["places"]]
    since, late = _time(row.holds["since"]), at.now - row.begun_at > GIVE_UP
    if busy(tx, lane_keys(tx, whole, places), since) and not late:
        _look_again(tx, row, at.now + LOOK_AGAIN)
        return []
    return _finish(tx, at, row, whole, places, late=late)


def begin(tx: Connection, at: Instant, row: Row[Any], who: Somebody) -> list[str]:
    """Whoever does something about this person at this moment has done it before, or finds nobody."""
    hold(tx, who.organisation_id, who.person_id)
    whole = theirs(tx, who)
    _hold_tickets(tx, whole)
    _close_tickets(tx, at, whole)
    stop_waiting(tx, at, whole)
    told_there = sorted({*leaving_groups.blank_elsewhere(tx, at, whole), *whole.before})
    elsewhere = leaving_groups.numbers_of(tx, whole, told_there)
    topics = leaving_groups.delete_topics(tx, at, whole)
    say_farewell(tx, at, who, row.by_address_id)
    files = [*_files_of(tx, whole), *copies.stop(tx, who, whole.persons)]
    _remember_digests(tx, at, row.id, whole)
    counts = scrubbing.scrub(tx, at.now, whole, whole.places, at.real)
    counts["topics"] = topics
    holds = {
        "since": at.real.isoformat(),
        "newest": tx.execute(select(func.coalesce(func.max(inbox.c.id), 0))).scalar_one(),
        "places": [[one.transport, one.account, one.address] for one in whole.places],
        "files": files,
        "names": list(whole.names),
        "beside": list(whole.beside),
        "elsewhere": [number for _, number in elsewhere],
    }
    begun = {"state": ErasureState.BEGUN, "begun_at": at.now, "holds": holds, "counts": counts}
    _set(tx, row, **begun, next_at=at.now + LOOK_AGAIN)
    return files


def _finish(
    tx: Connection, at: Instant, row: Row[Any], whole: Theirs, places: Sequence[Place], *, late: bool
) -> list[str]:
    files = [*row.holds["files"], *_files_of(tx, whole)]
    kept = [*leaving_groups.topics_left(tx, whole), *_out_of_reach(places)]
    kept += [{"what": "elsewhere", "number": number} for number in row.holds["elsewhere"]]
    if late:
        kept.append({"what": "waiting"})
    again = scrubbing.scrub(tx, at.now, whole, places, _time(row.holds["since"]))
    leaving_groups.forget_topics(tx, whole)
    rename_lanes(tx, whole, places)
    counts = {name: (row.counts or {}).get(name, 0) + again.get(name, 0) for name in {**(row.counts or {}), **again}}
    done = {"state": ErasureState.DONE, "next_at": None, "done_at": at.now, "counts": counts, "kept": kept}
    _set(tx, row, **done, holds=null(), by_address_id=None)
    tell_heads(tx, at, whole.organisation_id, row.code, topics=sum(one["what"] == "topic" for one in kept))
    return files


def _out_of_reach(places: Sequence[Place]) -> list[dict[str, Any]]:
    """What others hold, and no bot can take back."""
    phones = sum(place.address.startswith("+") for place in places)
    chats = len(places) - phones
    kept: list[dict[str, Any]] = [{"what": "chats", "count": chats}] if chats else []
    kept += [{"what": "phones", "count": phones}] if phones else []
    return [*kept, {"what": "backups"}]


def _hold_tickets(tx: Connection, whole: Theirs) -> None:
    these = select(ticket.c.id).where(
        ticket.c.organisation_id == whole.organisation_id, among(ticket.c.id, "tickets")
    )
    tx.execute(these.order_by(ticket.c.id).with_for_update(), {"tickets": whole.tickets})


def _close_tickets(tx: Connection, at: Instant, whole: Theirs) -> None:
    """Without a word in their topics, which go."""
    for ticket_id in whole.tickets:
        view = ticket_by_id(tx, whole.organisation_id, ticket_id)
        if view.state in OPEN_STATES:
            tickets.change_state(tx, view, state="closed", closed_at=at.now, closing_proposed_at=None)
            timers.stop_silence(tx, view.id)
            extensions.forget(tx, at.now, view.id)
            ticket_clocks.happened(tx, at, view, Event.CLOSED)


def _files_of(tx: Connection, whole: Theirs) -> list[str]:
    """Bytes that belong to nobody else: the same file of two people lies there once."""
    there = select(attachment.c.path).where(among(attachment.c.id, "files"), attachment.c.path.is_not(None))
    return sorted(set(tx.execute(there, {"files": whole.attachments}).scalars()))


def still_needed(tx: Connection, paths: Sequence[str]) -> set[str]:
    """Of files that are to go: those that another message has, too."""
    of_others = select(attachment.c.path).where(among(attachment.c.path, "paths"))
    return set(tx.execute(of_others, {"paths": list(paths)}).scalars())


def _remember_digests(tx: Connection, at: Instant, erasure_id: int, whole: Theirs) -> None:
    """One salt for an organisation, so that a sheet is held against all of them at once."""
    salt = next(iter(salts_of(tx, whole.organisation_id)), None) or secrets.token_hex(16)
    rows = [
        {
            "organisation_id": whole.organisation_id,
            "erasure_id": erasure_id,
            "salt": salt,
            "digest": digest_of(salt, place.transport, place.address),
            "erased_at": at.now,
        }
        for place in whole.places
    ]
    if rows:
        tx.execute(insert(erased_address), rows)


def _empty_raw(tx: Connection, newest: int) -> bool:
    """What came in raw is kept to find faults with: of everybody, as nobody can say where words of theirs are quoted.

    True: something was left, so there may be more.
    """
    ids = list(tx.execute(_RAW, {"newest": newest}).scalars())
    gone = update(inbox).where(among(inbox.c.id, "ids")).values(payload=null(), purge_at=None, error=None)
    if ids:
        tx.execute(gone, {"ids": ids})
    return bool(ids)


def put_off(tx: Connection, row: Row[Any], when: datetime) -> None:
    """It raised; unless somebody else went on with it meanwhile."""
    this = (erasure.c.id == row.id, erasure.c.organisation_id == row.organisation_id)
    tx.execute(update(erasure).where(*this, erasure.c.next_at == row.next_at).values(next_at=when))


def state_of(tx: Connection, organisation_id: OrganisationId, erasure_id: int) -> ErasureState:
    this = (erasure.c.id == erasure_id, erasure.c.organisation_id == organisation_id)
    return ErasureState(tx.execute(select(erasure.c.state).where(*this)).scalar_one())


def _look_again(tx: Connection, row: Row[Any], when: datetime) -> None:
    _set(tx, row, next_at=when)


def _set(tx: Connection, row: Row[Any], **values: Any) -> None:
    this = (erasure.c.id == row.id, erasure.c.organisation_id == row.organisation_id)
    tx.execute(update(erasure).where(*this).values(values))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
