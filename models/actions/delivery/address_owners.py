"""An address is taken from whoever had it: they are told, and nothing that was meant for them goes there.

Whoever takes an address away does it here, and not by the actions below: those leave what waits for it as it is.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from models.actions.delivery import gone_addresses
from models.actions.reach import (
    address_changes,
    address_events,
    address_notices,
    address_proofs,
    challenges,
    made_ready,
    persons,
)
from models.actions.reach.address_changes import take_away
from models.actions.reach.address_events import Event, log_change
from models.actions.reach.address_notices import News
from models.actions.reach.challenges import Challenge
from models.actions.tickets import chat_joins, joins
from models.actions.tickets.joins import AddressMoved, Grounds, KnownAlready
from models.clock import Instant
from models.queries.addresses import AddressRow, address_at, address_by_id, addresses_of
from models.queries.identities import LINK, Joined, Somebody
from models.queries.persons import AtAddress, Newcomer, Requester, requester_at
from models.rules.delivery.address_changes import Change
from models.rules.delivery.address_states import REACHABLE


def remove(tx: Connection, at: Instant, who: AtAddress, one: AddressRow) -> int:
    """Nothing goes there any more, and whoever writes from there is somebody new. Their other addresses are told, and
    so is this one, unless they did it there: whoever holds one address could else take all the others away unseen.

    Returns how many invitations of theirs are good for nothing since.
    """
    gone_addresses.hold(tx, who.organisation_id, who.person_id)
    before = {"state": one.state, "reason": one.reason}
    take_away(tx, at.now, who, one.id)
    gone_addresses.leave(tx, at, who, one.id, "chain.removed")
    event_id = log_change(tx, at.now, who, one.id, Change.REMOVED, by=who.address_id, before=before)
    undoing = f"{address_notices.UNDO}:{event_id}"
    news = News("transports.told_removed", one.named, undoing)
    address_notices.tell_others(tx, at, who, news, without=(who.address_id, one.id))
    if one.id != who.address_id and one.state in REACHABLE:
        last = News("transports.told_removed_here", _named(tx, who), undoing)
        address_notices.tell_there(tx, at, who, one, last)
    return made_ready.removed(tx, at, who, one.id)


def undo(tx: Connection, at: Instant, who: Requester, event_id: int) -> bool:
    """False: it is too late, or something else came between. An address that turned out is told; so are the others of
    one that came back: it may have been removed because somebody else has it.
    """
    removed = address_events.removed_from_elsewhere(tx, at.now, who, event_id)
    if removed is not None:
        return _is_theirs_again(tx, at, who, *removed)
    gone_addresses.hold(tx, who.organisation_id, who.person_id)
    event = address_changes.undo(tx, at, who, event_id)
    if event is None:
        return False
    there = address_by_id(tx, who.organisation_id, event.address_id)
    assert there is not None, "it was changed just now"
    if event.kind is Change.REMOVED:
        address_notices.tell_others(tx, at, who, News("transports.told_back", there.named), without=(who.address_id,))
        return True
    gone_addresses.leave(tx, at, who, event.address_id, "chain.moved")
    if there.id != who.address_id:
        address_notices.tell_there(tx, at, who, there, News("transports.told_undone_here", _named(tx, who)))
    return True


def _is_theirs_again(tx: Connection, at: Instant, who: Requester, person_id: int, event: Event) -> bool:
    """They wrote before they took the removal back, and were somebody new for that. Nobody but staff undoes it: the
    chat was theirs before. A phone may be somebody else's by now.
    """
    if who.traits.changes_hands or [one.id for one in addresses_of(tx, who)] != [who.address_id]:
        return False
    former = Somebody(who.organisation_id, person_id)
    gone_addresses.hold(tx, who.organisation_id, who.person_id, person_id)
    try:
        with tx.begin_nested():
            joined = joins.join(tx, at, who, person_id, Grounds(LINK, by_address_id=who.address_id))
    except (AddressMoved, KnownAlready):
        return False
    _stray(tx, at, joined)
    address_events.mark_undone(tx, at.now, former, event)
    log_change(tx, at.now, former, who.address_id, Change.UNDONE, by=who.address_id)
    news = News("transports.told_back", _named(tx, who))
    address_notices.tell_others(tx, at, former, news, without=(who.address_id,))
    return True


def join(tx: Connection, at: Instant, who: Requester, person_id: int, grounds: Grounds) -> Joined:
    """It turned out who they are. Raises KnownAlready, AddressMoved."""
    gone_addresses.hold(tx, who.organisation_id, who.person_id, person_id)
    joined = joins.join(tx, at, who, person_id, grounds)
    _stray(tx, at, joined)
    return joined


def join_by_link(tx: Connection, at: Instant, who: Requester, code: str) -> Joined | None:
    """None: the chat is that person's already. Raises KnownAlready, AddressMoved."""
    gone_addresses.hold(tx, who.organisation_id, who.person_id, chat_joins.made_by(tx, at, who, code))
    joined = chat_joins.join(tx, at, who, code)
    if joined is not None:
        _stray(tx, at, joined)
    return joined


def _stray(tx: Connection, at: Instant, joined: Joined) -> None:
    gone_addresses.stray(tx, at, joined.organisation_id, (joined.from_person_id, joined.to_person_id))


def unjoin(tx: Connection, at: Instant, joined: Joined, *, agent_id: int | None = None) -> None:
    """It turned out that they are not who they were thought to be. Raises AddressMoved, and nothing has changed."""
    whose = Somebody(joined.organisation_id, joined.to_person_id)
    gone_addresses.hold(tx, joined.organisation_id, joined.from_person_id, joined.to_person_id)
    gone = joins.undo(tx, at, joined, agent_id=agent_id)
    for address_id in gone:
        gone_addresses.leave(tx, at, whose, address_id, "chain.moved")
    made_ready.turned_out(tx, at, whose, gone, joined.at)
    _stray(tx, at, joined)


def hold_both(tx: Connection, at: Instant, who: AtAddress) -> None:
    """Before a code is tried: who says it, and whose the address is to which it went. Always the two at once, in the
    order of their ids, or two who prove each other's phones at one moment would wait for each other.

    As much is asked where the address is nobody's: whoever guesses must not learn that we know it.
    """
    waiting = challenges.is_waited_for(tx, at, who)
    target = waiting.target if waiting is not None else None
    if target is None:
        return
    found = requester_at(tx, who.organisation_id, target.transport, target.account, target.address)
    other = found.who.person_id if found is not None else who.person_id
    gone_addresses.hold(tx, who.organisation_id, who.person_id, other)


def prove(
    tx: Connection, at: Instant, who: AtAddress, name: str, challenge: Challenge, recheck_after: timedelta | None
) -> AddressRow:
    """A code was right: the address is theirs, whosever it was. As address_proofs.py has it."""
    target = challenge.target
    assert target is not None, "only what was sent somewhere is right"
    before = address_at(tx, who.organisation_id, target.transport, target.account, target.address)
    former = Somebody(who.organisation_id, before.person_id if before is not None else who.person_id)
    if former.person_id != who.person_id:
        gone_addresses.hold(tx, former.organisation_id, former.person_id)
    proved = address_proofs.prove(tx, at, who, name, challenge, recheck_after)
    if former.person_id != who.person_id:
        gone_addresses.leave(tx, at, former, proved.id, "chain.moved")
    return proved


def hand_over(tx: Connection, at: Instant, former: Requester, who: Newcomer, dialogue: dict[str, Any]) -> Requester:
    """After a long silence, or a removal, whoever writes from there is somebody new."""
    gone_addresses.hold(tx, former.organisation_id, former.person_id)
    newcomer = persons.hand_over(tx, at.now, former, who, dialogue)
    gone_addresses.leave(tx, at, former, former.address_id, "chain.moved")
    return newcomer


def _named(tx: Connection, who: AtAddress) -> str:
    here = address_by_id(tx, who.organisation_id, who.address_id)
    return here.named if here is not None else ""
