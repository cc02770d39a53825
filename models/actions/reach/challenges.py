"""Codes that prove an address: made here, sent by whoever asked for one, and checked once.

A code is digits that people type from one place into another; a link is opened in another messenger. Only digests
are stored. Nobody learns from what comes back, nor from how long it takes, whether the address is anybody's: a code
that is sent to nobody is made, counted and checked like any other.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from models.actions.reach.challenge_counts import Pool, counts, key_of, keys_of, may_have_another
from models.actions.reach.persons import hold
from models.clock import Instant
from models.queries.identities import known_of
from models.queries.tickets import Asker
from models.rules.delivery.codes import DIGITS, TRIES, VALID_FOR
from models.rules.regulation.organisations import OrganisationId
from models.tables.reach import address_challenge


class Purpose(StrEnum):
    ADD = "add"  # an address becomes the asker's
    RECHECK = "recheck"  # an address of the asker still works
    LINK = "link"  # the chat in which it is opened becomes the asker's
    IDENTIFY = "identify"  # the asker is somebody of a contract
    JOIN = "join"  # whose phone it is, for an agent who joins a ticket to a person


@dataclass(frozen=True)
class Target:
    """Where a code goes."""

    transport: str
    account: str
    address: str

    @property
    def counted_as(self) -> str:
        return f"address:{self.transport}:{self.account}:{self.address}"


@dataclass(frozen=True)
class Challenge:
    """One that was given out. target: None: nobody got it."""

    id: int
    organisation_id: OrganisationId
    person_id: int
    purpose: Purpose
    target: Target | None
    subject_id: int | None
    expires_at: datetime


@dataclass(frozen=True)
class NewChallenge:
    """keys: what it is counted by."""

    asker: Asker
    purpose: Purpose
    keys: tuple[str, str | None]
    expires_at: datetime
    target: Target | None = None
    subject_id: int | None = None


class Outcome(StrEnum):
    RIGHT = "right"
    AGAIN = "again"  # it was right a moment ago, and changes nothing now
    WRONG = "wrong"
    SPENT = "spent"  # wrong, and the code is good for nothing any more
    NONE = "none"  # no code is waited for


@dataclass(frozen=True)
class Checked:
    """challenge: with RIGHT and AGAIN. tries_left: with WRONG."""

    outcome: Outcome
    challenge: Challenge | None = None
    tries_left: int = 0


def make_code(
    tx: Connection,
    at: Instant,
    asker: Asker,
    purpose: Purpose,
    target: Target | None,
    *,
    subject_id: int | None = None,
    counted: str = "",
) -> str | None:
    """Digits that the caller sends to the target; every earlier code of this person is good for nothing any more.

    target: None: there is nobody to send it to, and nobody can tell; `counted` then says what is guessed at.
    counted: what the limits count by besides person and target, such as a contract's number. None: a limit of the
    day is reached, or the last one went less than a minute ago.
    """
    keys = keys_of(target.counted_as if target else None, counted, pool_for(tx, asker, purpose))
    hold(tx, asker.organisation_id, asker.person_id)  # two of their chats may say the same at one moment
    if not may_have_another(tx, at, asker, keys):
        return None
    give_up(tx, at, asker)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    new = NewChallenge(asker, purpose, keys, at.now + VALID_FOR, target, subject_id)
    store(tx, at, new, code, salt=secrets.token_hex(16))
    return code


def make_decoy(tx: Connection, at: Instant, asker: Asker) -> None:
    """In place of a code that a limit withheld: what they say is checked as if there were one, so that nobody learns
    from it how often others asked. It counts among nobody's. One that they were sent before stays good.
    """
    hold(tx, asker.organisation_id, asker.person_id)
    if is_waited_for(tx, at, asker) is not None:
        return
    keys = keys_of(None, f"decoy:{asker.person_id}", Pool.OWN)
    new = NewChallenge(asker, Purpose.IDENTIFY, keys, at.now + VALID_FOR)
    store(tx, at, new, f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", salt=secrets.token_hex(16))


def check(tx: Connection, at: Instant, asker: Asker, code: str) -> Checked:
    """Of whoever says the code, in whichever of their chats. Of two at once one is right and the other says it again.

    code: digits alone (models/rules/delivery/codes.py).
    """
    hold(tx, asker.organisation_id, asker.person_id)  # two of their chats may say the same at one moment
    row = tx.execute(
        select(address_challenge)
        .where(
            address_challenge.c.organisation_id == asker.organisation_id,
            address_challenge.c.person_id == asker.person_id,
            address_challenge.c.purpose != Purpose.LINK,
            address_challenge.c.expires_at > at.now,
            or_(address_challenge.c.closed_at.is_(None), address_challenge.c.used_at.is_not(None)),
        )
        .order_by(address_challenge.c.id.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()
    if row is None:
        return Checked(Outcome.NONE)
    right = secrets.compare_digest(row.digest, digest(row.salt, code))
    if row.used_at is not None:
        return Checked(Outcome.AGAIN, read(row)) if right else Checked(Outcome.NONE)
    if right:
        _mark(tx, row, used_at=at.now, closed_at=at.now)
        return Checked(Outcome.RIGHT, read(row))
    left = TRIES - row.tries - 1
    keys = (row.counted_as, row.also_counted_as)
    over = any(count.wrong + 1 >= limit.wrong for count, limit in counts(tx, at, asker, keys))
    _mark(tx, row, tries=row.tries + 1, closed_at=at.now if left <= 0 or over else None)
    return Checked(Outcome.SPENT) if left <= 0 or over else Checked(Outcome.WRONG, tries_left=left)


def is_waited_for(tx: Connection, at: Instant, asker: Asker) -> Challenge | None:
    """The code that this person was last given and has not said yet."""
    theirs = (
        address_challenge.c.organisation_id == asker.organisation_id,
        address_challenge.c.person_id == asker.person_id,
        address_challenge.c.purpose != Purpose.LINK,
        address_challenge.c.closed_at.is_(None),
        address_challenge.c.expires_at > at.now,
    )
    latest = select(address_challenge).where(*theirs).order_by(address_challenge.c.id.desc()).limit(1)
    row = tx.execute(latest).first()
    return read(row) if row is not None else None


def was_right(tx: Connection, at: Instant, asker: Asker, code: str) -> bool:
    """Whether this person said it before, a moment ago: whoever says it again says nothing new."""
    used = (
        address_challenge.c.organisation_id == asker.organisation_id,
        address_challenge.c.person_id == asker.person_id,
        address_challenge.c.purpose != Purpose.LINK,
        address_challenge.c.used_at.is_not(None),
        address_challenge.c.expires_at > at.now,
    )
    rows = tx.execute(select(address_challenge.c.salt, address_challenge.c.digest).where(*used)).all()
    return any(secrets.compare_digest(row.digest, digest(row.salt, code)) for row in rows)


def sent_to(tx: Connection, at: Instant, organisation_id: OrganisationId, target: Target) -> bool:
    """Whether a code that is still good was sent there: who answers with it has to say it where it was asked for."""
    there = (
        address_challenge.c.organisation_id == organisation_id,
        address_challenge.c.counted_as.in_([key_of(target.counted_as, pool) for pool in Pool]),
        address_challenge.c.address == target.address,
        address_challenge.c.expires_at > at.now,
    )
    return tx.execute(select(address_challenge.c.id).where(*there).limit(1)).first() is not None


def pool_for(tx: Connection, asker: Asker, purpose: Purpose) -> Pool:
    """Whose codes this one is counted among."""
    if purpose in (Purpose.RECHECK, Purpose.JOIN):
        return Pool.OWN
    known = known_of(tx, asker)
    return Pool.KNOWN if known.person or known.contracts else Pool.STRANGERS


def give_up(tx: Connection, at: Instant, asker: Asker) -> None:
    """The code that this person has is good for nothing any more."""
    theirs = (
        address_challenge.c.organisation_id == asker.organisation_id,
        address_challenge.c.person_id == asker.person_id,
        address_challenge.c.purpose != Purpose.LINK,
        address_challenge.c.closed_at.is_(None),
    )
    tx.execute(update(address_challenge).where(*theirs).values(closed_at=at.now))


def digest(salt: str, code: str) -> str:
    return hashlib.sha256(f"{salt}:{code}".encode()).hexdigest()


def store(tx: Connection, at: Instant, new: NewChallenge, code: str, *, salt: str = "") -> None:
    """salt: none for what nobody could guess, so that it is found by what it is."""
    target = new.target
    tx.execute(
        insert(address_challenge).values(
            organisation_id=new.asker.organisation_id,
            person_id=new.asker.person_id,
            purpose=new.purpose,
            transport=target.transport if target else None,
            account=target.account if target else None,
            address=target.address if target else None,
            subject_id=new.subject_id,
            counted_as=new.keys[0],
            also_counted_as=new.keys[1],
            salt=salt,
            digest=digest(salt, code),
            created_at=at.now,
            expires_at=new.expires_at,
        )
    )


def _mark(tx: Connection, row: Any, **values: Any) -> None:
    this = (address_challenge.c.id == row.id, address_challenge.c.organisation_id == row.organisation_id)
    tx.execute(update(address_challenge).where(*this).values(**values))


def read(row: Any) -> Challenge:
    return Challenge(
        id=row.id,
        organisation_id=OrganisationId(row.organisation_id),
        person_id=row.person_id,
        purpose=Purpose(row.purpose),
        target=Target(row.transport, row.account, row.address) if row.address is not None else None,
        subject_id=row.subject_id,
        expires_at=row.expires_at,
    )
