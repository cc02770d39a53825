"""What a person changes about the addresses by which they are reached. Each is logged; nothing is done twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from models.actions.reach import address_notices
from models.actions.reach.address_events import Event, log_change, mark_undone, undoable
from models.actions.reach.persons import hold
from models.clock import Instant
from models.queries.addresses import AddressRow, address_by_id, addresses_of, tested_since
from models.queries.persons import AtAddress
from models.rules.delivery.address_changes import REMOVED, Change, may_test, reordered, switched
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.quiet_hours import QuietHours
from models.tables.persons import address


def theirs(tx: Connection, who: AtAddress, address_id: int | None) -> AddressRow | None:
    """Held with all the others of this person; None: it is not theirs, or not any more."""
    return next((one for one in addresses_of(tx, who, held=True) if one.id == address_id), None)


def pause(tx: Connection, now: datetime, who: AtAddress, one: AddressRow) -> None:
    """Nothing goes there, until they want it again."""
    if not one.paused:
        set_address(tx, who, one.id, paused_at=now)
        log_change(tx, now, who, one.id, Change.PAUSED, by=who.address_id)


def resume(tx: Connection, now: datetime, who: AtAddress, one: AddressRow) -> None:
    if one.paused:
        set_address(tx, who, one.id, paused_at=None)
        log_change(tx, now, who, one.id, Change.RESUMED, by=who.address_id)


def keep_quiet(tx: Connection, now: datetime, who: AtAddress, one: AddressRow, hours: QuietHours | None) -> None:
    """hours: None: it is never quiet."""
    if hours != one.quiet:
        begins, ends = (hours.since, hours.until) if hours is not None else (None, None)
        set_address(tx, who, one.id, quiet_from=begins, quiet_until=ends)
        before = {"hours": [one.quiet.since, one.quiet.until] if one.quiet is not None else None}
        log_change(tx, now, who, one.id, Change.QUIET, by=who.address_id, before=before)


def switch_category(
    tx: Connection, now: datetime, who: AtAddress, one: AddressRow, known: Sequence[str], category: str
) -> None:
    """known: of the regulation."""
    set_address(tx, who, one.id, categories=switched(one.categories, known, category))
    log_change(tx, now, who, one.id, Change.CATEGORIES, by=who.address_id, before={"categories": one.categories})


def move(tx: Connection, now: datetime, who: AtAddress, one: AddressRow, by: int) -> None:
    """by: -1 is up."""
    order = [each.id for each in addresses_of(tx, who, held=True)]
    after = reordered(order, one.id, by)
    if list(after) == order:
        return
    for place, address_id in enumerate(after):
        set_address(tx, who, address_id, place=place)
    log_change(tx, now, who, one.id, Change.ORDERED, by=who.address_id, before={"order": order})


def take_away(tx: Connection, now: datetime, who: AtAddress, address_id: int) -> None:
    """It is theirs no more. Whoever calls this says what becomes of what waits for it (gone_addresses.py)."""
    set_address(tx, who, address_id, state=AddressState.DEAD, state_reason=REMOVED, state_at=now, recheck_at=None)


def test(tx: Connection, at: Instant, who: AtAddress, one: AddressRow) -> bool | None:
    """None: there were too many, or one a moment ago. False: nothing can be sent there."""
    if not may_test(tested_since(tx, who, at.now), at.now):
        return None
    if not address_notices.send_test(tx, at, who, one):
        return False
    log_change(tx, at.now, who, one.id, Change.TESTED, by=who.address_id)
    return True


def undo(tx: Connection, at: Instant, who: AtAddress, event_id: int) -> Event | None:
    """What was undone of what they did not do themselves; None: it is too late, or something else came between."""
    hold(tx, who.organisation_id, who.person_id)
    event = undoable(tx, at.now, who, event_id)
    found = address_by_id(tx, who.organisation_id, event.address_id) if event is not None else None
    if event is None or found is None or found.person_id != who.person_id:
        return None
    if (found.reason == REMOVED) is not (event.kind is Change.REMOVED):
        return None
    if event.kind is Change.REMOVED:
        before = {"state": event.before["state"], "state_reason": event.before["reason"], "state_at": at.now}
        set_address(tx, who, found.id, **before)
    else:
        take_away(tx, at.now, who, found.id)
    mark_undone(tx, at.now, who, event)
    log_change(tx, at.now, who, found.id, Change.UNDONE, by=who.address_id)
    return event


def set_address(tx: Connection, who: AtAddress, address_id: int, **values: Any) -> None:
    this = (address.c.id == address_id, address.c.organisation_id == who.organisation_id)
    tx.execute(update(address).where(*this).values(values))
