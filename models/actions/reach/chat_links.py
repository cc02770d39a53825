"""One-time links that join another chat to a person: made in one messenger, opened in another."""

import secrets

from sqlalchemy import Connection, select, update

from models.actions.reach.challenge_counts import Pool, count_of, key_of
from models.actions.reach.challenges import (
    Challenge,
    NewChallenge,
    Purpose,
    digest,
    read,
    store,
)
from models.actions.reach.persons import hold
from models.clock import Instant
from models.queries.persons import AtAddress
from models.queries.tickets import Asker
from models.rules.delivery.codes import LINK_BYTES, LINK_VALID_FOR, OF_PERSON
from models.rules.regulation.organisations import OrganisationId
from models.tables.reach import address_challenge


def make_link(tx: Connection, at: Instant, asker: AtAddress) -> str | None:
    """What a deep link ends with; it may be opened once, in another chat. None: a limit of the day is reached."""
    hold(tx, asker.organisation_id, asker.person_id)
    if not count_of(tx, at, asker, address_challenge.c.person_id == asker.person_id).is_within(OF_PERSON):
        return None
    code = secrets.token_hex(LINK_BYTES)
    keys = (key_of(f"link:{asker.person_id}", Pool.OWN), None)
    store(tx, at, NewChallenge(asker, Purpose.LINK, keys, at.now + LINK_VALID_FOR, subject_id=asker.address_id), code)
    return code


def link_of(tx: Connection, at: Instant, organisation_id: OrganisationId, code: str) -> Challenge | None:
    """Whose link it is, while nobody has used it."""
    this = (
        address_challenge.c.organisation_id == organisation_id,
        address_challenge.c.purpose == Purpose.LINK,
        address_challenge.c.digest == digest("", code),
        address_challenge.c.closed_at.is_(None),
        address_challenge.c.expires_at > at.now,
    )
    row = tx.execute(select(address_challenge).where(*this)).one_or_none()
    return read(row) if row is not None else None


def take_back(tx: Connection, at: Instant, whose: Asker, address_id: int) -> None:
    """Whatever links of theirs were made at that address are good for nothing any more."""
    made = (
        address_challenge.c.organisation_id == whose.organisation_id,
        address_challenge.c.person_id == whose.person_id,
        address_challenge.c.purpose == Purpose.LINK,
        address_challenge.c.subject_id == address_id,
        address_challenge.c.closed_at.is_(None),
    )
    tx.execute(update(address_challenge).where(*made).values(closed_at=at.now))


def use_link(tx: Connection, at: Instant, link: Challenge) -> bool:
    """False: somebody was quicker."""
    this = (address_challenge.c.id == link.id, address_challenge.c.organisation_id == link.organisation_id)
    used = update(address_challenge).where(*this, address_challenge.c.closed_at.is_(None))
    return tx.execute(used.values(used_at=at.now, closed_at=at.now)).rowcount == 1
