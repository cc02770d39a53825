"""Addresses that nobody proved for long: they are to be proved again, and their person is asked so once."""

from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update

from models.actions.reach import requester_words
from models.actions.reach.address_events import log_change
from models.actions.reach.address_notices import reached_at
from models.actions.reach.requester_words import Words
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.addresses import AddressRow, addresses_of
from models.queries.identities import Somebody
from models.queries.regulation import edition_in_force
from models.rules.delivery.address_changes import Change
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.choices import dialogue_key
from models.rules.delivery.post_content import Choices
from models.rules.regulation.organisations import OrganisationId
from models.tables.persons import address

BATCH: Final = 100
_DUE = (
    select(address.c.id, address.c.organisation_id, address.c.person_id, address.c.state, address.c.heard_at)
    .where(address.c.recheck_at.is_not(None), address.c.recheck_at <= bindparam("now"))
    .order_by(address.c.recheck_at)
    .limit(BATCH)
)
_DUE_AND_HELD = _DUE.with_for_update(skip_locked=True)


def any_due(tx: Connection, at: Instant) -> bool:
    return tx.execute(_DUE, {"now": at.now}).first() is not None


def look(tx: Connection, at: Instant) -> int:
    """Returns how many were due. Who wrote from there meanwhile has proved it, and is asked nothing."""
    due = tx.execute(_DUE_AND_HELD, {"now": at.now}).all()
    for row in due:
        _look_at(tx, at, row)
    return len(due)


def _look_at(tx: Connection, at: Instant, row: Row[*tuple[Any, ...]]) -> None:
    who = Somebody(OrganisationId(row.organisation_id), row.person_id)
    edition = edition_in_force(tx, who.organisation_id, at.now)
    after = edition.regulation.reach.recheck_after if edition is not None else None
    values: dict[str, Any] = {"recheck_at": None}
    if after is not None and row.heard_at is not None and row.heard_at + after > at.now:
        values = {"recheck_at": row.heard_at + after, "verified_at": row.heard_at}
    elif after is not None and row.state == AddressState.VERIFIED:
        values |= {"state": AddressState.STALE, "state_at": at.now}
    this = (address.c.id == row.id, address.c.organisation_id == who.organisation_id)
    tx.execute(update(address).where(*this).values(values))
    if "state" in values:
        log_change(tx, at.now, who, row.id, Change.STALE)
        _ask(tx, at, who, row.id)


def _ask(tx: Connection, at: Instant, who: Somebody, stale_id: int) -> None:
    """In the first of their other chats that works. Asked where it is, a new owner of the number would say yes."""
    theirs = addresses_of(tx, who)
    stale = next(one for one in theirs if one.id == stale_id)
    for one in theirs:
        if one.id != stale_id and one.works and _asked(tx, at, who, one, stale):
            return


def _asked(tx: Connection, at: Instant, who: Somebody, one: AddressRow, stale: AddressRow) -> bool:
    reached = reached_at(tx, who, one)
    if reached is None:
        return False
    label = say(reached.language, "choice.prove_transport")
    text = say(reached.language, "transports.recheck", address=stale.named)
    choices: Choices = [[{"key": dialogue_key(0, f"tr:recheck:{stale.id}"), "label": label}]]
    return requester_words.tell_all(tx, at, reached, [Words(text, choices)])
