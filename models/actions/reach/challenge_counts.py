"""How many codes were given out and how many wrong ones said, by whom and at what: what the limits look at."""

import hashlib
from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from models.clock import Instant
from models.queries.tickets import Asker
from models.rules.delivery.codes import (
    AGAIN_AFTER,
    DAY,
    OF_ASKER_AT_TARGET,
    OF_ASKER_AT_THING,
    OF_PERSON,
    OF_TARGET,
    Count,
    Limit,
)
from models.tables.reach import address_challenge


class Pool(StrEnum):
    """Whose codes are counted together. Whoever uses up those of one leaves the others theirs: a stranger who names a
    contract or a phone all day keeps neither its owner nor somebody known from theirs.
    """

    OWN = "own"  # the address is the asker's already
    KNOWN = "known"  # asked by somebody of whom we know who they are
    STRANGERS = "strangers"


#: What is guessed at: the address, and what it was named by, such as a contract.
Keys = tuple[str, str | None]


def keys_of(target: str | None, counted: str, pool: Pool) -> Keys:
    """target: what the address is counted as; None: nobody gets the code, which is counted as often all the same."""
    key = key_of(target if target is not None else f"nobody:{counted}", pool)
    return key, key_of(counted, pool) if counted else None


def key_of(counted: str, pool: Pool) -> str:
    return hashlib.sha256((counted if pool is Pool.STRANGERS else f"{pool}:{counted}").encode()).hexdigest()


def may_have_another(tx: Connection, at: Instant, asker: Asker, keys: Keys) -> bool:
    if not all(count.is_within(limit) for count, limit in counts(tx, at, asker, keys)):
        return False
    lately = (
        address_challenge.c.organisation_id == asker.organisation_id,
        address_challenge.c.person_id == asker.person_id,
        address_challenge.c.counted_as == keys[0],
        address_challenge.c.created_at > at.now - AGAIN_AFTER,
    )
    return tx.execute(select(address_challenge.c.id).where(*lately).limit(1)).first() is None


def counts(tx: Connection, at: Instant, asker: Asker, keys: Sequence[str | None]) -> list[tuple[Count, Limit]]:
    """All of them are asked, whatever the first ones say."""
    theirs = address_challenge.c.person_id == asker.person_id
    whose: list[tuple[ColumnElement[bool], Limit]] = [(theirs, OF_PERSON)]
    for key, limit in zip(keys, (OF_ASKER_AT_TARGET, OF_ASKER_AT_THING), strict=True):
        if key is not None:
            whose += [(counted_by(key), OF_TARGET), (and_(theirs, counted_by(key)), limit)]
    return [(count_of(tx, at, asker, which), limit) for which, limit in whose]


def counted_by(key: str) -> ColumnElement[bool]:
    return or_(address_challenge.c.counted_as == key, address_challenge.c.also_counted_as == key)


def count_of(tx: Connection, at: Instant, asker: Asker, which: ColumnElement[bool]) -> Count:
    total = select(func.count(), func.coalesce(func.sum(address_challenge.c.tries), 0)).where(
        address_challenge.c.organisation_id == asker.organisation_id,
        which,
        address_challenge.c.created_at > at.now - DAY,
    )
    codes, wrong = tx.execute(total).one()
    return Count(int(codes), int(wrong))
